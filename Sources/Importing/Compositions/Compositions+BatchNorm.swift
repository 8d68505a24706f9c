import Programs

extension Compositions {
  /// By norm that writes into its running statistics: the argument that says whether it does.
  static let statisticsFlags = [
    "aten.batch_norm.default": "training", "aten.native_batch_norm.default": "training",
    "aten._native_batch_norm_legit.default": "training",
    "aten.instance_norm.default": "use_input_stats",
  ]

  /// What the running statistics hold after a norm: mean, and variance without bias.
  ///
  /// - Parameter made: what the norm gives.
  static func movedStatistics(_ call: CompositionCall, _ made: [Value]) throws -> [Value] {
    let (mean, spread) = (try call.tensor("running_mean"), try call.tensor("running_var"))
    let (x, momentum) = (try call.tensor("input"), try call.number("momentum"))
    let isOfSamples = call.name == "aten.instance_norm.default"
    let dims = x.shape.indices.filter { $0 != 1 && !(isOfSamples && $0 == 0) }
    let count = Double(dims.reduce(1) { $0 * x.shape[$1] })
    let bias = 1 / max(1, count - 1)
    if let maker = made.first?.maker, maker.name == "batch_norm" {
      // Its variance is that of the batch as it is.
      let (moved, own) = (maker.outputs[2], try spread * (1 - momentum))
      return [maker.outputs[1], try moved + (moved - own) * bias]
    }
    var (own, variance) = try statistics(of: x, over: dims, call)
    if isOfSamples {
      own = try call.op("mean", own, with: ["axis": .ints([0])])
      variance = try call.op("mean", variance, with: ["axis": .ints([0])])
    }
    return [
      try mean * (1 - momentum) + own * momentum,
      try spread * (1 - momentum) + (variance + variance * bias) * momentum,
    ]
  }

  private static func statistics(of x: Value, over dims: [Int], _ call: CompositionCall) throws -> (
    mean: Value, variance: Value
  ) {
    let attributes: [String: AttributeValue] = ["axis": .ints(dims)]
    let mean = try call.op("mean", x, with: attributes)
    let distance = try x - along(mean, x)
    return (mean, try call.op("mean", distance * distance, with: attributes))
  }

  /// The numbers of channels, or of channels of samples, for each element of x.
  private static func along(_ value: Value, _ x: Value) throws -> Value {
    try value.reshape(
      value.shape + [Int](repeating: 1, count: x.shape.count - max(2, value.shape.count)))
  }

  /// Batch norms that ours does not have: of the statistics of the batch, or without scale or bias; and instance norms with
  /// running statistics.
  static let batchNorms: [String: Composition] = [
    "aten.instance_norm.default": { call in
      guard call.bool("use_input_stats", default: true) else {
        return [try normalized(call).result]
      }
      guard call.optionalTensor("running_mean") != nil else {
        throw Mismatch("an instance norm that is no op")
      }
      return try call.call(
        nil, ["running_mean": ImportedArgument.none, "running_var": ImportedArgument.none])
    },
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
    var (mean, variance) = (
      call.optionalTensor("running_mean"), call.optionalTensor("running_var")
    )
    // Running statistics are for models in eval().
    let isOfBatch = call.bool("training", default: false) || mean == nil
    if isOfBatch {
      (mean, variance) = try statistics(of: x, over: x.shape.indices.filter { $0 != 1 }, call)
    }
    guard let mean, let variance else { throw Mismatch("a batch norm without a variance") }
    let scale = try call.op("rsqrt", variance + call.number("eps"))
    var result = try (x - along(mean, x)) * along(scale, x)
    if let weight = call.optionalTensor("weight") { result = try result * along(weight, x) }
    if let bias = call.optionalTensor("bias") { result = try result + along(bias, x) }
    return (result, mean, scale, isOfBatch ? variance : nil)
  }
}
