import Elements
import Programs

/// Calls that run graphs of their own: regions, branches, and loops whose number of turns is known.
extension GraphImporter {
  /// More turns of a loop are not written out.
  private static let mostTurns = 1024

  /// Carries out a call that runs graphs of its own.
  ///
  /// - Returns: what it gives; nil of other calls.
  func ranGraphs(of node: ExportedNode, at index: Int, _ recorder: ProgramRecorder) throws
    -> [ImportedArgument]?
  {
    if let region = node.wrapped {
      let outside = isAutocast
      defer { isAutocast = outside }
      if let isCast = node.setsAutocast { isAutocast = isCast }
      let operands = node.operands.map(\.value)
      let (results, written) = try ran(
        region, given: operands.map { try resolved($0) }, recorder,
        writing: memory.alone(operands.flatMap(\.tensorNames)))
      let ends = trains && node.endsGradients
      // By the name of what is written: the same, with the gradient of what it is written into.
      var contents: [String: Value] = [:]
      for (place, value) in written {
        for name in operands[place].tensorNames {
          let made = ends ? try straightThrough(value, tensor(name)) : value
          contents[value.name] = made
          try write(made, into: name, at: index, recorder)
        }
      }
      guard ends else { return results }
      return try results.map { result in
        guard let value = result.tensor else { return result }
        return .tensor(try contents[value.name] ?? value.detached())
      }
    }
    let graphs = node.inputs.compactMap { input -> ExportedGraph? in
      if case .graph(let graph) = input.value { graph } else { nil }
    }
    /// The operands of the list behind the graphs.
    func list(_ place: Int) throws -> [ImportedArgument] {
      let rest = node.inputs.filter { !$0.value.isGraph }.map(\.value)
      guard rest.indices.contains(place) else { return [] }
      return try rest[place].tensorNames.map { .tensor(try tensor($0)) }
    }
    switch node.target {
    case "torch.ops.higher_order.cond":
      guard graphs.count == 2, let condition = node.inputs.first?.value else {
        throw Mismatch("a condition and two graphs are required")
      }
      return try branched(try resolved(condition), graphs, try list(1), recorder)
    case "torch.ops.higher_order.scan":
      guard let body = graphs.first else { throw Mismatch("a graph is required") }
      return try scanned(body, try list(0), over: try list(1), beside: try list(2), recorder)
    case "torch.ops.higher_order.map_impl":
      guard let body = graphs.first else { throw Mismatch("a graph is required") }
      return try scanned(body, [], over: try list(0), beside: try list(1), recorder)
    case "torch.ops.higher_order.while_loop":
      guard graphs.count == 2 else { throw Mismatch("two graphs are required") }
      return try repeated(graphs[1], while: graphs[0], try list(0), beside: try list(1), recorder)
    default: return nil
    }
  }

  /// Both branches are computed, and the condition takes of each result what its branch gives; of a condition that is
  /// known, its branch alone.
  private func branched(
    _ condition: ImportedArgument, _ graphs: [ExportedGraph], _ operands: [ImportedArgument],
    _ recorder: ProgramRecorder
  ) throws -> [ImportedArgument] {
    let truth: Bool?
    switch condition {
    case .bool(let known): truth = known
    case .tensor(let value): truth = recorder.number(of: value).map { $0 != 0 }
    default: throw Mismatch("a truth is required as its condition, not \(condition.words)")
    }
    if let truth { return try results(of: graphs[truth ? 0 : 1], given: operands, recorder) }
    guard case .tensor(let flag) = condition else { return [] }
    let (yes, no) = (
      try results(of: graphs[0], given: operands, recorder),
      try results(of: graphs[1], given: operands, recorder)
    )
    guard yes.count == no.count else {
      throw Mismatch("its graphs give \(yes.count) and \(no.count) results")
    }
    let whole = try flag.reshape([])
    return try zip(yes, no).map { pair in
      switch pair {
      case (.tensor(let first), .tensor(let second)):
        guard first.shape == second.shape, first.dtype == second.dtype else {
          throw Mismatch("its graphs give \(first.shape) and \(second.shape)")
        }
        return .tensor(try Value.apply("where", [.one(whole), .one(first), .one(second)], [:])[0])
      case (let first, let second) where first.isSame(as: second): return first
      default: throw Mismatch("its graphs give a number each, which is not the same")
      }
    }
  }

