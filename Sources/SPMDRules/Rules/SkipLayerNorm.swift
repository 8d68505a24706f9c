import Sharding

/// The layer normalisation of a sum: `abc!,abc!,(c!),(c!)->abc!`.
///
/// The normalised dims must be whole. Partial sums of both x and y stay: the op adds them first, and folds
/// the sum once, within itself. Paddle has no rule of it.
enum SkipLayerNorm: SPMDRule {
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    try call.requireEpsilon()
    let x = try call.shape(0)
    try call.requireOneShape([x, try call.shape(1)])
    let begin = try call.axis(
      try call.int("begin_norm_axis"), of: x.count, named: "begin_norm_axis")
    try call.require(!x.isEmpty, "x must have a dim to normalise")
    var table = AxisTable()
    let dims = x.indices.map { table.dim("\($0)", x[$0], $0 < begin ? .free : .whole) }
    let norm = dims[begin...].flatMap(\.self)
    let parameters = try [2, 3].map { index throws(RuleError) in
      try call.parameter(index, over: norm, of: table.axes)
    }
    return table.map(
      [dims, dims] + parameters, to: [dims],
      flows: [
        Flow([.partial(.sum), .partial(.sum), .replicate, .replicate], to: [.replicate])
      ])
  }

  static func innerFolds(
    _ call: RuleCall, inputs: [TensorDistAttr], outputs: [TensorDistAttr]
  ) throws(RuleError) -> [InnerFold] {
    let partial = inputs[0].partialDims
    guard !partial.isEmpty, let dtype = try call.tensor(0).dtype else { return [] }
    return [
      InnerFold(
        "sum", .sum, over: partial, shape: try call.shape(0), dtype: dtype, to: outputs[0])
    ]
  }
}
