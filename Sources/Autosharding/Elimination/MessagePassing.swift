/// A lower bound of the least sum over pairs of variables, and a choice near it: for what is too wide to eliminate.
///
/// Sequential tree-reweighted message passing: each variable in order shares what it knows with those behind it, then
/// in reverse. The bound is that of a sum over chains of variables and never falls; on trees it is the least sum.
///
/// - Source: Kolmogorov 2006 (TRW-S).
/// - Complexity: of each round O(pairs x choices²).
struct MessagePassing {
  private(set) var lowerBound = -Double.infinity
  private(set) var choice: [Int]
  private(set) var cost = Double.infinity

  private struct Link {
    let other: Int
    /// The number of the pair, and whether the variable is the first of it.
    let edge: Int
    let isFirst: Bool
  }

  /// - Parameters:
  ///   - unaries: by variable what its choices cost.
  ///   - edges: pairs of variables with what they cost together, row by row, of the first one.
  ///   - gap: the part of the cost by which it may be off; it ends there.
  init(
    unaries: [[Double]], edges: [(first: Int, second: Int, costs: [Double])], rounds: Int,
    gap: Double
  ) {
    choice = [Int](repeating: 0, count: unaries.count)
    var links = [[Link]](repeating: [], count: unaries.count)
    for (index, edge) in edges.enumerated() {
      links[edge.first].append(Link(other: edge.second, edge: index, isFirst: true))
      links[edge.second].append(Link(other: edge.first, edge: index, isFirst: false))
    }
    // By pair what it costs, column by column of the second one.
    let columns = edges.map { edge in
      CostGraph.Table(
        rows: unaries[edge.first].count, columns: unaries[edge.second].count, costs: edge.costs
      ).transposed.costs
    }
    // To the first of a pair, and to the second.
    var toFirst = edges.map { [Double](repeating: 0, count: unaries[$0.first].count) }
    var toSecond = edges.map { [Double](repeating: 0, count: unaries[$0.second].count) }
    let weights = unaries.indices.map { node in
      let before = links[node].count { $0.other < node }
      return 1 / Double(max(1, before, links[node].count - before))
    }
    func belief(_ node: Int) -> [Double] {
      var sum = unaries[node]
      for link in links[node] {
        let message = link.isFirst ? toFirst[link.edge] : toSecond[link.edge]
        for index in sum.indices { sum[index] += message[index] }
      }
      return sum
    }
    /// Sends what a variable knows to one neighbour, less what that knows.
    func send(_ node: Int, _ belief: [Double], _ link: Link) -> Double {
      let own = link.isFirst ? toFirst[link.edge] : toSecond[link.edge]
      let weight = weights[node]
      let known = belief.indices.map { weight * belief[$0] - own[$0] }
      var message = [Double](repeating: .infinity, count: unaries[link.other].count)
      Self.lower(&message, known, link.isFirst ? edges[link.edge].costs : columns[link.edge])
      let least = message.min() ?? 0
      for index in message.indices { message[index] -= least }
      if link.isFirst { toSecond[link.edge] = message } else { toFirst[link.edge] = message }
      return least
    }
    var still = 0
    for _ in 0..<rounds {
      var found = [Int](repeating: 0, count: unaries.count)
      for node in unaries.indices {
        let all = belief(node)
        for link in links[node] where link.other > node { _ = send(node, all, link) }
        // What those before have chosen, and what those behind say.
        var sum = unaries[node]
        for link in links[node] {
          for index in sum.indices {
            if link.other > node {
              sum[index] += link.isFirst ? toFirst[link.edge][index] : toSecond[link.edge][index]
            } else {
              let (edge, other) = (edges[link.edge], found[link.other])
              let width = unaries[edge.second].count
              sum[index] +=
                link.isFirst
                ? edge.costs[index * width + other] : edge.costs[other * width + index]
            }
          }
        }
        found[node] = sum.indices.min { sum[$0] < sum[$1] } ?? 0
      }
      let improved = Self.descended(found, unaries, edges, links)
      if improved.cost < cost { (choice, cost) = improved }
      var bound = 0.0
      for node in unaries.indices.reversed() {
        var all = belief(node)
        let least = all.min() ?? 0
        bound += least
        for index in all.indices { all[index] -= least }
        for link in links[node] where link.other < node { bound += send(node, all, link) }
      }
      still = bound > lowerBound + 1e-7 * abs(bound) ? 0 : still + 1
      lowerBound = max(lowerBound, bound)
      if cost - lowerBound <= gap * abs(cost) || still >= 20 { return }
    }
  }

  /// Lowers each number of a message to the least of `known[row] + costs[row][column]`, where it is less.
  private static func lower(_ message: inout [Double], _ known: [Double], _ costs: [Double]) {
    let width = message.count
    precondition(costs.count == known.count * width, "there is a cost for each two choices")
    unsafe message.withUnsafeMutableBufferPointer { message in
      unsafe costs.withUnsafeBufferPointer { costs in
        for (row, known) in known.enumerated() {
          for column in 0..<width {
            let sum = unsafe known + costs[row * width + column]
            unsafe message[column] = min(message[column], sum)
          }
        }
      }
    }
  }

  /// Each variable takes its best given all others, until none changes.
  private static func descended(
    _ start: [Int], _ unaries: [[Double]],
    _ edges: [(first: Int, second: Int, costs: [Double])], _ links: [[Link]]
  ) -> (choice: [Int], cost: Double) {
    var choice = start
    for _ in 0..<20 {
      var changed = false
      for node in unaries.indices {
        var sum = unaries[node]
        for link in links[node] {
          let (edge, other) = (edges[link.edge], choice[link.other])
          let width = unaries[edge.second].count
          for index in sum.indices {
            sum[index] +=
              link.isFirst
              ? edge.costs[index * width + other] : edge.costs[other * width + index]
          }
        }
        let best = sum.indices.min { sum[$0] < sum[$1] } ?? 0
        if sum[best] < sum[choice[node]] {
          choice[node] = best
          changed = true
        }
      }
      if !changed { break }
    }
    var cost = 0.0
    for (node, unary) in unaries.enumerated() { cost += unary[choice[node]] }
    for edge in edges {
      cost += edge.costs[choice[edge.first] * unaries[edge.second].count + choice[edge.second]]
    }
    return (choice, cost)
  }
}
