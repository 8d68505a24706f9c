import Autosharding
import Elements
import Testing

@Suite struct EliminationTests {
  @Test(arguments: 0..<60)
  func `the answer is that of trying all choices`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let graph = CostGraph.random(
      nodes: Int.random(in: 1...7, using: &generator), choices: 1...4,
      chords: Int.random(in: 0...8, using: &generator), using: &generator)
    let solution = graph.solved()
    #expect(solution.cost == graph.leastByForce, "seed \(seed)")
    #expect(solution.lowerBound == solution.cost && solution.gap == 0, "seed \(seed)")
    #expect(graph.cost(of: solution.choice) == solution.cost, "seed \(seed)")
  }

  @Test(arguments: 0..<60)
  func `the bound of messages is none that a choice goes below`(seed: UInt64) {
    var generator = SeededGenerator(seed: 1000 + seed)
    let graph = CostGraph.random(
      nodes: Int.random(in: 4...8, using: &generator), choices: 2...3,
      chords: Int.random(in: 4...12, using: &generator), using: &generator)
    // No table is small enough: what is left after chains goes by messages.
    let solution = graph.solved(cells: 0, gap: 0)
    let least = graph.leastByForce
    #expect(solution.lowerBound <= least + 1e-9 && solution.cost >= least, "seed \(seed)")
    #expect(solution.cost <= 1.5 * least + 1e-9, "seed \(seed)")
    #expect(graph.cost(of: solution.choice) == solution.cost, "seed \(seed)")
  }

  @Test func `on a tree messages find the least cost`() {
    for seed in 0..<20 {
      var generator = SeededGenerator(seed: 2000 + UInt64(seed))
      let graph = CostGraph.random(nodes: 7, choices: 2...4, chords: 0, using: &generator)
      #expect(graph.solved().cost == graph.leastByForce, "seed \(seed)")
    }
  }

  @Test func `a long chain takes no table beyond its pairs`() {
    var graph = CostGraph()
    let unary = graph.addUnary([0, 0, 1])
    let table = graph.addTable(.init(rows: 3, columns: 3, costs: [2, 0, 3, 3, 2, 0, 0, 3, 2]))
    for node in 0..<3000 {
      _ = graph.addNode(unary)
      if node > 0 { graph.addEdge(node - 1, node, table) }
    }
    // Around: 0, 1, 2, 0 costs nothing but the 1 of each third choice 2.
    #expect(graph.solved(cells: 9).cost == 1000)
    #expect(graph.solved(cells: 9).gap == 0)
  }
}
