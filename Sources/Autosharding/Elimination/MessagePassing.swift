/// A lower bound of the least sum over pairs of variables, and a choice near it: for what is too wide to eliminate.
///
/// Sequential tree-reweighted message passing: each variable in order shares what it knows with those behind it, then
/// in reverse. Whatever messages it begins with, the bound is that of a sum over chains of variables; on trees it is
/// the least sum.
///
/// - Source: Kolmogorov 2006 (TRW-S).
/// - Complexity: of each round O(pairs x choices²).
struct MessagePassing {
  private(set) var lowerBound = -Double.infinity
  private(set) var choice: [Int]
  private(set) var cost = Double.infinity

  /// - Parameters:
  ///   - constant: what all costs have beside these; it counts in the gap.
  ///   - gap: the part of the cost by which it may be off; it ends there.
  init(_ graph: MessageGraph, constant: Double, rounds: Int, gap: Double) {
    choice = [Int](repeating: 0, count: graph.sizes.count)
    var messages = Messages(graph)
    var still = 0
    for _ in 0..<rounds {
      messages.passForward()
      let found = graph.descended(from: messages.choice())
      if found.cost < cost { (choice, cost) = found }
      let bound = messages.passBack()
      still = bound > lowerBound + 1e-7 * abs(bound) ? 0 : still + 1
      lowerBound = max(lowerBound, bound)
      if cost - lowerBound <= gap * abs(cost + constant) || still >= 20 { return }
    }
  }
}
