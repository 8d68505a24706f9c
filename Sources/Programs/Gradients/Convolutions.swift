import Ops

/// Convolutions: that of the image is the transposed one, that of the filter a convolution of the two.
extension GradientTable {
  mutating func addConvolutions() {
    for (plain, transposed) in [
      ("conv2d", "conv2d_transpose"), ("conv3d", "conv3d_transpose"),
    ] {
      self[plain] = .formula { call in
        let layer = try ConvolutionCall(call)
        let gradient = try layer.channelsFirst(call.gradient())
        let x = try layer.channelsFirst(call.x)
        let image = try layer.apply(
          transposed, gradient, call.y, ["output_size": .ints(Array(x.shape[2...]))])
        return [
          try layer.given(image),
          try layer.filterGradient(plain, image: x, places: gradient, filter: call.y),
        ]
      }
      self[transposed] = .formula { call in
        let layer = try ConvolutionCall(call)
        let gradient = try layer.channelsFirst(call.gradient())
        let x = try layer.channelsFirst(call.x)
        return [
          try layer.given(layer.apply(plain, gradient, call.y, [:])),
          try layer.filterGradient(plain, image: gradient, places: x, filter: call.y),
        ]
      }
    }
  }
}

/// What is asked for of a convolution, with paddings in numbers.
private struct ConvolutionCall {
  private let isChannelsLast: Bool
  private let groups: Int
  private let strides: [Int]
  private let dilations: [Int]
  /// Before and after each spatial dim.
  private let paddings: [Int]
  private let format: String

  init(_ call: GradientCall) throws {
    let ndim = call.x.ndim
    isChannelsLast = call.string("data_format").hasSuffix("C")
    format = ndim == 4 ? "NCHW" : "NCDHW"
    let (strides, dilations) = (call.ints("strides"), call.ints("dilations"))
    let sizes = Array(isChannelsLast ? call.x.shape[1..<(ndim - 1)] : call.x.shape[2...])
    let channels = isChannelsLast ? call.x.shape[ndim - 1] : call.x.shape[1]
    groups = call.optionalInt("groups") ?? channels / max(1, call.y.shape[1])
    let given = call.ints("paddings")
    let filter = call.y.shape
    paddings = sizes.indices.flatMap { dim -> [Int] in
      switch call.string("padding_algorithm") {
      case "VALID": return [0, 0]
      case "SAME":
        let places = (sizes[dim] + strides[dim] - 1) / strides[dim]
        let extent = (filter[dim + 2] - 1) * dilations[dim] + 1
        let sum = max(0, (places - 1) * strides[dim] + extent - sizes[dim])
        return [sum / 2, sum - sum / 2]
      default:
        return given.count == sizes.count
          ? [given[dim], given[dim]] : [given[2 * dim], given[2 * dim + 1]]
      }
    }
    (self.strides, self.dilations) = (strides, dilations)
  }

  /// `[n, c, …]` of a tensor as the call has it.
  func channelsFirst(_ value: Value) throws -> Value {
    guard isChannelsLast else { return value }
    return try value.moveaxis(source: [value.ndim - 1], destination: [1])
  }

  /// A tensor `[n, c, …]` as the call has it.
  func given(_ value: Value) throws -> Value {
    guard isChannelsLast else { return value }
    return try value.moveaxis(source: [1], destination: [value.ndim - 1])
  }

  func apply(
    _ op: String, _ image: Value, _ filter: Value, _ attributes: [String: AttributeValue]
  ) throws -> Value {
    let own: [String: AttributeValue] = [
      "strides": .ints(strides), "dilations": .ints(dilations), "paddings": .ints(paddings),
      "groups": .int(groups), "data_format": .string(format),
    ]
    return try Value.apply(
      op, [.one(image), .one(filter)], own.merging(attributes) { $1 })[0]
  }

  /// Batch and channels change places, and so do strides and dilations.
  func filterGradient(_ op: String, image: Value, places: Value, filter: Value) throws -> Value {
    let images = try groups == 1 ? [image] : image.splitWithNum(groups, axis: 1)
    let answers = try groups == 1 ? [places] : places.splitWithNum(groups, axis: 1)
    let spatial = Array(2..<filter.ndim)
    let parts = try zip(images, answers).map { image, answer in
      let product = try apply(
        op, image.swapaxes(0, 1), answer.swapaxes(0, 1),
        ["strides": .ints(dilations), "dilations": .ints(strides), "groups": .int(1)])
      return try product.slice(
        axes: spatial, starts: spatial.map { _ in 0 }, ends: spatial.map { filter.shape[$0] }
      ).swapaxes(0, 1)
    }
    return groups == 1 ? parts[0] : try .concat(parts, axis: 0)
  }
}
