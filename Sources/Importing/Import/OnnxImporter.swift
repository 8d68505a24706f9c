import Elements
import Files
import Programs

/// Walks the nodes of an ONNX graph, and records what each of them is here.
final class OnnxImporter {
  private let model: OnnxModel
  private let binding: OnnxBinding
  let values: OnnxValues
  private(set) var origins: [String: ImportedModel.Origin] = [:]
  private(set) var unsupported: [String] = []
  /// Results of nodes that nothing carries out, and what hangs on them.
  private var lost: Set<String> = []

  /// So many calls that nothing carries out are named.
  private static let mostNamed = 20

  init(_ model: OnnxModel, _ binding: OnnxBinding, _ values: OnnxValues) {
    (self.model, self.binding, self.values) = (model, binding, values)
  }

  /// Records the program.
  ///
  /// - Returns: its results.
  func importing() throws(TesseraError) -> [Value] {
    let graph = model.graph
    for tensor in graph.initializers {
      try values.define(tensor.name, .stored(tensor))
    }
    for port in graph.ports { try take(port) }
    try run(graph)
    guard unsupported.isEmpty else {
      let named = unsupported.prefix(Self.mostNamed)
      let rest = unsupported.count - named.count
      throw TesseraError(
        .data,
        "\(unsupported.count) \(unsupported.count == 1 ? "node" : "nodes") that no op carries out: "
          + named.joined(separator: "; ") + (rest > 0 ? "; and \(rest) more" : ""))
    }
    guard !graph.outputs.isEmpty else { throw TesseraError(.data, "the graph has no output") }
    return try translated {
      try graph.outputs.map {
        try values.recorder.result(values.tensor($0.name), named: $0.name)
      }
    }
  }

  private func take(_ port: OnnxGraph.Port) throws(TesseraError) {
    guard let dtype = DType(onnx: port.dtype) else {
      throw TesseraError(
        .data,
        "input '\(port.name)': \(DType.onnxName(port.dtype)) is no dtype that a tensor here has")
    }
    guard let shape = binding.shape(port) else {
      throw TesseraError(.data, "input '\(port.name)': its shape is not in the file")
    }
    let value: Value
    do { value = try values.recorder.input(port.name, shape: shape, dtype: dtype) } catch {
      throw TesseraError(.data, "input '\(port.name)': \(error)")
    }
    try values.define(port.name, .value(value))
  }

  func run(_ graph: OnnxGraph) throws(TesseraError) {
    for (index, node) in graph.nodes.enumerated() {
      let place = "\(node.label ?? "node \(index)") (\(node.operation))"
      do {
        guard !node.inputs.contains(where: lost.contains) else {
          lost.formUnion(node.outputs)
          continue
        }
        try run(node)
      } catch let mismatch as Mismatch {
        unsupported.append("\(place): \(mismatch.reason)")
        lost.formUnion(node.outputs)
      } catch {
        // What does not fit is the file's fault.
        throw TesseraError(.data, "\(place): \(error)")
      }
    }
  }

  private func run(_ node: OnnxNode) throws {
    if node.domain.isEmpty {
      if try inline(node) { return }
      if let known = try folded(node) {
        for (name, result) in zip(node.outputs, known) { try values.define(name, .folded(result)) }
        return
      }
    }
    let call = OnnxCall(node: node, opset: model.opset, values: values)
    let first = node.outputs.first ?? "node"
    let made = try ProgramScope.with(first) {
      () throws(TesseraError) in
      do { return Result<[Value], Mismatch>.success(try call.carriedOut()) } catch {
        if let mismatch = error as? Mismatch { return .failure(mismatch) }
        throw TesseraError(error)
      }
    }
    try give(try made.get(), to: node)
  }

  private func give(_ made: [Value], to node: OnnxNode) throws {
    guard !node.outputs.dropFirst(made.count).contains(where: { !$0.isEmpty }) else {
      throw Mismatch("\(node.outputs.count) results are wanted, \(made.count) are given")
    }
    for (name, result) in zip(node.outputs, made) where !name.isEmpty {
      let value = result.named(name)
      if origins[value.name] == nil { origins[value.name] = node.origin }
      try values.define(name, .value(value))
    }
  }

