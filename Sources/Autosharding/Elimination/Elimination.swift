/// Variable elimination: the least sum over all choices, found by removing one variable after the other.
///
/// A variable that is removed leaves a table over its neighbours, of the least that it costs for each of their
/// choices; the last one leaves the answer. Removed is first what has the fewest neighbours that do not know each
/// other yet (min-fill), of equals what leaves the smallest table. Exact, in O(variables x choices ^ (width + 1)).
/// Tables are shared: what repeats is removed once.
///
/// - Source: Dechter 1999 (bucket elimination); Bertelè and Brioschi 1972.
struct Elimination {
  /// A cost of the choices of some variables.
  struct Factor {
    let nodes: [Int]
    /// By variable how far its choices are apart in the table.
    let strides: [Int]
    /// The number of the table.
    let table: Int
  }

  let sizes: [Int]
  private(set) var factors: [Int: Factor] = [:]
  private(set) var tables: [[Double]] = []
  /// What tables are made of, with their numbers.
  private var known: [[Int]: Int] = [:]
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

  /// Adds what the choices of some variables cost.
  ///
  /// - Parameters:
  ///   - origin: says what the costs are, and nothing else: those of one origin are made once.
  mutating func add(_ nodes: [Int], from origin: [Int], _ costs: () -> [Double]) {
    if known[origin] == nil { insert(costs(), from: origin) }
    add(nodes, from: origin)
  }

  private mutating func insert(_ costs: [Double], from origin: [Int]) {
    known[origin] = tables.count
    tables.append(costs)
  }

  private mutating func add(_ nodes: [Int], from origin: [Int]) {
    guard let table = known[origin] else { preconditionFailure("the costs are there") }
    guard !nodes.isEmpty else {
      constant += tables[table][0]
      return
    }
    var strides = [Int](repeating: 1, count: nodes.count)
    for place in nodes.indices.dropLast().reversed() {
      strides[place] = strides[place + 1] * sizes[nodes[place + 1]]
    }
    factors[number] = Factor(nodes: nodes, strides: strides, table: table)
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
      let ordered = others.sorted()
      remove(node, ordered)
      waiting += ordered
    }
  }

  /// In which order the rest can be removed; nil where the largest table would have more than `most` cells.
  func order(atMost most: Double) -> [Int]? {
    var graph: [Int: Set<Int>] = [:]
    for node in left { graph[node] = neighbours(node) }
    var order: [Int] = []
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
      if cells(others.union([node])) > most { return nil }
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
    return order
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
    let size = sizes[node]
    // What decides the table that is left, and nothing else.
    var origin = [size] + others.map { sizes[$0] }
    for factor in own {
      origin.append(-1 - factor.table)
      origin.append(factor.stride(of: node))
      for other in others { origin.append(factor.stride(of: other)) }
    }
    if known[origin] == nil {
      let parts = own.map { factor in
        Marginal.Part(
          costs: tables[factor.table], step: factor.stride(of: node),
          steps: others.map { factor.stride(of: $0) })
      }
      insert(Marginal.least(of: size, parts, others.map { sizes[$0] }), from: origin)
    }
    add(others, from: origin)
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
          sum += tables[factor.table][place]
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
