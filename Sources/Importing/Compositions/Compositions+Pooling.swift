import Programs

extension Compositions {
  /// Pooling over one dim, which goes as over two, and over three, which goes as over two and then the first.
  static let pooling: [String: Composition] = [
    "aten.adaptive_avg_pool1d.default": oneDim,
    "aten.adaptive_max_pool1d.default": oneDim,
    "aten.avg_pool1d.default": oneDim,
    "aten.max_pool1d.default": oneDim,
    "aten.max_pool1d_with_indices.default": oneDim,
    "aten.max_pool3d.default": { [try threeDims($0, "aten.max_pool2d.default")] },
    "aten.max_pool3d_with_indices.default": { [try threeDims($0, "aten.max_pool2d.default")] },
    "aten.avg_pool3d.default": { call in
      guard call.optionalInt("divisor_override") == nil,
        call.bool("count_include_pad", default: true), !call.bool("ceil_mode", default: false)
      else { throw Mismatch("means over other counts than those of the window") }
      return [try threeDims(call, "aten.avg_pool2d.default")]
    },
  ]

  /// Windows over rows and columns, and of what these give over the depth: a mean of means of one size is the mean.
  private static func threeDims(_ call: CompositionCall, _ name: String) throws -> Value {
    let x = try call.tensor("self")
    guard x.shape.count == 5 else { throw Mismatch("a tensor of \(x.shape.count) dims") }
    let kernel = try call.ints("kernel_size", count: 3)
    var lists = ["kernel_size": kernel]
    let stride = try call.ints("stride", default: [])
    lists["stride"] = stride.isEmpty ? kernel : try call.ints("stride", count: 3)
    lists["padding"] = try call.ints("padding", count: 3, default: [0, 0, 0])
    if call.name.contains("max_pool") {
      lists["dilation"] = try call.ints("dilation", count: 3, default: [1, 1, 1])
    }
    func pooled(_ value: Value, _ window: (String, [Int]) -> [Int]) throws -> Value {
      var changes: [String: ImportedArgument?] = ["self": .tensor(value)]
      for (key, numbers) in lists { changes[key] = .ints(window(key, numbers)) }
      return try call.call(name, changes)[0]
    }
    let (n, c, d) = (x.shape[0], x.shape[1], x.shape[2])
    let flat = try pooled(x.reshape([n, c * d, x.shape[3], x.shape[4]])) { Array($1[1...]) }
    let (h, w) = (flat.shape[2], flat.shape[3])
    let deep = try pooled(flat.reshape([n, c, d, h * w])) { key, numbers in
      [numbers[0], key == "padding" ? 0 : 1]
    }
    return try deep.reshape([n, c, deep.shape[2], h, w])
  }

  private static func oneDim(_ call: CompositionCall) throws -> [Value] {
    let x = try call.tensor("self")
    var changes: [String: ImportedArgument?] = ["self": .tensor(try x.unsqueeze(x.shape.count - 1))]
    let neutral = [
      "kernel_size": 1, "stride": 1, "padding": 0, "dilation": 1, "output_size": 1,
    ]
    for (name, number) in neutral {
      guard let numbers = try? call.ints(name), !numbers.isEmpty else { continue }
      changes[name] = .ints([number] + numbers)
    }
    let name = call.name.replacing("pool1d", with: "pool2d")
    return try call.call(name, changes).map { try $0.squeeze(x.shape.count - 1) }
  }
}
