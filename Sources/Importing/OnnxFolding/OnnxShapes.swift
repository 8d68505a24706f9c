/// The arithmetic of shapes that folding and ops share.
extension OnnxFolding {
  /// 0 keeps a size, unless zeros are allowed; -1 is what is left.
  static func reshaped(_ shape: [Int], to wanted: [Int], allowsZero: Bool) throws -> [Int] {
    var sizes = try wanted.enumerated().map { dim, size in
      guard size == 0, !allowsZero else { return size }
      guard dim < shape.count else {
        throw Mismatch("size 0 at dim \(dim) of a tensor with \(shape.count) dims")
      }
      return shape[dim]
    }
    let unfit = Mismatch("a tensor of shape \(shape) is no tensor of shape \(wanted)")
    guard sizes.allSatisfy({ $0 >= -1 }), sizes.count(where: { $0 == -1 }) <= 1 else { throw unfit }
    var known = 1
    for size in sizes where size != -1 {
      let (product, overflow) = known.multipliedReportingOverflow(by: size)
      guard !overflow else { throw unfit }
      known = product
    }
    let count = shape.reduce(1, *)
    if let open = sizes.firstIndex(of: -1) {
      guard known > 0, count % known == 0 else { throw unfit }
      sizes[open] = count / known
    } else if known != count {
      throw unfit
    }
    return sizes
  }

  /// Two dims: those before `axis`, and the others.
  static func flattened(_ shape: [Int], _ given: Int) throws -> [Int] {
    let axis = given < 0 ? given + shape.count : given
    guard (0...shape.count).contains(axis) else {
      throw Mismatch("dim \(given) of a tensor with \(shape.count) dims")
    }
    return [shape[..<axis].reduce(1, *), shape[axis...].reduce(1, *)]
  }

  static func squeezed(_ shape: [Int], _ axes: [Int]?) throws -> [Int] {
    guard let axes else { return shape.filter { $0 != 1 } }
    let dropped = try Set(axes.map { try place($0, of: shape.count) })
    for dim in dropped.sorted() where !shape.indices.contains(dim) || shape[dim] != 1 {
      throw Mismatch("dim \(dim) of shape \(shape) is to be dropped: a size of 1 is required")
    }
    return shape.indices.filter { !dropped.contains($0) }.map { shape[$0] }
  }

  static func unsqueezed(_ shape: [Int], _ axes: [Int]) throws -> [Int] {
    let count = shape.count + axes.count
    let new = try Set(axes.map { try place($0, of: count) })
    guard new.count == axes.count else { throw Mismatch("axes \(axes) name a dim twice") }
    var rest = shape[...]
    return (0..<count).map { new.contains($0) ? 1 : rest.removeFirst() }
  }

  /// The order of dims; reversed where nothing is said.
  static func permutation(_ attributes: [String: OnnxAttribute], of count: Int) throws -> [Int] {
    guard case .ints(let order)? = attributes["perm"] else { return (0..<count).reversed() }
    guard order.sorted() == Array(0..<count) else {
      throw Mismatch("perm \(order) of a tensor with \(count) dims")
    }
    return order
  }

  /// A part of a dim.
  struct Range {
    let start: Int
    let step: Int
    let count: Int
  }

  /// The part of each dim.
  static func sliced(
    _ shape: [Int], _ starts: [Int], _ ends: [Int], _ axes: [Int]?, _ steps: [Int]?
  ) throws -> [Range] {
    let axes = axes ?? Array(starts.indices)
    let steps = steps ?? starts.map { _ in 1 }
    guard starts.count == ends.count, starts.count == axes.count, starts.count == steps.count else {
      throw Mismatch(
        "\(starts.count) starts, \(ends.count) ends, \(axes.count) axes and \(steps.count) steps")
    }
    var ranges = shape.map { Range(start: 0, step: 1, count: $0) }
    for number in axes.indices {
      let dim = try place(axes[number], of: shape.count)
      guard shape.indices.contains(dim), steps[number] != 0, steps[number] != .min else {
        throw Mismatch("a slice of dim \(axes[number]) with step \(steps[number])")
      }
      let (size, step) = (shape[dim], steps[number])
      func bound(_ given: Int, _ low: Int, _ high: Int) -> Int {
        min(max(given < 0 ? given + size : given, low), high)
      }
      // Backwards from the last element, down to before the first one.
      let (low, high) = step > 0 ? (0, size) : (-1, size - 1)
      let start = bound(starts[number], step > 0 ? 0 : 0, high)
      let end = ends[number] < -size && step < 0 ? -1 : bound(ends[number], low, high)
      let distance = step > 0 ? end - start : start - end
      let length = abs(step)
      ranges[dim] = Range(
        start: size == 0 ? 0 : start, step: step,
        count: distance <= 0 ? 0 : (distance - 1) / length + 1)
    }
    return ranges
  }
}
