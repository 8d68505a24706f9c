import Sharding

/// Tensors whose dims are permuted, made two, and then put one after the other along one of the two:
/// `abc,abd->c(ab)` and the like.
///
/// Of the dim along which nothing is joined the leading one may be sharded, where all tensors agree in its
/// dims; the other must be whole, unless there is one tensor only. Partials pass where all inputs have
/// the same kind. Paddle has no rule of it.
enum FusionTransposeFlattenConcat: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let shapes = try call.list(0).map(\.shape)
    guard let first = shapes.first, (1...6).contains(first.count) else {
      throw .arguments(
        "\(call.op): tensors of 1 to 6 dims are required, given are \(shapes)")
    }
    let permutation = try call.ints("trans_axis")
    try call.require(
      shapes.allSatisfy { $0.count == permutation.count },
      "tensors must have as many dims as 'trans_axis' names, \(permutation.count)")
    guard permutation.sorted() == Array(first.indices) else {
      throw .attribute(
        "\(call.op): attribute 'trans_axis' must be a permutation of \(Array(first.indices)), it is "
          + "\(permutation)")
    }
    let cut = try call.int("flatten_axis")
    guard (0...permutation.count).contains(cut) else {
      throw .attribute(
        "\(call.op): attribute 'flatten_axis' must be in 0...\(permutation.count), it is \(cut)")
    }
    let joined = try call.int("concat_axis")
    guard (0...1).contains(joined) else {
      throw .attribute("\(call.op): attribute 'concat_axis' must be 0 or 1, it is \(joined)")
    }
    return try map(
      call, shapes, groups: [permutation[..<cut], permutation[cut...]], joined: joined)
  }

  /// - Parameter groups: the dims of an input that make each dim of the output.
  private static func map(
    _ call: RuleCall, _ shapes: [[Int]], groups: [ArraySlice<Int>], joined: Int
  ) throws(RuleError) -> AxisMap {
    let others = shapes.map { shape in groups[1 - joined].map { shape[$0] } }
    try call.require(
      others.allSatisfy { $0.reduce(1, *) == others[0].reduce(1, *) },
      "tensors must agree in the dim along which they are not joined")
    let areAlike = others.allSatisfy { $0 == others[0] }
    var table = AxisTable()
    let shared = areAlike ? table.dims(others[0]) : []
    var lengths = 0
    var ends: [[Int]] = []
    var inputs: [[[Int]]] = []
    for (shape, other) in zip(shapes, others) {
      var dims = [[Int]](repeating: [], count: shape.count)
      let kept = areAlike ? shared : table.whole(other)
      for (dim, axes) in zip(groups[1 - joined], kept) { dims[dim] = axes }
      let own = table.dims(
        groups[joined].map { shape[$0] }, shapes.count == 1 ? .free : .whole)
      for (dim, axes) in zip(groups[joined], own) { dims[dim] = axes }
      lengths += groups[joined].reduce(1) { $0 * shape[$1] }
      ends.append(own.flatMap(\.self))
      inputs.append(dims)
    }
    let long = shapes.count == 1 ? ends[0] : table.whole([lengths])[0]
    let side =
      areAlike ? shared.flatMap(\.self) : table.whole([others[0].reduce(1, *)])[0]
    return table.map(
      inputs, to: [joined == 0 ? [long, side] : [side, long]],
      flows: Flow.copies(inputs: shapes.count))
  }
}
