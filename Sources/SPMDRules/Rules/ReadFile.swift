import Sharding

/// The bytes of a file: `->n`, of which each rank reads its part.
///
/// How many there are the file alone says, so that there is no answer forward. Paddle has no rule of it.
enum ReadFile: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let file = try call.string("filename")
    _ = call.has(attribute: "placements")
    guard case .one(let bytes) = call.outputs.first, bytes.shape.count == 1 else {
      throw .arguments("\(call.op): the length of '\(file)' is not known before it is read")
    }
    var table = AxisTable()
    let n = table.dim("n", bytes.shape[0])
    return table.map([], to: [[n]])
  }
}
