import Elements
import Files
import Programs

/// Walks the nodes of an exported graph, and records what each of them is here.
final class GraphImporter {
  let archive: ExportedArchive
  var symbols: SymbolBinding
  /// What names of the graph stand for.
  var known: [String: ImportedArgument] = [:]
  var weights: [String: StoredTensor] = [:]
  var missing: [String] = []
  var buffers: Set<String> = []
  /// Parameters that no gradients are taken by.
  var frozen: Set<String> = []
  var others: [String: ImportedModel.OtherWeight] = [:]
  private(set) var origins: [String: ImportedModel.Origin] = [:]
  var aliases: [String: String] = [:]
  var memory: SharedMemory
  /// By op of the program: the modules that it is of, from the outermost in.
  private(set) var modules: [[ImportedModel.Module]] = []
  /// Whether the region that is read has operands cast.
  var isAutocast = false
  /// Calls that nothing carries out.
  private(set) var unsupported: [ImportedModel.Unsupported] = []
  private let keepsUnsupported: Bool
  /// Whether what buffers hold afterwards is computed too, and gradients end where PyTorch's do.
  let trains: Bool
  /// Buffers that nodes may write into: their names in the graph and in the model.
  var written: [(name: String, model: String)] = []
  /// By buffer: the name of what it holds afterwards.
  private(set) var updates: [String: String] = [:]
  /// The calls of operators of the file, but for those that only check.
  private(set) var callCount = 0
  /// By what the file says of modules: what it says.
  private var stacks: [String: [ImportedModel.Module]] = [:]

  /// So many calls that nothing carries out are named.
  private static let mostNamed = 20

  /// - Parameters:
  ///   - keepsUnsupported: whether calls that nothing carries out are no error: zeros stand for what they give.
  ///   - trains: whether what buffers hold afterwards is computed too, and gradients end where PyTorch's do.
  init(
    _ archive: ExportedArchive, _ symbols: SymbolBinding, keepsUnsupported: Bool = false,
    trains: Bool = false
  ) {
    self.trains = trains
    self.archive = archive
    self.symbols = symbols
    memory = SharedMemory(symbols)
    self.keepsUnsupported = keepsUnsupported
  }

  /// Records the program.
  ///
  /// - Returns: its results.
  func importing(into recorder: ProgramRecorder) throws(TesseraError) -> [Value] {
    let module = archive.program.module
    memory.plan(module.graph)
    try takeInputs(module, recorder)
    noteModules(of: nil, recorder)
    try run(module.graph, recorder)
    guard unsupported.isEmpty || keepsUnsupported else { throw refusal() }
    if trains { updates = try contents(module) }
    let results = try results(module, recorder)
    noteModules(of: nil, recorder)
    return results
  }

  private func refusal() -> TesseraError {
    let named = unsupported.prefix(Self.mostNamed)
    let rest = unsupported.count - named.count
    return TesseraError(
      .data,
      "\(unsupported.count) \(unsupported.count == 1 ? "call" : "calls") that no op carries out: "
        + named.map(\.words).joined(separator: "; ") + (rest > 0 ? "; and \(rest) more" : ""))
  }

  /// Notes of which modules the ops are that a node has made.
  private func noteModules(of node: ExportedNode?, _ recorder: ProgramRecorder) {
    guard modules.count < recorder.opCount else { return }
    let text = node?.metadata?.modules ?? ""
    let stack = stacks[text] ?? ExportedNode.modules(text)
    stacks[text] = stack
    while modules.count < recorder.opCount { modules.append(stack) }
  }

  private func results(_ module: ExportedProgram.Module, _ recorder: ProgramRecorder)
    throws(TesseraError) -> [Value]
  {
    var results: [Value] = []
    for (index, output) in module.graph.outputs.enumerated() {
      let spec = index < module.signature.outputs.count ? module.signature.outputs[index] : .user
      // A buffer that changes is no result of an inference.
      guard case .user = spec, case .tensor(let name) = output,
        case .tensor(let value)? = known[name]
      else { continue }
      results.append(try recorder.result(value, named: name))
    }
    guard !results.isEmpty else {
      throw TesseraError(.data, "an output that is a tensor is required, the program has none")
    }
    return results
  }
}

