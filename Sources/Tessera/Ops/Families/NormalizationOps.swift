import Tensors

/// Normalizations. Statistics are float32, of float64 float64; so are parameters, whatever their dtype.
extension Kernel {
  static let layerNorm = Kernel { call in
    let x = call.tensor(0)
    let (result, mean, variance) = x.layerNorm(
      axis: call.dim("begin_norm_axis", of: x.ndim), scale: call.parameter(1),
      bias: call.parameter(2), epsilon: call.double("epsilon"))
    return [result, mean, variance]
  }

  static let rmsNorm = Kernel { call in
    let x = call.tensor(0)
    let (result, inverse) = x.rmsNorm(
      axis: x.ndim - 1, scale: call.parameter(1), epsilon: call.double("epsilon"))
    return [result, inverse]
  }

  /// A rank has whole groups: as many as its part of the statistics says.
  static let groupNorm = Kernel { call in
    let x = call.isChannelsLast ? call.tensor(0).channelsFirst : call.tensor(0)
    guard !x.isEmpty else { return call.outputs.indices.map(call.zeros) }
    let (result, mean, variance) = x.groupNorm(
      groups: call.outputs[1].sizes[1], scale: call.parameter(1), bias: call.parameter(2),
      epsilon: call.double("epsilon"))
    return [call.isChannelsLast ? result.channelsLast : result, mean, variance]
  }

  static let instanceNorm = Kernel { call in
    let x = call.tensor(0)
    guard !x.isEmpty else { return call.outputs.indices.map(call.zeros) }
    let (result, mean, inverse) = x.instanceNorm(
      scale: call.parameter(1), bias: call.parameter(2), epsilon: call.double("epsilon"))
    return [result, call.shaped(mean, as: 1), call.shaped(inverse, as: 2)]
  }
}

extension LocalCall {
  /// A scale, bias or running statistic of a normalisation of input 0.
  func parameter(_ index: Int) -> DenseTensor? {
    given(index)?.converted(to: tensor(0).dtype.statistics)
  }

  /// Whether the channels are the last dim.
  var isChannelsLast: Bool { string("data_format").hasSuffix("C") }
}

extension DenseTensor {
  /// `[n, …, c]` as `[n, c, …]`.
  var channelsFirst: DenseTensor {
    permuted([0, ndim - 1] + Array(1..<(ndim - 1)))
  }

  /// `[n, c, …]` as `[n, …, c]`.
  var channelsLast: DenseTensor {
    permuted([0] + Array(2..<ndim) + [1])
  }
}
