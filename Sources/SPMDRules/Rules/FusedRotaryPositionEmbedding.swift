import Sharding

/// Rotary position embedding: `bshd,bshd,bshd,1s1d,1s1d->bshd,bshd,bshd`, of q and maybe k and v; of
/// fewer heads, `bs(hg)d,bshd,…`. Time-major tensors are `sbhd`.
///
/// Samples and heads stand for themselves. Positions do where sine and cosine are given; looked up by
/// `position_ids`, `bs`, they have to be whole in the tables only. Features have to be whole, since they
/// turn in pairs. Linear in each of q, k and v. Paddle: fused_rope.cc.
enum FusedRotaryPositionEmbedding: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let q = try call.shape(0, dims: 4...4, "q")
    let isTimeMajor = try call.bool("time_major")
    let (batch, positions) = isTimeMajor ? (q[1], q[0]) : (q[0], q[1])
    try call.require(q[3] % 2 == 0, "the features of q must be even in number")
    let hasIDs = try call.optionalShape(5) != nil
    let hasTables = try call.optionalShape(3) != nil
    try call.require(
      try call.optionalShape(4) == call.optionalShape(3), "sin and cos must have one shape")
    try call.require(hasTables || !hasIDs, "position_ids need sin and cos")

    var table = AxisTable()
    let b = table.dim("b", batch)
    let s = table.dim("s", positions, hasTables ? .free : .whole)
    let d = table.dim("d", q[3], .whole)
    var heads: [Int: [Int]] = [:]
    // The heads of q are groups of those of k and v where they can be.
    let counts = try (0..<3).map { index throws(RuleError) in
      try call.optionalShape(index)?.dropFirst(2).first
    }
    let shared = counts.compactMap(\.self).min() ?? 0
    let h = table.dim("h", shared)
    for count in counts.compactMap(\.self) where heads[count] == nil {
      heads[count] =
        count == shared
        ? h
        : shared > 0 && count % shared == 0
          ? h + table.dim("g", count / shared) : table.whole([count])[0]
    }
    var inputs: [[[Int]]] = []
    var present: [Int] = []
    for index in call.inputs.indices {
      let shape = try call.shape(index)
      guard try call.optionalShape(index) != nil else {
        inputs.append(table.whole(shape))
        continue
      }
      switch index {
      case 0...2:
        try call.require(
          shape.count == 4 && shape[..<2] == q[..<2] && shape[3] == q[3],
          "q, k and v must agree but for their heads")
        inputs.append((isTimeMajor ? [s, b] : [b, s]) + [heads[shape[2]] ?? [], d])
        present.append(index)
      case 3, 4:
        inputs.append(try rotation(call, shape, s: s, d: d, looksUp: hasIDs, &table))
      default:
        try call.require(shape == [batch, positions], "position_ids must be \([batch, positions])")
        inputs.append([b, s])
      }
    }
    let outputs = (0..<3).map { $0 < inputs.count ? inputs[$0] : [] }
    return table.map(inputs, to: outputs, flows: flows(present, count: inputs.count))
  }

  /// The dims of sin or cos, [1, positions, 1, features] or [positions, features].
  private static func rotation(
    _ call: RuleCall, _ shape: [Int], s: [Int], d: [Int], looksUp: Bool, _ table: inout AxisTable
  ) throws(RuleError) -> [[Int]] {
    let sizes = table.map([], to: []).shape([s, d])
    let inner = shape.count == 4 ? [shape[1], shape[3]] : shape
    try call.require(
      inner.count == 2 && inner[1] == sizes[1] && (inner[0] == sizes[0] || looksUp)
        && (shape.count == 2 || shape[0] == 1 && shape[2] == 1),
      "sin and cos must be [1, \(sizes[0]), 1, \(sizes[1])]")
    let positions = looksUp ? table.whole([inner[0]])[0] : s
    return shape.count == 4 ? [[], positions, [], d] : [positions, d]
  }

  /// Each of q, k and v passes for itself: all choices of them.
  private static func flows(_ present: [Int], count: Int) -> [Flow] {
    (1..<(1 << present.count)).reversed().flatMap { choice in
      let chosen = Set(present.indices.filter { choice >> $0 & 1 == 1 }.map { present[$0] })
      return Flow.passing(.linear, chosen, of: count, to: chosen, of: 3)
    }
  }
}
