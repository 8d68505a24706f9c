extension CostGraph {
  /// The choice that costs least.
  ///
  /// What is dominated goes first, then variables of one or two neighbours; the rest is eliminated where its largest
  /// table has at the most `cells`, and else found by messages, with a bound that says how far it may be off.
  ///
  /// - Parameters:
  ///   - cells: the most that a table may have.
  ///   - gap: the part of the cost by which messages may be off.
  /// - Complexity: O(variables x choices³) where the graph is a tree of chains.
  package func solved(cells: Double = 4e6, gap: Double = 1e-3) -> CostSolution {
    let left = Domination(self).left
    var elimination = Elimination(sizes: left.map(\.count))
    for (node, kept) in left.enumerated() {
      let unary = unaries[nodes[node]]
      elimination.add([node], kept.map { unary[$0] })
    }
    for edge in edges {
      let (table, rows, columns) = (tables[edge.table], left[edge.first], left[edge.second])
      elimination.add(
        [edge.first, edge.second], rows.flatMap { row in columns.map { table[row, $0] } })
    }
    elimination.removeChains()
    let order = elimination.order()
    var rest = [Int](repeating: 0, count: nodes.count)
    var bound = 0.0
    if order.cells <= cells {
      elimination.remove(order.nodes)
      bound = elimination.constant
    } else {
      let found = elimination.passed(gap: gap)
      for (node, choice) in found.choice { rest[node] = choice }
      bound = elimination.constant + found.lowerBound
    }
    let places = elimination.completed(rest)
    let choice = places.enumerated().map { left[$0][$1] }
    let cost = cost(of: choice)
    return CostSolution(choice: choice, cost: cost, lowerBound: min(cost, bound))
  }
}

extension Elimination {
  /// The rest, of which all factors are of one variable or two, by messages.
  func passed(gap: Double) -> (choice: [(Int, Int)], lowerBound: Double) {
    let rest = left
    var places: [Int: Int] = [:]
    for (place, node) in rest.enumerated() { places[node] = place }
    var unaries = [[Double]](repeating: [], count: rest.count)
    var pairs: [[Int]: [Double]] = [:]
    for (_, factor) in factors.sorted(by: { $0.key < $1.key }) {
      let own = factor.nodes.compactMap { places[$0] }
      if own.count == 1 {
        unaries[own[0]] =
          unaries[own[0]].isEmpty
          ? factor.costs : zip(unaries[own[0]], factor.costs).map { $0 + $1 }
        continue
      }
      // Pairs in order, so that all tables of one are one.
      let isOrdered = own[0] < own[1]
      let rows = factor.costs.count / factor.strides[0]
      let costs =
        isOrdered
        ? factor.costs
        : CostGraph.Table(rows: rows, columns: factor.strides[0], costs: factor.costs)
          .transposed.costs
      let key = isOrdered ? own : [own[1], own[0]]
      pairs[key] = pairs[key].map { zip($0, costs).map { $0 + $1 } } ?? costs
    }
    let edges = pairs.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { (first: $0.key[0], second: $0.key[1], costs: $0.value) }
    let passing = MessagePassing(unaries: unaries, edges: edges, rounds: 400, gap: gap)
    return (zip(rest, passing.choice).map { ($0, $1) }, passing.lowerBound)
  }
}
