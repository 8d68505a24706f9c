/// How a group of ranks lies in a topology: all that the price of its collectives depends on.
///
/// It is found once for a group, by walking it; pricing a step with it walks nothing. All groups of a
/// mesh dim run at once, so that a span also says how many ranks besides share a port or a processor.
package struct GroupSpan: Hashable, Sendable {
  /// What the group has of one level.
  package struct Level: Hashable, Sendable {
    /// How many of the other ranks are reached over this level, by the rank that has most far away.
    package var peers: Int
    /// How many ranks that act at the same time share that rank's port into this level.
    package var sharers: Int
    /// How many of them are of the group.
    package var ownSharers: Int
    /// How many messages leave one port at the same time where each rank sends to the next of the
    /// group; 0 where no two neighbours in the group talk over this level.
    package var ringSharers: Double
    /// Hops of a message at the most; 1 where there is no torus.
    package var mostHops = 1
    /// How often a byte that goes to another rank passes the busiest link of a torus; 1 where there is none.
    package var linkLoad = 1.0
    /// The blocks that this link carries where ranks have twice as many in each round; 0 where there is none.
    package var doublingLoad = 0.0
    /// How much of what passes the port for that rank passes it for a sharer, on the mean: of messages between
    /// all ranks of the groups, of blocks that come to a host once, and leave for each, and of rows that a
    /// host folds.
    package var traffic = 1.0
    /// The same of blocks that come to a host once.
    package var coming = 1.0
    /// The same of blocks that leave a host once for each other host.
    package var leaving = 1.0
    /// The same of rows that a host folds before it sends them.
    package var folding = 1.0
  }

  /// The number of ranks of the group.
  package var count: Int
  /// By level, from the innermost.
  package var levels: [Level]
  /// How many ranks of one innermost domain act at the same time.
  package var neighbours: Int
  /// How many innermost domains the group is in, and how many of its ranks the fullest has.
  package var domains = 1
  /// How many of its ranks the fullest innermost domain has.
  package var mostTogether = 1
  /// How many runs of ranks that follow on each other in one domain the group's order has.
  package var runs = 1
  /// How many ranks of an innermost domain need the same block, on the mean.
  package var takers = 1.0
  /// The same of the other domains, where that differs; else 0.
  package var takersElsewhere = 0.0
  /// How many ranks the first run has, where domains hold unequally many and that rank is in another one.
  package var firstRun = 0
  /// Whether that rank's domain is the first or the last to which the group's order comes, where domains hold
  /// unequally many.
  package var isAtEnd = false

  /// Whether the whole group is in one innermost domain. O(levels).
  package var isOneDomain: Bool { levels.dropFirst().allSatisfy { $0.peers == 0 } }
}

extension Topology {
  /// How `group` lies.
  ///
  /// - Parameters:
  ///   - group: distinct ranks, in the collective's order.
  ///   - active: all ranks that act at the same time, the group among them, as those of its mesh. Nil
  ///     where it is not known: then every rank of a shared port is taken to act, and of the
  ///     processors only the group.
  /// - Complexity: O((group + active) x levels).
  package func span(of group: [Int], among active: [Int]? = nil) -> GroupSpan {
    let members = levels.indices.map { level in
      Tally(group.lazy.map { domain(of: $0, level) })
    }
    let farthest = group.max { isNearer($0, $1, members) } ?? 0
    let rings = ringEdges(of: group)
    var within = 1
    let spans = levels.indices.map { index -> GroupSpan.Level in
      let together = members[index][domain(of: farthest, index)]
      let peers = max(0, together - within)
      within = max(within, together)
      let (sharers, own) = sharing(of: farthest, index, group, active)
      let torus = TorusLoad(self, index, of: group, among: active)
      return GroupSpan.Level(
        peers: peers, sharers: sharers, ownSharers: own,
        ringSharers: rings[index] * Double(sharers) / Double(own) * (torus?.ring ?? 1),
        mostHops: torus?.most ?? 1, linkLoad: torus?.direct ?? 1, doublingLoad: torus?.doubling ?? 0
      )
    }
    let home = domain(of: farthest, 0)
    return GroupSpan(
      count: group.count, levels: spans,
      neighbours: (active ?? group).count { domain(of: $0, 0) == home },
      domains: max(1, members[0].count), mostTogether: max(1, members[0].most),
      runs: zip(group, group.dropFirst()).reduce(1) {
        $0 + (domain(of: $1.0, 0) == domain(of: $1.1, 0) ? 0 : 1)
      })
  }

  /// The domain of a level that a rank is in.
  package func domain(of rank: Int, _ level: Int) -> Int {
    levels[level].ranks.map { rank / $0 } ?? 0
  }

  /// Whether one rank has more of the group near by than the other, the outer levels first.
  private func isNearer(_ one: Int, _ other: Int, _ members: [Tally]) -> Bool {
    for level in levels.indices.reversed() {
      let (own, its) = (
        members[level][domain(of: one, level)], members[level][domain(of: other, level)]
      )
      if own != its { return own > its }
    }
    return false
  }

  /// How many ranks share the port of `rank`, and how many of them are the group's.
  private func sharing(of rank: Int, _ index: Int, _ group: [Int], _ active: [Int]?)
    -> (sharers: Int, own: Int)
  {
    let width = self.sharers(index)
    guard width > 1 else { return (1, 1) }
    let port = rank / width
    let own = max(1, group.count { $0 / width == port })
    let all = max(own, active.map { $0.count { $0 / width == port } } ?? width)
    return (all, own)
  }

  /// By level, the most messages to the next rank of the group that leave one port over this level.
  private func ringEdges(of group: [Int]) -> [Double] {
    guard group.count > 1, let last = group.last else { return levels.map { _ in 0 } }
    let neighbours = zip([last] + group, group)
    let met = neighbours.map { level(between: $0, and: $1) }
    return levels.indices.map { index in
      let sharers = sharers(index)
      let ports = zip(neighbours, met).lazy
        .filter { _, level in level == index }
        .map { pair, _ in pair.0 / sharers }
      return Double(Tally(ports).most)
    }
  }
}
