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

  @Test(arguments: 0..<12)
  func `more choices than a vector has numbers make no difference`(seed: UInt64) {
    var generator = SeededGenerator(seed: 4000 + seed)
    let graph = CostGraph.random(
      nodes: 5, choices: 7...10, chords: 6, using: &generator)
    let least = graph.leastByForce
    #expect(graph.solved().cost == least, "seed \(seed)")
    let solution = graph.solved(cells: 0, gap: 0)
    #expect(solution.lowerBound <= least + 1e-9 && solution.cost >= least, "seed \(seed)")
    #expect(graph.cost(of: solution.choice) == solution.cost, "seed \(seed)")
  }

  @Test(arguments: 0..<20)
  func `layers that are alike share tables, and the answer is that of layers with their own`(
    seed: UInt64
  ) {
    var generator = SeededGenerator(seed: 5000 + seed)
    let layer = CostGraph.random(nodes: 6, choices: 2...4, chords: 5, using: &generator)
    let between = CostGraph.Table(
      rows: layer.choices(5), columns: layer.choices(0),
      costs: (0..<(layer.choices(5) * layer.choices(0))).map { _ in
        Double(Int.random(in: 0...50, using: &generator))
      })
    func repeated(sharing: Bool) -> CostGraph {
      var graph = CostGraph()
      var (unaries, tables, link): ([Int], [Int], Int) = ([], [], 0)
      for round in 0..<6 {
        if round == 0 || !sharing {
          unaries = layer.unaries.map { graph.addUnary($0) }
          tables = layer.tables.map { graph.addTable($0) }
          link = graph.addTable(between)
        }
        for unary in layer.nodes { _ = graph.addNode(unaries[unary]) }
        for edge in layer.edges {
          graph.addEdge(6 * round + edge.first, 6 * round + edge.second, tables[edge.table])
        }
        if round > 0 { graph.addEdge(6 * round - 1, 6 * round, link) }
      }
      return graph
    }
    for cells in [4e6, 0] {
      let own = repeated(sharing: false).solved(cells: cells, gap: 0)
      let shared = repeated(sharing: true).solved(cells: cells, gap: 0)
      #expect(shared == own, "seed \(seed)")
    }
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
