/// Variables and pairs of them, laid out for messages: whatever has a number for each choice of a variable takes whole
/// vectors. What pairs share stands there once.
struct MessageGraph {
  /// One end of a pair.
  struct Link {
    let other: Int
    /// Where the costs of the pair begin that have a row for each choice of the own variable, and those that have one
    /// for each choice of the other.
    let costs: Int
    let transposed: Int
    /// Where what the other one says begins, and what it is told.
    let incoming: Int
    let outgoing: Int
  }

  /// A pair of variables, the first one with the lower number, and the number of its table.
  struct Pair: Hashable {
    let first: Int
    let second: Int
    let table: Int
  }

  /// How many numbers a vector has.
  static let lanes = 8

  /// By variable how many choices it has, and how many numbers that takes.
  let sizes: [Int]
  let widths: [Int]
  /// What choices cost; of a variable from `starts` on.
  private(set) var unaries: [Double] = []
  private(set) var starts: [Int] = []
  /// Of a variable from `firstLinks` to the next one's: those to variables before it, and behind these the others.
  private(set) var links: [Link] = []
  private(set) var firstLinks: [Int] = [0]
  private(set) var costs: [Double] = []
  /// How many numbers all messages have.
  private(set) var messageCount = 0

  init(_ unaries: [[Double]], _ pairs: [Pair], _ tables: [CostGraph.Table]) {
    sizes = unaries.map(\.count)
    widths = sizes.map { ($0 + Self.lanes - 1) / Self.lanes * Self.lanes }
    for unary in unaries {
      starts.append(self.unaries.count)
      append(unary, to: \.unaries)
    }
    // By table: where it begins, and where its transposed one does.
    let places = tables.map { table in
      [table, table.transposed].map { table in
        let place = costs.count
        for row in 0..<table.rows {
          append(table.costs[row * table.columns..<(row + 1) * table.columns], to: \.costs)
        }
        return place
      }
    }
    var ends = [[Link]](repeating: [], count: sizes.count)
    for pair in pairs {
      let (there, back) = (places[pair.table][0], places[pair.table][1])
      let (toFirst, toSecond) = (messageCount, messageCount + widths[pair.first])
      messageCount = toSecond + widths[pair.second]
      ends[pair.first].append(
        Link(
          other: pair.second, costs: there, transposed: back, incoming: toFirst, outgoing: toSecond)
      )
      ends[pair.second].append(
        Link(
          other: pair.first, costs: back, transposed: there, incoming: toSecond, outgoing: toFirst))
    }
    for end in ends {
      links += end.sorted { $0.other < $1.other }
      firstLinks.append(links.count)
    }
  }

  private mutating func append(
    _ numbers: some Collection<Double>, to list: WritableKeyPath<Self, [Double]>
  ) {
    self[keyPath: list] += numbers
    // None chooses what is not there.
    let rest = (Self.lanes - numbers.count % Self.lanes) % Self.lanes
    self[keyPath: list] += [Double](repeating: .infinity, count: rest)
  }

  /// The links of a variable.
  func links(of node: Int) -> Range<Int> { firstLinks[node]..<firstLinks[node + 1] }

  /// What one choice of each variable costs.
  func cost(of choice: [Int]) -> Double {
    var sum = 0.0
    for node in sizes.indices {
      sum += unaries[starts[node] + choice[node]]
      for link in links[links(of: node)] where link.other > node {
        sum += costs[link.costs + choice[node] * widths[link.other] + choice[link.other]]
      }
    }
    return sum
  }
}