  /// The body for each row of some tensors, one after the other: the last states, and what each turn gives beside them as
  /// rows.
  private func scanned(
    _ body: ExportedGraph, _ start: [ImportedArgument], over rows: [ImportedArgument],
    beside others: [ImportedArgument], _ recorder: ProgramRecorder
  ) throws -> [ImportedArgument] {
    let tensors = rows.compactMap(\.tensor)
    guard let turns = tensors.first?.shape.first, turns > 0,
      tensors.allSatisfy({ $0.shape.first == turns })
    else { throw Mismatch("tensors of as many rows, at least one, are required") }
    try requireFew(turns)
    var state = start
    var parts: [[Value]] = []
    for turn in 0..<turns {
      let each = try tensors.map { rows in
        ImportedArgument.tensor(
          try rows.slice(axes: [0], starts: [turn], ends: [turn + 1]).squeeze(0))
      }
      let made = try results(of: body, given: state + each + others, recorder)
      guard made.count >= state.count else {
        throw Mismatch("its graph gives \(made.count) results of \(state.count) states")
      }
      state = Array(made.prefix(state.count))
      parts.append(
        try made.dropFirst(state.count).map { result in
          guard let value = result.tensor else {
            throw Mismatch("a tensor of each turn is required")
          }
          return value
        })
    }
    return try state
      + (parts.first ?? []).indices.map { place in
        .tensor(
          try Value.apply("stack", [.list(parts.map { $0[place] })], ["axis": .int(0)])[0])
      }
  }

  /// The body as often as its condition says, which must hang on numbers alone.
  private func repeated(
    _ body: ExportedGraph, while condition: ExportedGraph, _ start: [ImportedArgument],
    beside others: [ImportedArgument], _ recorder: ProgramRecorder
  ) throws -> [ImportedArgument] {
    var state = start
    var turns = 0
    while true {
      let flag = try results(of: condition, given: state + others, recorder).first
      let truth: Double? = flag?.tensor.map { recorder.number(of: $0) } ?? flag?.number
      guard let truth else {
        throw Mismatch("a loop whose number of turns depends on data is not carried out")
      }
      if truth == 0 { return state }
      turns += 1
      try requireFew(turns)
      state = try results(of: body, given: state + others, recorder)
      guard state.count == start.count else {
        throw Mismatch("its graph gives \(state.count) results of \(start.count) states")
      }
    }
  }

  private func requireFew(_ turns: Int) throws {
    guard turns <= Self.mostTurns else {
      throw Mismatch("a loop of \(turns) turns or more, at most \(Self.mostTurns) are written out")
    }
  }

  /// Runs a graph where it is called: its inputs are the operands, which it may not write into.
  private func results(
    of graph: ExportedGraph, given operands: [ImportedArgument], _ recorder: ProgramRecorder
  ) throws -> [ImportedArgument] {
    try ran(graph, given: operands, recorder).results
  }

  /// Runs a graph where it is called: its inputs are the operands.
  ///
  /// - Parameter places: the operands that it may write into.
  /// - Returns: its results, and by place what operands hold afterwards that it has written into.
  private func ran(
    _ graph: ExportedGraph, given operands: [ImportedArgument], _ recorder: ProgramRecorder,
    writing places: Set<Int> = []
  ) throws -> (results: [ImportedArgument], written: [(place: Int, value: Value)]) {
    let names = graph.inputs.flatMap(\.tensorNames)
    guard names.count == operands.count else {
      throw Mismatch("its graph takes \(names.count) tensors, \(operands.count) are given")
    }
    let (outer, outside) = (known, memory)
    defer { (known, memory) = (outer, outside) }
    known = Dictionary(zip(names, operands)) { $1 }
    memory = SharedMemory(symbols)
    for (place, name) in names.enumerated() where !places.contains(place) { memory.hold(name) }
    memory.plan(graph)
    for place in places { memory.keep(names[place]) }
    try run(graph, recorder)
    var written: [(place: Int, value: Value)] = []
    for place in places.sorted() {
      guard case .tensor(let value)? = known[names[place]],
        value.name != operands[place].tensor?.name
      else { continue }
      written.append((place, value))
    }
    return (try graph.outputs.map { try resolved($0) }, written)
  }

  /// Gives the results of a call that ran graphs their names.
  func give(_ results: [ImportedArgument], of node: ExportedNode) throws {
    let outputs = node.outputs.flatMap(\.tensorNames)
    guard outputs.count <= results.count else {
      throw Mismatch("its graph gives \(results.count) results, \(outputs.count) are wanted")
    }
    for (name, result) in zip(outputs, results) {
      known[name] = result
      if case .tensor(let value) = result, value.name != name { aliases[name] = value.name }
    }
    memory.note(node)
  }
}

extension Value {
  /// The value behind an op `detach`, which stops gradients; itself where it has none, as of integers and constants.
  func detached() throws -> Value {
    guard dtype.isContinuous, maker.map({ $0.name != "constant" }) ?? true else { return self }
    return try Value.apply("detach", [.one(self)], [:])[0]
  }
}
