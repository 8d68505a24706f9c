import Sharding

/// Attention: `bshd,bthd,bthv->bshv,bhst,bhs`, with a seed and a mask that broadcasts to `bhst`.
///
/// Samples and heads stand for themselves; where q has more heads than k, each head of k serves a group
/// of q's: `bs(hg)d`. Where nothing is dropped the features of v do too; and the queries, if no causal
/// mask counts their positions. What is dropped each rank draws for its own samples and heads. Keys have to be whole, and the features that q and k are multiplied
/// over. Linear in v. Paddle: flash_attention.cc.
enum FlashAttention: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let q = try call.shape(0, dims: 4...4, "q")
    let (k, v) = (try call.shape(1, dims: 4...4, "k"), try call.shape(2, dims: 4...4, "v"))
    try call.require(
      q[0] == k[0] && k[..<3] == v[..<3] && q[3] == k[3],
      "q, k and v must be of one batch, k and v of the same keys and heads, q and k of the same features"
    )
    let group = k[2] == 0 ? 1 : q[2] / k[2]
    try call.require(group * k[2] == q[2], "the heads of q must be a multiple of those of k")
    let dropout = try call.double("dropout")
    guard (0...1).contains(dropout) else {
      throw .attribute("\(call.op): attribute 'dropout' must be in 0...1, it is \(dropout)")
    }
    let isTest = try call.bool("is_test")
    let isExact = dropout == 0 || isTest
    let isCausal = try call.bool("causal")
    var table = AxisTable()
    let b = table.dim("b", q[0])
    let s = table.dim("s", q[1], isExact && !isCausal ? .free : .whole)
    let t = table.dim("t", k[1], .whole)
    let h = table.dim("h", k[2])
    let heads = group == 1 ? h : h + table.dim("g", group)
    let d = table.dim("d", q[3], .whole)
    let features = table.dim("v", v[3], isExact ? .free : .whole)
    let scores = [b, heads, s, t]
    var inputs = [[b, s, heads, d], [b, t, h, d], [b, t, h, features]]
    if call.inputs.count > 3 { inputs.append(table.whole(try call.shape(3))) }
    if call.inputs.count > 4 { inputs.append(try mask(call, scores, &table)) }
    let outputs = [
      [b, s, heads, features],
      try output(call, 1, or: scores, &table), try output(call, 2, or: [b, heads, s], &table),
      try output(call, 3, or: [table.dim("o", 2, .whole)], &table),
    ]
    return table.map(
      inputs, to: outputs, flows: isExact ? Flow.passing(.linear, [2], of: inputs.count, of: 4) : []
    )
  }

  private static func mask(_ call: RuleCall, _ scores: [[Int]], _ table: inout AxisTable)
    throws(RuleError) -> [[Int]]
  {
    guard let mask = try call.optionalShape(4) else { return table.whole(try call.shape(4)) }
    let sizes = table.map([], to: []).shape(scores)
    try call.require(
      mask.count == 4 && zip(mask, sizes).allSatisfy { $0 == $1 || $0 == 1 },
      "the mask must broadcast to \(sizes)")
    return mask.indices.map { mask[$0] == sizes[$0] ? scores[$0] : [] }
  }

  /// An output's dims; backward, one that is given as absent is.
  private static func output(
    _ call: RuleCall, _ index: Int, or dims: [[Int]], _ table: inout AxisTable
  ) throws(RuleError) -> [[Int]] {
    guard call.direction == .backward, index < call.outputs.count,
      case .one(let given) = call.outputs[index], given.shape.isEmpty || given.shape == [0]
    else { return dims }
    return table.whole(given.shape)
  }
}
