extension GroupSpan {
  /// How a group lies on hosts that are known rank by rank, in a topology of two levels or more: its
  /// ranks are near each other on a host, and far where they are not.
  ///
  /// - Parameters:
  ///   - hosts: of the group's ranks, in the group's order.
  ///   - active: of all ranks that act at the same time, these among them.
  ///   - levels: of the topology; the first is a host's, the last is between hosts.
  ///   - ranksPerPort: how many ranks of a host share a port into the last.
  /// - Complexity: O(active).
  package init(hosts: [Int], among active: [Int], levels: Int, ranksPerPort: Int) {
    func counts(_ hosts: [Int]) -> [Int: Int] {
      hosts.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
    let (own, all) = (counts(hosts), counts(active))
    let least = own.values.min() ?? 1
    let neighbours = own.keys.reduce(1) { max($0, all[$1] ?? 1) }
    // Of each host's ports one that is shared by as many as may be.
    let sharers = min(neighbours, ranksPerPort)
    // By host: the neighbours in the ring that are on another one.
    var edges: [Int: Int] = [:]
    var (before, isInside) = (hosts.last, false)
    for host in hosts {
      if let from = before, from != host { edges[from, default: 0] += 1 } else { isInside = true }
      before = host
    }
    let share = edges.map { host, count in
      let acting = all[host] ?? 1
      let leaving = Double(count * acting) / Double(max(1, own[host] ?? 1))
      return max(1, leaving / Double((acting - 1) / ranksPerPort + 1))
    }
    var result = [Level](
      repeating: Level(
        peers: 0, sharers: 1, ownSharers: 1, ringSharers: 0, meanHops: 1, mostHops: 1, links: 1),
      count: levels)
    result[0].peers = least - 1
    result[0].ringSharers = isInside && hosts.count > 1 ? 1 : 0
    result[levels - 1].peers += hosts.count - least
    if own.count > 1 {
      result[levels - 1].sharers = sharers
      result[levels - 1].ownSharers = max(
        1, sharers * (own.values.max() ?? 1) / max(1, neighbours))
      result[levels - 1].ringSharers = share.max() ?? 0
    }
    var runs = 1
    for (one, other) in zip(hosts, hosts.dropFirst()) where one != other { runs += 1 }
    self.init(
      count: hosts.count, levels: result, neighbours: neighbours, domains: max(1, own.count),
      mostTogether: own.values.max() ?? 1, runs: runs)
  }
}
