import Programs

extension Compositions {
  /// Pooling over one dim, which goes as over two.
  static let pooling: [String: Composition] = [
    "aten.adaptive_avg_pool1d.default": oneDim,
    "aten.adaptive_max_pool1d.default": oneDim,
    "aten.avg_pool1d.default": oneDim,
    "aten.max_pool1d.default": oneDim,
    "aten.max_pool1d_with_indices.default": oneDim,
  ]

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
