/// Normalisations, written out: their statistics are of the operands.
extension GradientTable {
  mutating func addNorms() {
    self["layer_norm"] = .writtenOut { call in
      let axis = try call.dim("begin_norm_axis")
      return try call.x.layerNorm(
        from: axis, scale: call.given(1), bias: call.given(2), epsilon: call.double("epsilon"),
        like: call.outputs)
    }
    self["rms_norm"] = .writtenOut { call in
      let x = try call.x.cast(call.outputs[1].dtype)
      let inverse = try x.square().mean(-1, keepDims: true).plus(call.double("epsilon")).rsqrt()
      let result = try (x * inverse).affine(call.given(1), nil, call.x.shape.suffix(1))
      return [result, try inverse.viewed(as: call.outputs[1].shape)]
    }
    self["group_norm"] = .writtenOut { call in
      let x = try call.channelsFirst(call.x)
      let statistics = call.outputs[1].shape
      let rows = try x.cast(call.outputs[1].dtype)
        .viewed(as: statistics + [x.size / max(1, statistics.reduce(1, *))])
      let normed = try rows.normalised([2], epsilon: call.double("epsilon"))
      let result = try normed.result.viewed(as: x.shape)
        .affine(call.given(1), call.given(2), x.channelShape)
      return [
        try call.asGiven(result), try normed.mean.viewed(as: statistics),
        try normed.variance.viewed(as: statistics),
      ]
    }
    self["instance_norm"] = .writtenOut { call in
      let x = try call.x.cast(call.outputs[1].dtype)
      let normed = try x.normalised(Array(2..<x.ndim), epsilon: call.double("epsilon"))
      let result = try normed.result.affine(call.given(1), call.given(2), x.channelShape)
      return [
        result, try normed.mean.viewed(as: call.outputs[1].shape),
        try normed.inverse.viewed(as: call.outputs[2].shape),
      ]
    }
    self["batch_norm"] = .writtenOut { try $0.batchNorm() }
    self["skip_layernorm"] = .writtenOut { call in
      let sum = try call.x + call.y
      return [
        try sum.layerNorm(
          from: call.int("begin_norm_axis"), scale: call.given(2), bias: call.given(3),
          epsilon: call.double("epsilon"), like: [])[0]
      ]
    }
  }
}

extension GradientCall {
  fileprivate func batchNorm() throws -> [Value?] {
    let epsilon = double("epsilon")
    let first = try channelsFirst(x)
    let wide = try first.cast(outputs[1].dtype)
    let shape = wide.channelShape
    let (runningMean, runningVariance) = (inputs[1], inputs[2])
    if bool("use_global_stats") || bool("is_test") && !bool("trainable_statistics") {
      let inverse = try runningVariance.plus(epsilon).rsqrt()
      let result = try ((wide - runningMean.viewed(as: shape)) * inverse.viewed(as: shape))
        .affine(given(3), given(4), shape)
      return [try asGiven(result), runningMean, runningVariance, runningMean, inverse, nil]
    }
    let normed = try wide.normalised(
      first.shape.indices.filter { $0 != 1 }, epsilon: epsilon)
    let result = try normed.result.affine(given(3), given(4), shape)
    let momentum = double("momentum")
    func moved(_ running: Value, _ new: Value) throws -> Value {
      try running.times(momentum) + new.viewed(as: running.shape).times(1 - momentum)
    }
    return [
      try asGiven(result), try moved(runningMean, normed.mean),
      try moved(runningVariance, normed.variance), try normed.mean.viewed(as: outputs[3].shape),
      try normed.inverse.viewed(as: outputs[4].shape), nil,
    ]
  }

  private var isChannelsLast: Bool { string("data_format").hasSuffix("C") }

  fileprivate func channelsFirst(_ value: Value) throws -> Value {
    guard isChannelsLast else { return value }
    return try value.moveaxis(source: [value.ndim - 1], destination: [1])
  }

  fileprivate func asGiven(_ value: Value) throws -> Value {
    guard isChannelsLast else { return value }
    return try value.moveaxis(source: [1], destination: [value.ndim - 1])
  }
}

extension Value {
  /// A shape in which what belongs to the channels, which are dim 1, broadcasts.
  fileprivate var channelShape: [Int] {
    shape.indices.map { $0 == 1 ? shape[1] : 1 }
  }

  /// This tensor less its mean over some dims, over its deviation; with the statistics.
  fileprivate func normalised(_ dims: [Int], epsilon: Double) throws -> (
    result: Value, mean: Value, variance: Value, inverse: Value
  ) {
    let mean = try op("mean", ["axis": .ints(dims), "keep_dim": .bool(true)])
    let centred = try self - mean
    let variance = try centred.square().op("mean", ["axis": .ints(dims), "keep_dim": .bool(true)])
    let inverse = try variance.plus(epsilon).rsqrt()
    return (try centred * inverse, mean, variance, inverse)
  }

  /// This tensor times a scale plus a bias, which are of that shape.
  fileprivate func affine(_ scale: Value?, _ bias: Value?, _ shape: some Collection<Int>) throws
    -> Value
  {
    var result = self
    if let scale { result = try result * scale.viewed(as: Array(shape)) }
    if let bias { result = try result + bias.viewed(as: Array(shape)) }
    return result
  }

  /// The layer normalisation of the dims from `axis` on.
  ///
  /// - Parameter outputs: the results of the op, whose second and third are mean and variance; without these there are
  ///   none.
  func layerNorm(
    from axis: Int, scale: Value?, bias: Value?, epsilon: Double, like outputs: [Value]
  ) throws -> [Value] {
    let x = outputs.count < 3 || outputs[1].dtype == dtype ? self : try cast(outputs[1].dtype)
    let normed = try x.normalised(Array(axis..<ndim), epsilon: epsilon)
    let result = try normed.result.affine(scale, bias, shape[axis...])
    guard outputs.count >= 3 else { return [result] }
    return [
      result, try normed.mean.viewed(as: outputs[1].shape),
      try normed.variance.viewed(as: outputs[2].shape),
    ]
  }
}
