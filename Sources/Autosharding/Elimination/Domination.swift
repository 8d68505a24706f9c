/// Choices that none needs: another one of the same variable costs no more whatever its neighbours choose.
///
/// A choice s goes where for some t the difference of their costs, and of each table the least difference over
/// what the neighbour may choose, sum to no less than 0. The least sum stays what it was. Variables of equal costs,
/// tables and neighbours are looked at once.
///
/// - Source: Desmet et al. 1992, Goldstein 1994 (dead-end elimination).
/// - Complexity: of each kind of variable O(choices² x choices of all neighbours), a few rounds.
struct Domination {
  /// By variable: the choices that are left, ascending.
  private(set) var left: [[Int]]

  private struct Key: Hashable {
    let unary: Int
    let own: [Int]
    let edges: [Side]
  }

  private struct Side: Hashable {
    let table: Int
    let isFirst: Bool
    let others: [Int]
  }

  init(_ graph: CostGraph, rounds: Int = 4) {
    left = graph.nodes.indices.map { Array(0..<graph.choices($0)) }
    var sides = [[(edge: Int, isFirst: Bool)]](repeating: [], count: graph.nodes.count)
    for (index, edge) in graph.edges.enumerated() {
      sides[edge.first].append((index, true))
      sides[edge.second].append((index, false))
    }
    for _ in 0..<rounds {
      var known: [Key: [Int]] = [:]
      var changed = false
      for node in graph.nodes.indices where left[node].count > 1 {
        let key = Key(
          unary: graph.nodes[node], own: left[node],
          edges: sides[node].map { side in
            let edge = graph.edges[side.edge]
            return Side(
              table: edge.table, isFirst: side.isFirst,
              others: left[side.isFirst ? edge.second : edge.first])
          })
        let kept = known[key] ?? Self.kept(key, graph)
        known[key] = kept
        if kept.count < left[node].count {
          left[node] = kept
          changed = true
        }
      }
      if !changed { return }
    }
  }

  private static func kept(_ key: Key, _ graph: CostGraph) -> [Int] {
    let unary = graph.unaries[key.unary]
    var kept: [Int] = []
    var gone = Set<Int>()
    // The cheapest first: they dominate most.
    let order = key.own.sorted { (unary[$0], $0) < (unary[$1], $1) }
    for choice in key.own {
      let isDominated = order.contains { other in
        guard other != choice, !gone.contains(other) else { return false }
        var difference = unary[choice] - unary[other]
        for side in key.edges {
          difference += leastDifference(side, choice, other, graph)
          // A choice may be impossible: of two such nothing is known.
          if difference.isNaN || difference == -.infinity { return false }
        }
        return difference >= 0
      }
      if isDominated { gone.insert(choice) } else { kept.append(choice) }
    }
    return kept
  }

  private static func leastDifference(
    _ side: Side, _ choice: Int, _ other: Int, _ graph: CostGraph
  ) -> Double {
    let table = graph.tables[side.table]
    var least = Double.infinity
    if side.isFirst {
      let (one, two) = (choice * table.columns, other * table.columns)
      for column in side.others {
        least = min(least, table.costs[one + column] - table.costs[two + column])
      }
    } else {
      for row in side.others {
        let start = row * table.columns
        least = min(least, table.costs[start + choice] - table.costs[start + other])
      }
    }
    return least
  }
}
