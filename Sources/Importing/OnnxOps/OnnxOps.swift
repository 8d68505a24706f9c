import Programs

/// Operators that are several of our ops, or whose operands have to be known at import. A file each for a family adds its
/// own; those that are one op have their mapping in the schema.
enum OnnxOps {
  typealias Composition = @Sendable (OnnxCall) throws -> [Value]

  static let table: [String: Composition] = {
    let families = [
      arithmetic, reductions, shapes, indexing, products, attentions, windows, resampling,
      normalization,
      recurrence, quantization,
    ]
    var table: [String: Composition] = [:]
    for family in families { table.merge(family) { $1 } }
    return table
  }()

  /// Operators that were another function before an opset: that opset, and what they were.
  static let older: [String: (since: Int, composition: Composition)] = [
    "Softmax": (13, { [try flatSoftmax($0, "softmax")] }),
    "LogSoftmax": (13, { [try flatSoftmax($0, "log_softmax")] }),
    "GroupNormalization": (21, { [try groupNorm($0, scalesGroups: true)] }),
  ]

  /// Over all dims from `axis` on, together.
  private static func flatSoftmax(_ call: OnnxCall, _ op: String) throws -> Value {
    let x = try call.tensor(0)
    let flat = try OnnxFolding.flattened(x.shape, call.int("axis", default: 1))
    let result = try call.op(op, try x.reshape(flat), with: ["axis": .int(-1)])
    return try result.reshape(x.shape)
  }
}
