import Elements
import Programs

/// Loops whose number of turns is known at import: each turn is written out. And branches of which the condition is not.
extension OnnxImporter {
  /// More turns are not written out.
  private static let mostTurns = 1024

  /// What a graph of a node gives for what its inputs are.
  private func results(of graph: OnnxGraph, given meanings: [OnnxValues.Known]) throws
    -> [OnnxValues.Known]
  {
    guard graph.inputs.count == meanings.count else {
      throw Mismatch("its graph takes \(graph.inputs.count) values, \(meanings.count) are given")
    }
    let failures = unsupported.count
    return try values.within {
      for (port, meaning) in zip(graph.inputs, meanings) { try values.define(port.name, meaning) }
      try run(graph)
      guard unsupported.count == failures else {
        throw Mismatch("its graph has nodes that no op carries out")
      }
      return try graph.outputs.map { try values.meaning($0.name) }
    }
  }

  /// The values that a graph gives from a place on, under the names that they have in it.
  private func named(_ made: [OnnxValues.Known], _ graph: OnnxGraph, from place: Int) throws
    -> [Value]
  {
    try zip(made, graph.outputs).dropFirst(place).map { try values.value($0, $1.name) }
  }

  private func body(_ node: OnnxNode, _ name: String) throws -> OnnxGraph {
    guard case .graph(let graph)? = node.attributes[name] else {
      throw Mismatch("its \(name) is missing")
    }
    for tensor in graph.initializers { try values.define(tensor.name, .stored(tensor)) }
    return graph
  }

  /// The results of as many turns as the count and the conditions say.
  func loop(_ node: OnnxNode) throws {
    let graph = try body(node, "body")
    func number(_ place: Int) throws -> Int? {
      guard node.inputs.indices.contains(place), !node.inputs[place].isEmpty else { return nil }
      guard let known = try values.numbers(node.inputs[place])?.ints?.first else {
        throw Mismatch("how often it runs depends on inputs of the model")
      }
      return known
    }
    let most = try number(0)
    var goesOn = try number(1) ?? 1
    var state = try node.inputs.dropFirst(2).map { try values.meaning($0) }
    let count = state.count
    var rows: [[Value]] = []
    while goesOn != 0, most.map({ rows.count < $0 }) ?? true {
      try requireFew(rows.count + 1)
      let flags: [OnnxValues.Known] = [
        .folded(FoldedTensor(.int64, [], ints: [rows.count])),
        .folded(FoldedTensor(.bool, [], ints: [1])),
      ]
      let made = try results(of: graph, given: flags + state)
      guard made.count > count, let condition = made.first else {
        throw Mismatch("its graph gives \(made.count) results of \(count) states")
      }
      state = Array(made[1...count])
      rows.append(try named(made, graph, from: count + 1))
      guard let truth = try values.numbers(condition)?.ints?.first else {
        throw Mismatch("how often it runs depends on inputs of the model")
      }
      goesOn = truth
    }
    let axes = [Int](repeating: 0, count: max(0, node.outputs.count - count))
    try give(state, rows, axes: axes, to: node)
  }

  /// The results of a turn for each row of some operands.
  func scan(_ node: OnnxNode) throws {
    let graph = try body(node, "body")
    guard case .int(let scanned)? = node.attributes["num_scan_inputs"],
      (1...max(1, node.inputs.count)).contains(scanned), node.inputs.count >= scanned
    else { throw Mismatch("num_scan_inputs is required") }
    let count = node.inputs.count - scanned
    func list(_ name: String, _ length: Int) -> [Int] {
      if case .ints(let numbers)? = node.attributes[name], numbers.count == length {
        return numbers
      }
      return [Int](repeating: 0, count: length)
    }
    let operands = try node.inputs[count...].map { try values.tensor($0) }
    let axes = try zip(operands, list("scan_input_axes", scanned)).map {
      try OnnxFolding.place($1, of: $0.shape.count)
    }
    let turns = zip(operands, axes).map { $0.shape[$1] }
    guard let first = turns.first, turns.allSatisfy({ $0 == first }), first > 0 else {
      throw Mismatch("operands of as many rows, at least one, are required; they have \(turns)")
    }
    try requireFew(first)
    let backwards = list("scan_input_directions", scanned)
    var state = try node.inputs[..<count].map { try values.meaning($0) }
    var rows: [[Value]] = []
    for turn in 0..<first {
      let parts = try operands.indices.map { number -> OnnxValues.Known in
        let place = backwards[number] == 1 ? first - 1 - turn : turn
        let part = try operands[number].slice(
          axes: [axes[number]], starts: [place], ends: [place + 1])
        return .value(try part.squeeze(axes[number]))
      }
      let made = try results(of: graph, given: state + parts)
      guard made.count >= count else {
        throw Mismatch("its graph gives \(made.count) results of \(count) states")
      }
      state = Array(made[..<count])
      rows.append(try named(made, graph, from: count))
    }
    let others = (rows.first ?? []).count
    for (number, direction) in list("scan_output_directions", others).enumerated()
    where direction == 1 {
      let column = rows.map { $0[number] }.reversed()
      for (turn, value) in column.enumerated() { rows[turn][number] = value }
    }
    try give(state, rows, axes: list("scan_output_axes", others), to: node)
  }

  private func requireFew(_ turns: Int) throws {
    guard turns <= Self.mostTurns else {
      throw Mismatch("more than \(Self.mostTurns) turns, which are not written out")
    }
  }

  /// Gives a node's results their meanings: the last states, and the rows of all turns as tensors.
  private func give(
    _ state: [OnnxValues.Known], _ rows: [[Value]], axes: [Int], to node: OnnxNode
  ) throws {
    for (name, meaning) in zip(node.outputs, state) { try values.define(name, meaning) }
    for (number, name) in node.outputs.dropFirst(state.count).enumerated() where !name.isEmpty {
      let column = rows.filter { number < $0.count }.map { $0[number] }
      guard let first = column.first, column.count == rows.count, number < axes.count else {
        throw Mismatch("result '\(name)' has no rows")
      }
      let axis = try OnnxFolding.place(axes[number], of: first.shape.count + 1)
      let whole = try Value.apply("stack", [.list(column)], ["axis": .int(axis)])[0].named(name)
      try values.define(name, .value(whole))
    }
  }

  /// Both branches, of whose results the condition takes one each.
  func bothBranches(_ node: OnnxNode, _ condition: Value) throws {
    let flag = try condition.reshape([])
    let branches = try ["then_branch", "else_branch"].map { name in
      let graph = try body(node, name)
      return try named(results(of: graph, given: []), graph, from: 0)
    }
    for (number, name) in node.outputs.enumerated() where !name.isEmpty {
      guard branches.allSatisfy({ number < $0.count }) else {
        throw Mismatch("its branches do not give result '\(name)'")
      }
      let (yes, no) = (branches[0][number], branches[1][number])
      guard yes.shape == no.shape, yes.dtype == no.dtype else {
        throw Mismatch(
          "its condition depends on inputs of the model, and its branches give \(yes.shape) and \(no.shape)"
        )
      }
      let chosen = try Value.apply("where", [.one(flag), .one(yes), .one(no)], [:])[0].named(name)
      try values.define(name, .value(chosen))
    }
  }
}
