/// What the variables of a graph tell each other, and how it is passed on.
struct Messages {
  private let graph: MessageGraph
  private var messages: [Double]
  /// What a variable knows; and that less what a neighbour knows already.
  private var belief: [Double]
  private var known: [Double]
  /// By variable: the part of what it knows that goes to each neighbour.
  private let weights: [Double]

  init(_ graph: MessageGraph) {
    self.graph = graph
    messages = [Double](repeating: 0, count: graph.messageCount)
    belief = [Double](repeating: 0, count: graph.widths.max() ?? 0)
    known = belief
    weights = graph.sizes.indices.map { node in
      let links = graph.links[graph.links(of: node)]
      let before = links.count { $0.other < node }
      return 1 / Double(max(1, before, links.count - before))
    }
  }

  /// Passes messages from the first variable to the last.
  mutating func passForward() {
    for node in graph.sizes.indices {
      believe(node)
      for link in graph.links[graph.links(of: node)] where link.other > node {
        _ = send(node, link)
      }
    }
  }

  /// Passes messages from the last variable to the first.
  ///
  /// - Returns: A bound that no sum is below.
  mutating func passBack() -> Double {
    var bound = 0.0
    for node in graph.sizes.indices.reversed() {
      believe(node)
      let least = belief[..<graph.sizes[node]].min() ?? 0
      bound += least
      for index in 0..<graph.sizes[node] { belief[index] -= least }
      for link in graph.links[graph.links(of: node)] where link.other < node {
        bound += send(node, link)
      }
    }
    return bound
  }

  /// By variable its best choice given what those before it choose, and what those behind it say.
  mutating func choice() -> [Int] {
    var choice = [Int](repeating: 0, count: graph.sizes.count)
    for node in graph.sizes.indices {
      let width = graph.widths[node]
      graph.copyUnary(node, to: &belief)
      for link in graph.links[graph.links(of: node)] {
        if link.other > node {
          MessageKernels.add(messages, from: link.incoming, to: &belief, width)
        } else {
          MessageKernels.add(
            graph.costs, from: link.transposed + choice[link.other] * width, to: &belief, width)
        }
      }
      choice[node] = belief.leastIndex(graph.sizes[node])
    }
    return choice
  }

  /// What a variable knows: its costs, and what all neighbours say.
  private mutating func believe(_ node: Int) {
    graph.copyUnary(node, to: &belief)
    for link in graph.links[graph.links(of: node)] {
      MessageKernels.add(messages, from: link.incoming, to: &belief, graph.widths[node])
    }
  }

  /// Sends what a variable knows to one neighbour, less what that said.
  ///
  /// - Returns: The least of it, which is taken away.
  private mutating func send(_ node: Int, _ link: MessageGraph.Link) -> Double {
    let (size, weight) = (graph.sizes[node], weights[node])
    for index in 0..<size {
      known[index] = weight * belief[index] - messages[link.incoming + index]
    }
    let width = graph.widths[link.other]
    let least = MessageKernels.pass(
      known, size, graph.costs, from: link.costs, to: &messages, from: link.outgoing, width)
    for index in 0..<width { messages[link.outgoing + index] -= least }
    return least
  }
}

extension MessageGraph {
  /// Each variable takes its best given all others, until none changes.
  func descended(from start: [Int]) -> (choice: [Int], cost: Double) {
    var choice = start
    var sum = [Double](repeating: 0, count: widths.max() ?? 0)
    // Whether a neighbour has changed since it was looked at.
    var isOpen = [Bool](repeating: true, count: choice.count)
    for _ in 0..<20 {
      var changed = false
      for node in sizes.indices where isOpen[node] {
        isOpen[node] = false
        let width = widths[node]
        copyUnary(node, to: &sum)
        for link in links[links(of: node)] {
          MessageKernels.add(
            costs, from: link.transposed + choice[link.other] * width, to: &sum, width)
        }
        let best = sum.leastIndex(sizes[node])
        guard sum[best] < sum[choice[node]] else { continue }
        choice[node] = best
        changed = true
        for link in links[links(of: node)] { isOpen[link.other] = true }
      }
      if !changed { break }
    }
    return (choice, cost(of: choice))
  }

  /// The costs of a variable's choices.
  fileprivate func copyUnary(_ node: Int, to target: inout [Double]) {
    let start = starts[node]
    for index in 0..<widths[node] { target[index] = unaries[start + index] }
  }
}

extension [Double] {
  /// The place of the least of the first numbers, the first of equals.
  fileprivate func leastIndex(_ count: Int) -> Int {
    var best = 0
    for index in 1..<Swift.max(1, count) where self[index] < self[best] { best = index }
    return best
  }
}
