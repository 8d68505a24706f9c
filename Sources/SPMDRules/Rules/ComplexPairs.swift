import Sharding

/// Pairs of numbers as complex ones, `ab2->ab`, and back: the pair is whole, all other dims stand for themselves.
///
/// Linear: sums and averages pass. PyTorch: `ComplexHelper.h`.
enum ComplexPairs: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let shape = try call.shape(0)
    var table = AxisTable()
    if call.name == "view_as_complex", shape.last != 2 {
      throw .shape("\(call.op): the last dim must have the size 2, x has \(shape)")
    }
    let numbers = table.dims(call.name == "view_as_complex" ? shape.dropLast() : shape[...])
    let pairs = numbers + table.whole([2])
    let isMade = call.name == "view_as_complex"
    return table.map(
      [isMade ? pairs : numbers], to: [isMade ? numbers : pairs],
      flows: Flow.passing(.linear, [0], of: 1))
  }
}
