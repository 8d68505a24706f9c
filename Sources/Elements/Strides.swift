/// How the elements of a strided tensor lie: how far apart neighbours along each dim are, in elements.
package enum Strides {
  /// Those of a tensor whose elements lie in row-major order, without gaps: the last dim's is 1.
  package static func rowMajor(_ shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for dim in shape.indices.dropLast().reversed() {
      strides[dim] = strides[dim + 1] * max(1, shape[dim + 1])
    }
    return strides
  }

  /// Those under which the same elements, in row-major order, have another shape of as many elements; nil where that needs
  /// a copy. Runs of old dims, each mergeable into one, are matched with runs of new dims of the same product. O(dims).
  package static func regrouped(_ shape: [Int], _ strides: [Int], as target: [Int]) -> [Int]? {
    if shape.contains(0) { return rowMajor(target) }
    let old = shape.indices.filter { shape[$0] != 1 }
    var result = [Int](repeating: 1, count: target.count)
    var (from, to) = (0, 0)
    while from < old.count {
      var (have, want) = (shape[old[from]], 1)
      var end = from + 1
      let first = to
      while to < target.count, want != have || want == 1 {
        want *= target[to]
        to += 1
        while have < want, end < old.count {
          guard strides[old[end - 1]] == strides[old[end]] * shape[old[end]] else { return nil }
          have *= shape[old[end]]
          end += 1
        }
      }
      guard want == have else { return nil }
      var stride = strides[old[end - 1]]
      for dim in (first..<to).reversed() {
        result[dim] = stride
        stride *= target[dim]
      }
      from = end
    }
    return result
  }
}
