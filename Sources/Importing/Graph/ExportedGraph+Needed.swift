extension ExportedGraph {
  /// By node: whether an output of the graph hangs on it, or it does something beside giving results. What only checks read
  /// is not needed.
  var neededNodes: [Bool] {
    var read = Set(outputs.flatMap(\.names))
    var needed = [Bool](repeating: false, count: nodes.count)
    for (index, node) in nodes.enumerated().reversed() {
      if DroppedCalls.isCheck(node.ordered ?? node.operation) { continue }
      needed[index] =
        node.outputs.isEmpty || node.hasEffects
        || node.outputs.contains { $0.names.contains(where: read.contains) }
      if needed[index] { read.formUnion(node.inputs.flatMap(\.value.names)) }
    }
    return needed
  }
}

extension ExportedNode {
  /// Whether it may write into something, or runs graphs that may.
  fileprivate var hasEffects: Bool {
    isInPlace || ordered != nil || !statistics.isEmpty
      || inputs.contains { if case .graph = $0.value { true } else { false } }
  }
}

extension ExportedArgument {
  /// The names of tensors and of symbols in it.
  var names: [String] {
    switch self {
    case .symbol(let symbol): symbol.names
    case .symbols(let symbols): symbols.flatMap(\.names)
    default: tensorNames
    }
  }
}

extension ExportedSymbol {
  fileprivate var names: [String] { if case .name(let name) = self { [name] } else { [] } }
}
