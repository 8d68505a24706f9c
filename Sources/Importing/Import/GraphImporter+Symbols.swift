import Elements
import Programs

/// Numbers of the graph: sizes, what is computed of them, and elements of the model's own lists.
extension GraphImporter {
  /// What a symbol that a node computes is.
  func bind(
    _ symbol: ExportedSymbol, of node: ExportedNode, _ graph: ExportedGraph,
    _ recorder: ProgramRecorder
  ) throws {
    guard case .name(let name) = symbol else { return }
    // A number of the model itself is known, though PyTorch takes it for one of data.
    if ["aten.item.default", "aten._local_scalar_dense.default"].contains(node.operation),
      let operand = node.inputs.first?.value.tensorNames.first,
      let number = recorder.number(of: try tensor(operand)).flatMap({ Int(exactly: $0) })
    {
      if let size = graph.integers?[name] { try symbols.learn(size, is: number) }
      known[name] = .int(number)
    } else if let size = graph.integers?[name] {
      known[name] = .int(try symbols.number(size))
    } else if let float = graph.floats?[name] {
      known[name] = .double(try symbols.value(float))
    } else if let truth = graph.truths?[name] {
      known[name] = .bool(try symbols.value(truth) != 0)
    }
  }

  /// Binds the symbol of a size that a list of the model itself says: how often each element is repeated.
  func learnSizes(of node: ExportedNode, _ graph: ExportedGraph, _ recorder: ProgramRecorder) throws
  {
    guard node.operation.hasPrefix("aten.repeat_interleave."),
      let result = node.outputs.first?.tensorNames.first, let sizes = graph.tensors[result]?.sizes
    else { return }
    let given = try arguments(of: node)
    guard let repeats = given["repeats"]?.tensor, let counts = recorder.numbers(of: repeats) else {
      return
    }
    var (dim, count) = (0, counts.reduce(0, +))
    if let x = given["self"]?.tensor {
      if case .int(let number)? = given["dim"] { dim = x.place(of: number) }
      let isFlat = given["dim"].map { if case .int = $0 { false } else { true } } ?? true
      // One count stands for all.
      if counts.count == 1 { count *= Double(isFlat ? x.shape.reduce(1, *) : x.shape[dim]) }
    }
    guard sizes.indices.contains(dim), let size = Int(exactly: count) else { return }
    try symbols.learn(sizes[dim], is: size)
  }

  /// The number that a symbol stands for.
  func scalar(_ symbol: ExportedSymbol) throws -> ImportedArgument {
    switch symbol {
    case .int(let number): return .int(number)
    case .double(let number): return .double(number)
    case .bool(let truth): return .bool(truth)
    case .name(let name):
      if let value = known[name] { return value }
      if let number = symbols.numbers[name] { return .int(number) }
      if let size = archive.program.module.graph.integers?[name] {
        return .int(try symbols.number(size))
      }
      throw Mismatch("the number of symbol '\(name)' depends on data")
    }
  }
}
