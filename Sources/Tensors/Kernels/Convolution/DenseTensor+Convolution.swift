extension DenseTensor {
  /// Convolution (cross-correlation, as in neural networks) of `[n, c, …]` with a filter
  /// `[out, c / groups, kernel…]`, over one, two, three or more spatial dims: `[n, out, …]`.
  ///
  /// With `groups == c` it is depthwise. The bias is of shape `[out]`. oneDNN convolves float32 where it has loops for
  /// the processor; otherwise each sample is unfolded (the memory beside the result: one sample's elements times the
  /// kernel's) and multiplied. A depthwise one of two spatial dims whose columns have the stride 1 is computed where the
  /// input lies. 16-bit floats are summed in float32 and rounded once. An output extent is
  /// `(padded - dilation * (kernel - 1) - 1) / stride + 1`; one below 1 is a programmer's error.
  public func convolution(
    _ filter: DenseTensor, bias: DenseTensor? = nil, strides: [Int]? = nil,
    padding: ConvolutionPadding = .valid, dilations: [Int]? = nil, groups: Int = 1
  ) -> DenseTensor {
    precondition(
      ndim >= 3 && filter.ndim == ndim && filter.dtype == dtype && groups > 0
        && shape[1] == filter.shape[1] * groups && filter.shape[0] % groups == 0
        && bias.map { $0.shape == [filter.shape[0]] && $0.dtype == dtype } ?? true,
      "a convolution of \(dtype)\(shape) with the filter \(filter.dtype)\(filter.shape) in "
        + "\(groups) groups and the bias \(bias?.shape ?? [])")
    let window = Window(
      kernel: Array(filter.shape[2...]), input: Array(shape[2...]), strides: strides,
      padding: padding, dilations: dilations)
    let outputs = window.outputs(Array(shape[2...]))
    let isDepthwise =
      groups == shape[1] && ndim == 4 && window.strides[1] == 1 && dtype.kind == .floatingPoint
    if !isDepthwise,
      let result = convolvedDirectly(
        filter, bias: bias, window, outputs: outputs, groups: groups)
    {
      return result
    }
    let none = [0, 0]
    let input =
      (window.before + window.after).allSatisfy { $0 == 0 }
      ? self : padded(before: none + window.before, after: none + window.after)
    if isDepthwise {
      let result = DenseTensor(shape: [shape[0], filter.shape[0]] + outputs, dtype: dtype)
      if !result.isEmpty {
        withRealType(
          dtype,
          DepthwiseConvolution(
            input: input.contiguous(), filter: filter.contiguous(), bias: bias?.contiguous(),
            result: result, window: window))
      }
      return result
    }
    let weights = filter.reshaped(
      to: [groups, filter.shape[0] / groups, Self.count(of: Array(filter.shape[1...]))])
    let places = Self.count(of: outputs)
    let result = DenseTensor(shape: [shape[0], filter.shape[0]] + outputs, dtype: dtype)
    if let bias {
      let ones = [Int](repeating: 1, count: outputs.count)
      result.copy(from: bias.reshaped(to: [1, bias.count] + ones).expanded(to: result.shape))
    }
    for sample in 0..<shape[0] {
      let columns = input.sample(sample).patches(window, outputs).reshaped(
        to: [groups, weights.shape[2], places])
      result.sample(sample).reshaped(to: [groups, weights.shape[1], places]).setToProduct(
        weights, columns, accumulates: bias != nil)
    }
    return result
  }

  /// `[c, …]` of `[n, c, …]`.
  func sample(_ number: Int) -> DenseTensor {
    let rest = [Int](repeating: 0, count: ndim - 1)
    return slice(offsets: [number] + rest, sizes: [1] + shape[1...]).squeezed([0])
  }
}
