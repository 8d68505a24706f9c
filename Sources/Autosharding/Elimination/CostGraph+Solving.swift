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
    let domination = Domination(self)
    var elimination = elimination(of: domination)
    elimination.removeChains()
    var rest = [Int](repeating: 0, count: nodes.count)
    var bound = 0.0
    if let order = elimination.order(atMost: cells) {
      elimination.remove(order)
      bound = elimination.constant
    } else {
      let found = elimination.passed(gap: gap)
      for (node, choice) in found.choice { rest[node] = choice }
      bound = elimination.constant + found.lowerBound
    }
    let places = elimination.completed(rest)
    let choice = zip(domination.left, places).map { $0[$1] }
    let cost = cost(of: choice)
    return CostSolution(choice: choice, cost: cost, lowerBound: min(cost, bound))
  }

  /// What is to be eliminated where some choices of each variable are left.
  private func elimination(of domination: Domination) -> Elimination {
    let (left, numbers) = (domination.left, domination.numbers)
    var elimination = Elimination(sizes: left.map(\.count))
    for (node, kept) in left.enumerated() {
      let unary = unaries[nodes[node]]
      elimination.add([node], from: [-1, nodes[node], numbers[node]]) { kept.map { unary[$0] } }
    }
    for edge in edges {
      let (table, rows, columns) = (tables[edge.table], left[edge.first], left[edge.second])
      elimination.add(
        [edge.first, edge.second],
        from: [-2, edge.table, numbers[edge.first], numbers[edge.second]]
      ) { rows.flatMap { row in columns.map { table[row, $0] } } }
    }
    return elimination
  }
}

extension Elimination {
  /// The rest, of which all factors are of one variable or two, by messages.
  func passed(gap: Double) -> (choice: [(Int, Int)], lowerBound: Double) {
    let rest = left
    var places: [Int: Int] = [:]
    for (place, node) in rest.enumerated() { places[node] = place }
    var unaries = rest.map { [Double](repeating: 0, count: sizes[$0]) }
    // By pair in order: its tables, and whether each has the first of the pair as its rows.
    var pairs: [[Int]: [Int]] = [:]
    for (_, factor) in factors.sorted(by: { $0.key < $1.key }) {
      let own = factor.nodes.compactMap { places[$0] }
      if own.count == 1 {
        for (index, cost) in tables[factor.table].enumerated() { unaries[own[0]][index] += cost }
      } else {
        let isOrdered = own[0] < own[1]
        pairs[isOrdered ? own : own.reversed(), default: []] +=
          [factor.table, isOrdered ? 1 : 0]
      }
    }
    // Pairs of the same tables share their sum.
    var sums: [[Int]: Int] = [:]
    var summed: [CostGraph.Table] = []
    var edges: [MessageGraph.Pair] = []
    for (pair, parts) in pairs.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      let (rows, columns) = (unaries[pair[0]].count, unaries[pair[1]].count)
      let key = [rows, columns] + parts
      let number = sums[key] ?? summed.count
      if number == summed.count {
        sums[key] = number
        summed.append(sum(of: parts, rows: rows, columns: columns))
      }
      edges.append(MessageGraph.Pair(first: pair[0], second: pair[1], table: number))
    }
    let passing = MessagePassing(
      MessageGraph(unaries, edges, summed), constant: constant, rounds: 400, gap: gap)
    return (zip(rest, passing.choice).map { ($0, $1) }, passing.lowerBound)
  }

  private func sum(of parts: [Int], rows: Int, columns: Int) -> CostGraph.Table {
    var costs = [Double](repeating: 0, count: rows * columns)
    for place in stride(from: 0, to: parts.count, by: 2) {
      let own = tables[parts[place]]
      let ordered =
        parts[place + 1] == 1
        ? own : CostGraph.Table(rows: columns, columns: rows, costs: own).transposed.costs
      for index in costs.indices { costs[index] += ordered[index] }
    }
    return CostGraph.Table(rows: rows, columns: columns, costs: costs)
  }
}
