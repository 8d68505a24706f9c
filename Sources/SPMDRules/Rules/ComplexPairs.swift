import Sharding

/// Pairs of numbers as complex ones, `ab2->ab`, and back: the pair is whole, all other dims stand for themselves.
///
/// Linear: sums and averages pass. PyTorch: `ComplexHelper.h`.
enum ComplexPairs: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let shape = try call.shape(0)
    var table = AxisTable()
    guard call.name == "view_as_complex" else {
      let dims = table.dims(shape)
      return table.map(
        [dims], to: [dims + table.whole([2])], flows: Flow.passing(.linear, [0], of: 1))
    }
    guard shape.last == 2 else {
      throw .shape("\(call.op): the last dim must have the size 2, x has \(shape)")
    }
    let dims = table.dims(shape.dropLast())
    return table.map(
      [dims + table.whole([2])], to: [dims], flows: Flow.passing(.linear, [0], of: 1))
  }
}
