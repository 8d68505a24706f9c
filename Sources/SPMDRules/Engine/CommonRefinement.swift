/// The axes that two row-major factorings of one index range have in common.
///
/// Both lists of sizes have the same product. Where a prefix product of one divides the other's,
/// the dims are cut there: [64] and [2, 32] give the axes 2 and 32. Where neither divides, the
/// leading gcd is an axis of both: [6, 2] and [4, 3] share an axis of 2, since an index / 6 is what
/// (the index / 3) / 2 is. Beyond it their strides do not agree, up to where both have a boundary
/// again, and the rest of each dim is an axis of its own that has to be whole.
struct CommonRefinement {
  private(set) var sizes: [Int] = []
  private(set) var isWhole: [Bool] = []
  /// Of each left dim: the indices of its axes, major first.
  private(set) var left: [[Int]]
  private(set) var right: [[Int]]

  /// - Precondition: no size is below 2, and the products are equal.
  init(_ leftSizes: [Int], _ rightSizes: [Int]) {
    left = [[Int]](repeating: [], count: leftSizes.count)
    right = [[Int]](repeating: [], count: rightSizes.count)
    var (i, j) = (0, 0)
    // What is left of the dims at hand.
    var (a, b) = (1, 1)
    while true {
      if a == 1, i < leftSizes.count { a = leftSizes[i] }
      if b == 1, j < rightSizes.count { b = rightSizes[j] }
      if a == 1 || b == 1 { break }
      let shared = gcd(a, b)
      if shared > 1 {
        let axis = add(shared, whole: false)
        left[i].append(axis)
        right[j].append(axis)
      } else {
        left[i].append(add(a, whole: true))
        right[j].append(add(b, whole: true))
        // On to where both have a boundary.
        while a != b {
          if a < b {
            i += 1
            left[i].append(add(leftSizes[i], whole: true))
            a *= leftSizes[i]
          } else {
            j += 1
            right[j].append(add(rightSizes[j], whole: true))
            b *= rightSizes[j]
          }
        }
        (a, b) = (1, 1)
        i += 1
        j += 1
        continue
      }
      a /= shared
      b /= shared
      if a == 1 { i += 1 }
      if b == 1 { j += 1 }
    }
  }

  private mutating func add(_ size: Int, whole: Bool) -> Int {
    sizes.append(size)
    isWhole.append(whole)
    return sizes.count - 1
  }

  private func gcd(_ first: Int, _ second: Int) -> Int {
    var (a, b) = (first, second)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
