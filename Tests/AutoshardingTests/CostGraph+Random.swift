import Autosharding
import Elements

extension CostGraph {
  /// A graph of random costs; a ring with chords where `chords` is above 0, else a tree.
  static func random(
    nodes: Int, choices: ClosedRange<Int>, chords: Int, using generator: inout SeededGenerator,
    largest: Int = 50
  ) -> CostGraph {
    var graph = CostGraph()
    for _ in 0..<nodes {
      let count = Int.random(in: choices, using: &generator)
      let costs = (0..<count).map { _ in Double(Int.random(in: 0...largest, using: &generator)) }
      _ = graph.addNode(graph.addUnary(costs))
    }
    func join(_ first: Int, _ second: Int, _ generator: inout SeededGenerator) {
      let (rows, columns) = (graph.choices(first), graph.choices(second))
      let costs = (0..<(rows * columns)).map { _ in
        Double(Int.random(in: 0...largest, using: &generator))
      }
      let table = graph.addTable(Table(rows: rows, columns: columns, costs: costs))
      graph.addEdge(first, second, table)
    }
    for node in 1..<nodes { join(Int.random(in: 0..<node, using: &generator), node, &generator) }
    for _ in 0..<chords {
      let first = Int.random(in: 0..<nodes, using: &generator)
      let second = Int.random(in: 0..<nodes, using: &generator)
      if first != second { join(first, second, &generator) }
    }
    return graph
  }

  /// The least cost, by trying all choices.
  var leastByForce: Double {
    var choice = [Int](repeating: 0, count: nodes.count)
    var least = Double.infinity
    while true {
      least = min(least, cost(of: choice))
      guard let next = choice.indices.last(where: { choice[$0] + 1 < choices($0) }) else {
        return least
      }
      choice[next] += 1
      for later in choice.indices where later > next { choice[later] = 0 }
    }
  }
}
