import Programs
import Resharding
import Sharding

/// What a choice of strategies costs, and where it puts values.
extension PlacementProblem {
  /// How many pairs of variables there are.
  var pairs: Int { links.count }

  /// The seconds, and the bytes that all ranks receive, of a choice; of a micro-batch.
  func parts(of choice: [Int]) throws(TesseraError) -> (seconds: Double, bytes: Double) {
    var (seconds, bytes) = (0.0, 0.0)
    for node in sources.indices where !strategies[node].isEmpty {
      let strategy = strategies[node][choice[node]]
      seconds += strategy.seconds
      bytes += strategy.bytes
    }
    for link in links {
      let move = try prices.move(
        link.kind, from: place(link.from.node, link.from.output, isResult: true, choice),
        to: place(link.to.node, link.to.input, isResult: false, choice))
      seconds += link.part * move.seconds
      bytes += link.part * move.bytes
    }
    return (seconds, bytes)
  }

  /// The number of the placement at one end of a pair.
  private func place(_ node: Int, _ slot: Int?, isResult: Bool, _ choice: [Int]) -> Int {
    guard let slot else { return domains[node][choice[node]] }
    let strategy = strategies[node][choice[node]]
    return isResult ? strategy.outputs[slot] : strategy.inputs[slot]
  }

  /// By value the number of where it lies by a choice; nil of constants.
  func placements(_ choice: [Int]) -> [Int?] {
    program.values.indices.map { id in
      if let node = valueNodes[id] { return domains[node][choice[node]] }
      guard let maker = makers[id], let node = opNodes[maker] else { return nil }
      let place = program.ops[maker].outputs.firstIndex(of: id) ?? 0
      return strategies[node][choice[node]].outputs[place]
    }
  }
}

extension Program {
  /// By value: whether what does not lead to the first result reads it, and it does.
  var keptForBackward: [Bool] {
    var forward = [Bool](repeating: false, count: values.count)
    if let loss = results.first { forward[loss] = true }
    for op in ops.reversed() where op.outputs.contains(where: { forward[$0] }) {
      for operand in op.operands { forward[operand] = true }
    }
    var kept = [Bool](repeating: false, count: values.count)
    for op in ops where !op.outputs.contains(where: { forward[$0] }) {
      for operand in op.operands where forward[operand] { kept[operand] = true }
    }
    return kept
  }
}
