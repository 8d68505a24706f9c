import CostModel

/// How ranks and ports are put into classes.
protocol Classes {
  /// How many classes of ranks there are.
  var count: Int { get }
  /// How many ranks a class has.
  func size(of index: Int) -> Int
  /// The class of a rank.
  func index(of rank: Int) -> Int
  /// The port that speaks for the class of `port`, and how many are in it.
  func representative(of port: Port, ranksPerPort: Int) -> (port: Port, count: Int)
}

/// The classes of ports that are in use.
struct PortTable<Kinds: Classes> {
  let kinds: Kinds
  let network: Network
  private(set) var classes: [Workload.PortClass] = []
  private var known: [Port: Int] = [:]

  init(_ kinds: Kinds, _ network: Network) {
    self.kinds = kinds
    self.network = network
  }

  mutating func index(of port: Port) -> Int {
    let (first, count) = kinds.representative(
      of: port, ranksPerPort: network.ranksPerPort(port.level))
    if let index = known[first] { return index }
    known[first] = classes.count
    classes.append(Workload.PortClass(port: first, count: count))
    return classes.count - 1
  }
}

/// Every rank and every port by itself.
struct EachRank: Classes {
  let ranks: [Int]
  private let indices: [Int: Int]

  init(_ ranks: [Int]) {
    self.ranks = ranks
    indices = Dictionary(uniqueKeysWithValues: ranks.enumerated().map { ($1, $0) })
  }

  var count: Int { ranks.count }
  func size(of index: Int) -> Int { 1 }

  func index(of rank: Int) -> Int {
    guard let index = indices[rank] else { preconditionFailure("rank \(rank) takes no part") }
    return index
  }

  func representative(of port: Port, ranksPerPort: Int) -> (port: Port, count: Int) { (port, 1) }
}
