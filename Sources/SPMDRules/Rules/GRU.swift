import Sharding

/// A gated recurrent unit over sequences whose inputs were multiplied before: `(st!)g!,sd!,d!g!,1g!->(st!)d!`.
///
/// Sequences of one length stand for themselves. Each step needs the whole state and all its gates.
/// Paddle has no rule of it.
enum GRU: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let x = try call.shape(0, dims: 2...2, "x")
    var table = AxisTable()
    let unit = try RecurrentDims(call, rows: x[0], h0: 1, weight: 2, bias: 3, &table)
    let size = unit.size
    try call.require(x[1] == 3 * size, "x must have 3 times \(size) columns")
    var inputs = [[unit.sequences.rows, unit.gates], unit.first, unit.weight]
    if let bias = unit.bias { inputs.append(bias) }
    return table.map(inputs, to: [[unit.sequences.rows, unit.state]])
  }

  static func localAttributes(_ call: RuleCall, inputs: [Box], outputs: [Box]) throws(RuleError)
    -> [String: AttributeValue]
  { try SequenceDims.localAttributes(call, rows: outputs[0].sizes[0]) }
}

/// The dims of a gated recurrent unit's tensors: the state and the gates are whole.
struct RecurrentDims {
  /// The features of the state.
  let size: Int
  let sequences: SequenceDims
  /// Dims of that many features, and of three times as many.
  let state, gates: [Int]
  /// Of the state before, of the weight, and of the bias where the call has such an input.
  let first, weight: [[Int]]
  let bias: [[Int]]?

  /// - Parameters:
  ///   - rows: those of all sequences.
  ///   - h0, weight, bias: the places of these inputs.
  init(
    _ call: RuleCall, rows: Int, h0: Int, weight: Int, bias: Int, _ table: inout AxisTable
  ) throws(RuleError) {
    for name in ["activation", "gate_activation"] { _ = try call.string(name) }
    for name in ["is_reverse", "origin_mode"] { _ = try call.bool(name) }
    let name = call.op == "gru" ? "weight" : "weight_h"
    let shape = try call.shape(weight, dims: 2...2, name)
    size = shape[0]
    guard let columns = Limits.product([3, size]), shape[1] == columns else {
      throw .shape("\(call.op): \(name) must be [d, 3 d], it is \(shape)")
    }
    sequences = try SequenceDims(call, rows: rows, &table)
    state = table.dim("d", size, .whole)
    gates = table.dim("g", columns, .whole)
    self.weight = [state, gates]
    let count = table.axes[sequences.sequences[0]].size
    if let given = try call.optionalShape(h0) {
      try call.require(given == [count, size], "h0 must be [\(count), \(size)]")
      first = [sequences.sequences, state]
    } else {
      first = table.whole(try call.shape(h0))
    }
    guard call.inputs.count > bias else {
      self.bias = nil
      return
    }
    if let given = try call.optionalShape(bias) {
      try call.require(given == [1, columns], "bias must be [1, \(columns)]")
      self.bias = [[], gates]
    } else {
      self.bias = table.whole(try call.shape(bias))
    }
  }
}