extension GraphImporter {
  func run(_ graph: ExportedGraph, _ recorder: ProgramRecorder) throws(TesseraError) {
    let needed = graph.neededNodes
    for (index, node) in graph.nodes.enumerated() where needed[index] {
      do {
        try run(node, at: index, graph, recorder)
      } catch let mismatch as Mismatch {
        unsupported.append(standIn(for: node, mismatch.reason, graph, recorder))
      } catch let fault as TesseraError where [.usage, .data].contains(fault.kind) {
        // What an op says of its operands, or a symbol without a number.
        unsupported.append(standIn(for: node, fault.message, graph, recorder))
      } catch {
        throw TesseraError(TesseraError(error).kind, "\(node.place): \(error)")
      }
      noteModules(of: node, recorder)
    }
  }

  /// What a call that nothing carries out would give, so that those after it are looked at too.
  private func standIn(
    for node: ExportedNode, _ reason: String, _ graph: ExportedGraph, _ recorder: ProgramRecorder
  ) -> ImportedModel.Unsupported {
    var unsupported = ImportedModel.Unsupported(
      place: node.place, origin: node.origin, reason: reason)
    for name in node.inputs.flatMap(\.value.tensorNames) {
      guard case .tensor(let value)? = known[name] else { continue }
      unsupported.operands.append(value.name)
    }
    for name in node.outputs.flatMap(\.tensorNames) {
      guard let tensor = graph.tensors[name], let shape = try? symbols.shape(tensor),
        let dtype = DType(pytorch: tensor.code),
        let value = try? recorder.constant([0], shape: shape, dtype: dtype).named(name)
      else { continue }
      known[name] = .tensor(value)
      unsupported.results.append(value.name)
    }
    return unsupported
  }

  private func run(
    _ node: ExportedNode, at index: Int, _ graph: ExportedGraph, _ recorder: ProgramRecorder
  ) throws {
    let target = node.operation
    if node.wrapped == nil { callCount += 1 }
    if let results = try ranGraphs(of: node, at: index, recorder) {
      return try give(results, of: node)
    }
    if let ordered = node.ordered {
      throw Mismatch("it calls \(ordered), which has effects beside its results")
    }
    // Arithmetic of symbols: the file says what comes out.
    if node.outputs.count == 1, case .symbol(let symbol) = node.outputs[0] {
      return try bind(symbol, of: node, graph, recorder)
    }
    let arguments = try autocast(try arguments(of: node), of: node, graph)
    if node.target == ImportedModel.Unsupported.exportTarget,
      case .text(let reason)? = arguments["reason"]
    {
      throw Mismatch(reason)
    }
    let written = node.isInPlace ? node.inputs.first?.value.tensorNames.first : nil
    // Rows that are cut to a norm are so in each call: the model's own need not change, unless it is trained.
    let isRenorm = target == "aten.embedding_renorm.default" && !trains
    if let written, memory.isHeld(written), !isRenorm {
      throw Mismatch(
        "it writes into a parameter, or into memory that a graph is given twice: export the model without that"
      )
    }
    if target.hasPrefix("aten.as_strided"), let name = node.inputs.first?.value.tensorNames.first,
      !memory.isWhole(name)
    {
      throw Mismatch("'\(name)' is a part of a memory, or does not lie in order")
    }
    try learnSizes(of: node, graph, recorder)
    let names = node.outputs.flatMap(\.tensorNames)
    let call = CompositionCall(
      name: target, arguments: arguments, recorder: recorder, table: Compositions.table,
      expected: try names.first.flatMap { graph.tensors[$0] }.map {
        (shape: try symbols.shape($0), dtype: try dtype($0, of: node.place))
      },
      shapes: try names.map { name in
        try memory.isRead(name) ? graph.tensors[name].map { try symbols.shape($0) } : nil
      })
    var made = try scoped(names.first) { try call.carriedOut() }
    if trains { made = try scoped(names.first) { try withGradients(made, of: call) } }
    try give(made, of: call, to: node, graph)
    memory.note(node)
    if trains, !node.statistics.isEmpty {
      try moveStatistics(of: node, call, made, at: index, recorder)
    }
    if let written, let value = made.first {
      try scoped(names.first) {
        try write(
          names.first.flatMap { known[$0]?.tensor } ?? value, into: written, at: index, recorder)
      }
    }
  }

