/// Which ranks of a group are on which host, in the group's order.
package struct HostMap {
  package let ranks: [Int]
  /// The hosts, in the order in which the group comes to them.
  package let all: [Int]
  private let hosts: [Int: Int]
  /// Of each rank: how many of its host come before it.
  private let places: [Int: Int]
  private let groups: [Int: [Int]]

  /// - Parameter host: of each rank: a number of its own.
  package init(_ ranks: [Int], host: (Int) -> Int) {
    self.ranks = ranks
    var (all, hosts): ([Int], [Int: Int]) = ([], [:])
    var places: [Int: Int] = [:]
    var groups: [Int: [Int]] = [:]
    for rank in ranks {
      let own = host(rank)
      if groups[own] == nil { all.append(own) }
      places[rank] = groups[own]?.count ?? 0
      groups[own, default: []].append(rank)
      hosts[rank] = own
    }
    (self.all, self.hosts, self.places, self.groups) = (all, hosts, places, groups)
  }

  /// The host of a rank of the group.
  package func host(of rank: Int) -> Int {
    guard let host = hosts[rank] else { preconditionFailure("rank \(rank) is not in \(ranks)") }
    return host
  }

  package func hostIfMember(_ rank: Int) -> Int? { hosts[rank] }

  /// Of the ranks of one host that need a block of `source`, on another one, who gets it for all: the one in
  /// its place there, so that all ranks of a host get as much, by all its ports.
  package func leader(of source: Int, among takers: [Int]) -> Int {
    let place = places[source] ?? 0
    return takers.first { places[$0] == place } ?? takers[place % takers.count]
  }

  package func members(of host: Int) -> [Int] { groups[host] ?? [] }

  /// The ranks of the host that has most.
  package var mostTogether: Int { groups.values.map(\.count).max() ?? 1 }

  /// Some ranks by host, in the order of `all`.
  package func byHost(_ some: [Int]) -> [(host: Int, ranks: [Int])] {
    let parts = Dictionary(grouping: some, by: host)
    return all.compactMap { host in parts[host].map { (host, $0) } }
  }

  /// Neighbours of one host, one run after the other.
  package func runs(of some: [Int]) -> [(host: Int, ranks: [Int])] {
    var runs: [(host: Int, ranks: [Int])] = []
    for rank in some {
      let own = host(of: rank)
      if runs.last?.host == own {
        runs[runs.count - 1].ranks.append(rank)
      } else {
        runs.append((own, [rank]))
      }
    }
    return runs
  }
}