  /// Carries out what needs no op: constants, shapes, and the branch of a condition that is known.
  ///
  /// - Returns: whether the node is such.
  private func inline(_ node: OnnxNode) throws -> Bool {
    guard let output = node.outputs.first else { return false }
    switch node.operation {
    case "Constant": try values.define(output, try constant(node, output))
    case "Identity":
      guard let input = node.inputs.first, case let meaning = try values.meaning(input) else {
        return false
      }
      if case .value = meaning { return false }
      try values.define(output, meaning)
    case "Shape":
      guard let input = node.inputs.first else { return false }
      let shape = try values.shape(input)
      func bound(_ name: String, _ fallback: Int) -> Int {
        guard case .int(let given)? = node.attributes[name] else { return fallback }
        return min(max(given < 0 ? given + shape.count : given, 0), shape.count)
      }
      let (start, end) = (bound("start", 0), bound("end", shape.count))
      let part = start < end ? Array(shape[start..<end]) : []
      try values.define(output, .folded(FoldedTensor(part)))
    case "Size":
      guard let input = node.inputs.first else { return false }
      let count = try values.shape(input).reduce(1, *)
      try values.define(output, .folded(FoldedTensor(.int64, [], ints: [count])))
    case "If": try branch(node)
    case "Loop": try loop(node)
    case "Scan": try scan(node)
    default: return false
    }
    return true
  }

  private func constant(_ node: OnnxNode, _ output: String) throws -> OnnxValues.Known {
    guard node.attributes.count == 1, let (name, value) = node.attributes.first else {
      throw Mismatch("one value is required")
    }
    return switch value {
    case .tensor(let tensor): .stored(tensor.named(output))
    case .int(let number): .folded(FoldedTensor(.int64, [], ints: [number]))
    case .ints(let numbers): .folded(FoldedTensor(numbers))
    case .float(let number): .folded(FoldedTensor(.float32, [], doubles: [number]))
    case .floats(let numbers):
      .folded(FoldedTensor(.float32, [numbers.count], doubles: numbers))
    default: throw Mismatch("attribute \(name) is no tensor of numbers")
    }
  }

  /// The results of operands that are all known; nil where they are not, or an op is to give them.
  private func folded(_ node: OnnxNode) throws -> [FoldedTensor]? {
    guard OnnxFolding.isKnown(node.operation), !node.inputs.isEmpty else { return nil }
    var inputs: [FoldedTensor?] = []
    for name in node.inputs {
      guard !name.isEmpty else {
        inputs.append(nil)
        continue
      }
      guard let known = try values.foldable(name) else { return nil }
      inputs.append(known)
    }
    return try OnnxFolding(
      operation: node.operation, inputs: inputs, attributes: node.attributes, opset: model.opset
    ).results()
  }

  /// The nodes of the branch that is taken, in the place of the node.
  private func branch(_ node: OnnxNode) throws {
    guard let input = node.inputs.first else { throw Mismatch("a condition is required") }
    guard let truth = try values.numbers(input)?.ints?.first else {
      return try bothBranches(node, try values.tensor(input))
    }
    guard case .graph(let graph)? = node.attributes[truth != 0 ? "then_branch" : "else_branch"]
    else { throw Mismatch("its branch is missing") }
    for tensor in graph.initializers { try values.define(tensor.name, .stored(tensor)) }
    try run(graph)
    guard graph.outputs.count == node.outputs.count else {
      throw Mismatch("its branch gives \(graph.outputs.count) of \(node.outputs.count) results")
    }
    for (name, port) in zip(node.outputs, graph.outputs) {
      if lost.contains(port.name) {
        lost.insert(name)
      } else {
        try values.define(name, try values.meaning(port.name))
      }
    }
  }
}

extension OnnxNode {
  /// What it is called; nil where it has no name and no result.
  var label: String? { name.isEmpty ? outputs.first { !$0.isEmpty } : name }

  /// Where it comes from in the user's code, as far as the exporter says it.
  var origin: ImportedModel.Origin {
    // ['', 'layers.0', 'layers.0.up', 'linear']: the modules from the outermost in, and the node.
    let scopes = Self.words(notes["pkg.torch.onnx.name_scopes"])
    let classes = Self.words(notes["pkg.torch.onnx.class_hierarchy"])
    let path = name.split(separator: "/").dropLast().joined(separator: ".")
    return ImportedModel.Origin(
      node: label ?? operation, target: "onnx.\(operation)",
      module: scopes.dropLast().last ?? path, moduleClass: classes.dropLast().last ?? "", line: nil)
  }

  /// The texts of a list as Python prints it.
  private static func words(_ text: String?) -> [String] {
    guard let text, text.hasPrefix("["), text.hasSuffix("]") else { return [] }
    return text.dropFirst().dropLast().split(separator: ", ").map {
      String($0.trimmingPrefix("'").prefix { $0 != "'" })
    }
  }
}