  /// What the body gives, with the values that it makes named after a result of the node.
  func scoped<Result>(_ name: String?, _ body: () throws -> Result) throws -> Result {
    try ProgramScope.with(name ?? "node") {
      () throws(TesseraError) in
      do { return Swift.Result<Result, Mismatch>.success(try body()) } catch {
        if let mismatch = error as? Mismatch { return .failure(mismatch) }
        throw TesseraError(error)
      }
    }.get()
  }

  /// What a node is given, by the names of its arguments.
  func arguments(of node: ExportedNode) throws -> [String: ImportedArgument] {
    var arguments: [String: ImportedArgument] = [:]
    for input in node.inputs { arguments[input.name] = try resolved(input.value) }
    return arguments
  }

  /// What stands for a tensor of the graph.
  func tensor(_ name: String) throws -> Value {
    guard case .tensor(let value)? = known[name] else {
      throw Mismatch("'\(name)' is a result that no op gives")
    }
    return value
  }

  func resolved(_ argument: ExportedArgument) throws -> ImportedArgument {
    func integer(_ symbol: ExportedSymbol) throws -> Int {
      guard case .int(let number) = try scalar(symbol) else {
        throw Mismatch("an integer is required")
      }
      return number
    }
    switch argument {
    case .none: return .none
    case .tensor(let name): return .tensor(try tensor(name))
    case .tensors(let names): return .tensors(try names.map { try tensor($0) })
    case .optionalTensors(let names):
      return .tensors(try names.map { name in try name.map { try tensor($0) } })
    case .int(let number): return .int(number)
    case .ints(let numbers): return .ints(numbers)
    case .double(let number): return .double(number)
    case .doubles(let numbers): return .doubles(numbers)
    case .bool(let truth): return .bool(truth)
    case .bools(let truths): return .ints(truths.map { $0 ? 1 : 0 })
    case .text(let text): return .text(text)
    case .texts(let texts): return .other("texts \(texts)")
    case .symbol(let symbol): return try scalar(symbol)
    case .symbols(let list): return .ints(try list.map(integer))
    case .dtype(let code): return .dtype(code)
    case .idle: return .idle
    case .graph: return .other("a graph")
    case .complex(let real, let imaginary): return .complex(real: real, imaginary: imaginary)
    case .other(let kind): return .other("a value of kind \(kind)")
    }
  }

  /// Gives the results of a node their names, and holds them against what the file says of them.
  private func give(
    _ made: [Value], of call: CompositionCall, to node: ExportedNode, _ graph: ExportedGraph
  ) throws {
    if let fault = call.shapeFault(made) { throw fault }
    for (name, result) in zip(node.outputs.flatMap(\.tensorNames), made)
    where memory.isRead(name) {
      var value = result
      if let tensor = graph.tensors[name] {
        let dtype = try dtype(tensor, of: name)
        if value.dtype != dtype { value = try value.cast(dtype) }
      }
      value = value.named(name)
      if value.name != name { aliases[name] = value.name }
      if origins[value.name] == nil { origins[value.name] = node.origin }
      known[name] = .tensor(value)
    }
  }
}
