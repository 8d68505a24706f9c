import Programs

extension Compositions {
  /// Batch norms that ours does not have: of the statistics of the batch, or without scale or bias.
  static let batchNorms: [String: Composition] = [
    "aten.batch_norm.default": { [try normalized($0).result] },
    "aten._native_batch_norm_legit_no_training.default": { [try normalized($0).result] },
    "aten.native_batch_norm.default": { try withStatistics($0) },
    "aten._native_batch_norm_legit.default": { try withStatistics($0) },
    "aten._native_batch_norm_legit.no_stats": { try withStatistics($0) },
    "aten._native_batch_norm_legit_functional.default": { call in
      let made = try normalized(call)
      let momentum = try call.number("momentum")
      let results = [made.result, made.mean, made.scale]
      guard let variance = made.variance, let mean = call.optionalTensor("running_mean"),
        let spread = call.optionalTensor("running_var")
      else { return try results + [call.tensor("running_mean"), call.tensor("running_var")] }
      let x = try call.tensor("input")
      let count = Double(x.shape.reduce(1, *) / max(1, x.shape[1]))
      let unbiased = try variance * (count / max(1, count - 1))
      return try results + [
        mean * (1 - momentum) + made.mean * momentum,
        spread * (1 - momentum) + unbiased * momentum,
      ]
    },
  ]

  private static func withStatistics(_ call: CompositionCall) throws -> [Value] {
    let made = try normalized(call)
    return [made.result, made.mean, made.scale]
  }

  /// The result, and of each channel the mean, one over the deviation, and the variance where it is the batch's.
  private static func normalized(_ call: CompositionCall) throws -> (
    result: Value, mean: Value, scale: Value, variance: Value?
  ) {
    let x = try call.tensor("input")
    guard x.shape.count > 1 else { throw Mismatch("a batch norm of \(x.shape.count) dims") }
    func along(_ value: Value) throws -> Value {
      try value.reshape(value.shape + [Int](repeating: 1, count: x.shape.count - 2))
    }
    var (mean, variance) = (
      call.optionalTensor("running_mean"), call.optionalTensor("running_var")
    )
    // Running statistics are for models in eval().
    let isOfBatch = call.bool("training", default: false) || mean == nil
    if isOfBatch {
      let attributes: [String: AttributeValue] = [
        "axis": .ints(x.shape.indices.filter { $0 != 1 })
      ]
      let made = try call.op("mean", x, with: attributes)
      let distance = try x - along(made)
      (mean, variance) = (made, try call.op("mean", distance * distance, with: attributes))
    }
    guard let mean, let variance else { throw Mismatch("a batch norm without a variance") }
    let scale = try call.op("rsqrt", variance + call.number("eps"))
    var result = try (x - along(mean)) * along(scale)
    if let weight = call.optionalTensor("weight") { result = try result * along(weight) }
    if let bias = call.optionalTensor("bias") { result = try result + along(bias) }
    return (result, mean, scale, isOfBatch ? variance : nil)
  }
}
