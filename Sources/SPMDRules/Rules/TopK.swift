import Sharding

/// The k largest or smallest of each row, and their indices: `ab!->ak!,ak!`.
///
/// A row is searched as a whole; indices pass no partial. The gradient, `ab!,ak!,ak!->ab!` of x,
/// indices and the values' gradient, puts each value back to its place. It reads x's shape alone. A
/// partial gradient is reduced first, while it is small.
///
/// Source: Paddle's `topk.cc`.
enum TopK: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let (axes, x, found) = try rows(call)
    return AxisMap(axes: axes, inputs: [x], outputs: [found, found])
  }

  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? {
    try call.require(inputs: 3...3)
    let (axes, x, found) = try rows(call)
    let map = AxisMap(
      axes: axes, inputs: [x, found, found], outputs: [x],
      flows: Flow.unread(0, of: 3, beside: []))
    for index in 1...2 where try call.shape(index) != map.shape(found) {
      throw .shape(
        "\(call.op): input \(index) must have the shape \(map.shape(found)), it has "
          + "\(try call.shape(index))")
    }
    return map
  }

  /// The axes of x and k, the dims of x and those of what is found.
  private static func rows(_ call: RuleCall) throws(RuleError) -> (
    axes: [Axis], x: [[Int]], found: [[Int]]
  ) {
    let shape = try call.shape(0)
    let row = try call.dim(of: shape.count)
    let k = try call.int("k")
    let size = row.first.map { shape[$0] } ?? 1
    guard (0...size).contains(k) else {
      throw .attribute("\(call.op): attribute 'k' must be in 0...\(size), it is \(k)")
    }
    var axes = zip(Axis.letters(shape.count), shape.indices).map {
      Axis($0, shape[$1], row.contains($1) ? .whole : .free)
    }
    let x = axes.indices.map { [$0] }
    let found = axes.indices.map { [row.contains($0) ? axes.count : $0] }
    axes.append(Axis("k", k, .whole))
    return (axes, x, found)
  }
}
