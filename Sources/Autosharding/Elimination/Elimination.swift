/// Variable elimination: the least sum over all choices, found by removing one variable after the other.
///
/// A variable that is removed leaves a table over its neighbours, of the least that it costs for each of their
/// choices; the last one leaves the answer. Removed is first what has the fewest neighbours that do not know each
/// other yet (min-fill), of equals what leaves the smallest table. Exact, in O(variables x choices ^ (width + 1)).
///
/// - Source: Dechter 1999 (bucket elimination); Bertelè and Brioschi 1972.
struct Elimination {
  /// A cost of the choices of some variables.
  struct Factor {
    let nodes: [Int]
    /// By variable how far its choices are apart in `costs`.
    let strides: [Int]
    let costs: [Double]
  }

  private let sizes: [Int]
  private(set) var factors: [Int: Factor] = [:]
  /// By variable: the factors that it is in.
  private var memberships: [Set<Int>]
  private var number = 0
  /// What has been removed, with its factors, in order.
  private var removed: [(node: Int, factors: [Factor])] = []
  private var isRemoved: [Bool]
  /// What no variable depends on any more.
  private(set) var constant = 0.0

  /// - Parameters:
  ///   - sizes: by variable how many choices it has.
  init(sizes: [Int]) {
    self.sizes = sizes
    memberships = [Set<Int>](repeating: [], count: sizes.count)
    isRemoved = [Bool](repeating: false, count: sizes.count)
  }

  mutating func add(_ nodes: [Int], _ costs: [Double]) {
    guard !nodes.isEmpty else {
      constant += costs[0]
      return
    }
    var strides = [Int](repeating: 1, count: nodes.count)
    for place in nodes.indices.dropLast().reversed() {
      strides[place] = strides[place + 1] * sizes[nodes[place + 1]]
    }
    factors[number] = Factor(nodes: nodes, strides: strides, costs: costs)
    for node in nodes { memberships[node].insert(number) }
    number += 1
  }

  /// The variables that are left.
  var left: [Int] { sizes.indices.filter { !isRemoved[$0] } }

  func neighbours(_ node: Int) -> Set<Int> {
    var found = Set<Int>()
    for factor in memberships[node] {
      if let factor = factors[factor] { found.formUnion(factor.nodes) }
    }
    found.remove(node)
    return found
  }

  /// Removes what has at the most two neighbours, until nothing has.
  mutating func removeChains() {
    var waiting = left
    while let node = waiting.popLast() {
      guard !isRemoved[node] else { continue }
      let others = neighbours(node)
      guard others.count <= 2 else { continue }
      remove(node, others.sorted())
      waiting += others
    }
  }

  /// In which order the rest would be removed, and how many cells the largest table would have.
  func order() -> (nodes: [Int], cells: Double) {
    var graph: [Int: Set<Int>] = [:]
    for node in left { graph[node] = neighbours(node) }
    var order: [Int] = []
    var most = 0.0
    func rank(_ node: Int) -> (Int, Double) {
      let others = graph[node] ?? []
      var fill = 0
      for other in others {
        fill += others.count - 1 - others.intersection(graph[other] ?? []).count
      }
      return (fill, cells(others.union([node])))
    }
    var ranks: [Int: (Int, Double)] = [:]
    for node in graph.keys { ranks[node] = rank(node) }
    while let node = ranks.min(by: {
      ($0.value.0, $0.value.1, $0.key) < ($1.value.0, $1.value.1, $1.key)
    })?.key {
      let others = graph[node] ?? []
      most = max(most, cells(others.union([node])))
      order.append(node)
      graph[node] = nil
      ranks[node] = nil
      var touched = others
      for other in others {
        graph[other]?.formUnion(others)
        graph[other]?.remove(other)
        graph[other]?.remove(node)
        touched.formUnion(graph[other] ?? [])
      }
      for other in touched { ranks[other] = rank(other) }
    }
    return (order, most)
  }

  private func cells(_ nodes: Set<Int>) -> Double { nodes.reduce(1) { $0 * Double(sizes[$1]) } }

  mutating func remove(_ nodes: [Int]) {
    for node in nodes { remove(node, neighbours(node).sorted()) }
  }

  private mutating func remove(_ node: Int, _ others: [Int]) {
    let own = memberships[node].sorted().compactMap { factors[$0] }
    for factor in memberships[node].sorted() {
      for other in factors[factor]?.nodes ?? [] where other != node {
        memberships[other].remove(factor)
      }
      factors[factor] = nil
    }
    memberships[node] = []
    isRemoved[node] = true
    removed.append((node, own))
    // How far each factor moves with each variable of the result, and with the one that goes.
    let steps = own.map { factor in others.map { factor.stride(of: $0) } }
    let inner = own.map { $0.stride(of: node) }
    let count = others.reduce(1) { $0 * sizes[$1] }
    var costs = [Double](repeating: 0, count: count)
    var digits = [Int](repeating: 0, count: others.count)
    var bases = [Int](repeating: 0, count: own.count)
    let size = sizes[node]
    for cell in 0..<count {
      var least = Double.infinity
      for choice in 0..<size {
        var sum = 0.0
        for index in own.indices { sum += own[index].costs[bases[index] + choice * inner[index]] }
        if sum < least { least = sum }
      }
      costs[cell] = least
      var place = others.count - 1
      while place >= 0 {
        digits[place] += 1
        for index in own.indices { bases[index] += steps[index][place] }
        if digits[place] < sizes[others[place]] { break }
        for index in own.indices { bases[index] -= steps[index][place] * digits[place] }
        digits[place] = 0
        place -= 1
      }
    }
    add(others, costs)
  }

  /// The choices of what was removed, given those of the rest.
  func completed(_ choice: [Int]) -> [Int] {
    var choice = choice
    for (node, factors) in removed.reversed() {
      var best = (Double.infinity, 0)
      for candidate in 0..<sizes[node] {
        var sum = 0.0
        for factor in factors {
          var place = 0
          for (other, stride) in zip(factor.nodes, factor.strides) {
            place += stride * (other == node ? candidate : choice[other])
          }
          sum += factor.costs[place]
        }
        if sum < best.0 { best = (sum, candidate) }
      }
      choice[node] = best.1
    }
    return choice
  }
}

extension Elimination.Factor {
  func stride(of node: Int) -> Int {
    nodes.firstIndex(of: node).map { strides[$0] } ?? 0
  }
}
