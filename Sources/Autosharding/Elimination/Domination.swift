/// Choices that none needs: another one of the same variable costs no more whatever its neighbours choose.
///
/// A choice s goes where for some t the difference of their costs, and of each table the least difference over
/// what the neighbour may choose, sum to no less than 0. The least sum stays what it was. Variables of equal costs,
/// tables and neighbours are looked at once.
///
/// - Source: Desmet et al. 1992, Goldstein 1994 (dead-end elimination).
/// - Complexity: of each kind of variable O(choices² x choices of all neighbours), a few rounds.
struct Domination {
  /// Choices that are left of a variable, ascending; variables that are alike share theirs.
  private(set) var lists: [[Int]] = []
  /// By variable: the number of its list.
  private(set) var numbers: [Int] = []

  /// By variable: the choices that are left.
  var left: [[Int]] { numbers.map { lists[$0] } }

  /// A table that a variable has a part in, and the choices that its neighbour has left.
  private struct Side {
    let table: Int
    let isFirst: Bool
    let others: [Int]
  }

  init(_ graph: CostGraph, rounds: Int = 4) {
    var places: [[Int]: Int] = [:]
    numbers = graph.nodes.indices.map { number(of: Array(0..<graph.choices($0)), &places) }
    var sides = [[(table: Int, isFirst: Bool, other: Int)]](
      repeating: [], count: graph.nodes.count)
    for edge in graph.edges {
      sides[edge.first].append((edge.table, true, edge.second))
      sides[edge.second].append((edge.table, false, edge.first))
    }
    var known: [[Int]: Int] = [:]
    // Whether something changed since it was looked at.
    var isOpen = [Bool](repeating: true, count: graph.nodes.count)
    for _ in 0..<rounds {
      var changed = false
      for node in graph.nodes.indices where isOpen[node] && lists[numbers[node]].count > 1 {
        isOpen[node] = false
        // What decides, and nothing else.
        var key = [graph.nodes[node], numbers[node]]
        for side in sides[node] {
          key.append(2 * side.table + (side.isFirst ? 1 : 0))
          key.append(numbers[side.other])
        }
        let next: Int
        if let before = known[key] {
          next = before
        } else {
          let own = sides[node].map {
            Side(table: $0.table, isFirst: $0.isFirst, others: lists[numbers[$0.other]])
          }
          let kept = Self.kept(
            lists[numbers[node]], graph.unaries[graph.nodes[node]], own, graph)
          next = number(of: kept, &places)
          known[key] = next
        }
        guard next != numbers[node] else { continue }
        numbers[node] = next
        changed = true
        isOpen[node] = true
        for side in sides[node] { isOpen[side.other] = true }
      }
      if !changed { return }
    }
  }

  private mutating func number(of list: [Int], _ places: inout [[Int]: Int]) -> Int {
    if let known = places[list] { return known }
    places[list] = lists.count
    lists.append(list)
    return lists.count - 1
  }

  private static func kept(
    _ own: [Int], _ unary: [Double], _ sides: [Side], _ graph: CostGraph
  ) -> [Int] {
    var kept: [Int] = []
    var gone = Set<Int>()
    // The cheapest first: they dominate most.
    let order = own.sorted { (unary[$0], $0) < (unary[$1], $1) }
    for choice in own {
      let isDominated = order.contains { other in
        guard other != choice, !gone.contains(other) else { return false }
        var difference = unary[choice] - unary[other]
        for side in sides {
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
