import Programs

extension Compositions {
  /// Convolutions whose result a bias is added to, and those over one dim, which go as over two.
  static let convolutions: [String: Composition] = [
    "aten.conv1d.default": oneDim,
    "aten.conv1d.padding": oneDim,
    "aten.conv_transpose1d.default": oneDim,
    "aten.conv2d.default": biased,
    "aten.conv2d.padding": biased,
    "aten.conv3d.default": biased,
    "aten.conv3d.padding": biased,
    "aten.conv_transpose2d.input": biased,
    "aten.conv_transpose3d.input": biased,
    "aten.convolution.default": { call in
      let dims = try call.tensor("weight").shape.count - 2
      // One number is that of all dims.
      var changes: [String: ImportedArgument?] = [:]
      for name in ["stride", "padding", "dilation", "output_padding"] where dims > 1 {
        guard let numbers = try? call.ints(name), numbers.count == 1 else { continue }
        changes[name] = .ints([Int](repeating: numbers[0], count: dims))
      }
      if !changes.isEmpty { return try call.call(nil, changes) }
      return try call.tensor("input").shape.count == 3 ? oneDim(call) : biased(call)
    },
  ]

  /// The convolution, and its bias added to each channel.
  private static func biased(_ call: CompositionCall) throws -> [Value] {
    let x = try call.tensor("input")
    if try x.shape.count == call.tensor("weight").shape.count - 1 {
      // One sample without a dim for the batch.
      return try call.call(nil, ["input": .tensor(x.unsqueeze(0))]).map { try $0.squeeze(0) }
    }
    guard let bias = call.optionalTensor("bias") else {
      throw Mismatch("a convolution of these arguments")
    }
    let product = try call.call(nil, ["bias": nil])[0]
    let shape = bias.shape + [Int](repeating: 1, count: product.shape.count - 2)
    return [try product + bias.reshape(shape)]
  }

  /// With a dim of size 1 before the last one.
  private static func oneDim(_ call: CompositionCall) throws -> [Value] {
    var changes: [String: ImportedArgument?] = [:]
    let x = try call.tensor("input")
    // One sample may have no dim for the batch.
    let place = x.shape.count - 1
    changes["input"] = .tensor(try x.unsqueeze(place))
    changes["weight"] = .tensor(try call.tensor("weight").unsqueeze(2))
    for (name, neutral) in [("stride", 1), ("dilation", 1), ("padding", 0), ("output_padding", 0)] {
      guard let numbers = try? call.ints(name) else { continue }
      changes[name] = .ints([neutral] + numbers)
    }
    let name = call.name.replacing("conv1d", with: "conv2d").replacing(
      "conv_transpose1d.default", with: "conv_transpose2d.input")
    return [try call.call(name, changes)[0].squeeze(place)]
  }
}
