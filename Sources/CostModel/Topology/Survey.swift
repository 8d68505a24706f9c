/// Walks all groups that act at the same time, and finds how each of them lies.
///
/// Ranks of a group see it differently where its hosts have unequally many of it: who has few near by sends
/// more far away, and who shares a port with many waits longer. Each rank's view is found, those that are alike
/// once.
///
/// - Complexity: O(ranks x levels) beside what comes out.
struct Survey {
  private let ground: Ground
  private let groups: [[Int]]
  private let active: [Int]
  /// By group and place in it: the ranks that need the same block; nil if all of the group do.
  private let takers: [[Int]]?
  private let needsSame: Bool
  private let levels: Range<Int>
  /// Of all groups, by level and port: the ranks that share it, what passes it as `GroupSpan.Level` has it, and
  /// the messages to the next of a group.
  private var ports: [[Port]]
  /// By host: the ranks that act.
  private var acting: [Int]
  /// Of one group, by level and domain, and by level and port: its ranks.
  private var members: [[Int]]
  private var owners: [[Int]]

  private struct Port {
    var sharers = 0
    var traffic = 0.0
    var coming = 0.0
    var leaving = 0.0
    var folding = 0.0
    var edges = 0
  }

  /// - Parameters:
  ///   - groups: all that act, each in its order.
  ///   - takers: which ranks of a group need the same block, by a number that they have in common; nil for all
  ///     where `needsSame`, for none where not.
  init(_ ground: Ground, _ groups: [[Int]], takers: [[Int]]?, needsSame: Bool) {
    (self.ground, self.groups, self.takers) = (ground, groups, takers)
    self.needsSame = needsSame
    active = ground.topology.levels.allSatisfy { $0.torus.isEmpty } ? [] : Array(groups.joined())
    levels = ground.topology.levels.indices
    let last = groups.reduce(0) { $1.reduce($0, max) }
    let none = [Int](repeating: 0, count: last + 1)
    members = levels.map { _ in none }
    owners = members
    acting = none
    ports = levels.map { _ in [Port](repeating: Port(), count: last + 1) }
  }

  /// Groups of more ranks together are not looked at one by one where a topology tells how they lie.
  static let mostRanks = 1024

  /// How the groups lie.
  static func span(
    _ ground: Ground, _ groups: [[Int]], takers: [[Int]]? = nil, needsSame: Bool
  ) -> StepSpan {
    var survey = Survey(ground, groups, takers: takers, needsSame: needsSame)
    for group in groups.indices { survey.count(group) }
    var (result, known): (StepSpan, [[GroupSpan]: Int]) = (StepSpan(), [:])
    for (index, group) in groups.enumerated() {
      let views = survey.views(of: index)
      let kind = known[views] ?? result.kinds.count
      if kind == result.kinds.count {
        known[views] = kind
        result.kinds.append(views)
      }
      if let first = group.first { result.places[first] = kind }
    }
    if result.kinds.count == 1 { result.places = [:] }
    return result
  }
}

extension Survey {
  /// A port is named by its first rank, or by the one that has it.
  private func port(_ rank: Int, _ level: Int) -> Int {
    guard let port = ground.port(of: rank, level) else { return rank }
    return port
  }

  private mutating func enter(_ group: [Int]) {
    for rank in group {
      for level in levels {
        members[level][ground.domain(of: rank, level)] += 1
        owners[level][port(rank, level)] += 1
      }
    }
  }

  private mutating func leave(_ group: [Int]) {
    for rank in group {
      for level in levels {
        members[level][ground.domain(of: rank, level)] = 0
        owners[level][port(rank, level)] = 0
      }
    }
  }

  /// The peers of a rank that are reached over a level; its group has been entered.
  private func peers(_ rank: Int, _ level: Int) -> Int {
    let inner = level > 0 ? members[level - 1][ground.domain(of: rank, level - 1)] : 1
    return members[level][ground.domain(of: rank, level)] - inner
  }

  /// By place in a group: how many ranks of its host need the same block as a rank does.
  private func sharing(_ index: Int) -> [Double] {
    let group = groups[index]
    guard needsSame else { return group.map { _ in 1 } }
    guard let takers else {
      return group.map { Double(members[0][ground.domain(of: $0, 0)]) }
    }
    let keys = zip(group, takers[index]).map { [ground.domain(of: $0, 0), $1] }
    var counts: [[Int]: Int] = [:]
    for key in keys { counts[key, default: 0] += 1 }
    return keys.map { Double(counts[$0] ?? 1) }
  }

  /// Adds what a group has pass the ports.
  private mutating func count(_ index: Int) {
    let group = groups[index]
    enter(group)
    let takers = sharing(index)
    let (crossed, within) = crossed(group, takers)
    var before = group.count > 1 ? group.last : nil
    for (place, rank) in group.enumerated() {
      let host = ground.domain(of: rank, 0)
      acting[host] += 1
      let far = Double(group.count - members[0][host])
      for level in levels {
        let (peers, port) = (Double(peers(rank, level)), port(rank, level))
        ports[level][port].sharers += 1
        ports[level][port].traffic += peers
        ports[level][port].coming += peers / takers[place]
        guard peers > 0, far > 0 else { continue }
        ports[level][port].leaving += peers / far * (crossed - (within[host] ?? 0))
        ports[level][port].folding += 1 / Double(members[0][host])
      }
      if let before {
        let level = level(before, rank)
        ports[level][port(before, level)].edges += 1
      }
      before = group.count > 1 ? rank : nil
    }
    leave(group)
  }

  /// To how many hosts, as it were, each block of a group goes, and how often it is needed on each.
  private func crossed(_ group: [Int], _ takers: [Double]) -> (all: Double, within: [Int: Double]) {
    var (all, within): (Double, [Int: Double]) = (0, [:])
    for (rank, taker) in zip(group, takers) {
      all += 1 / taker
      within[ground.domain(of: rank, 0), default: 0] += 1 / taker
    }
    return (all, within)
  }

  private func level(_ one: Int, _ other: Int) -> Int {
    levels.first { ground.domain(of: one, $0) == ground.domain(of: other, $0) } ?? levels.count - 1
  }
}

extension Survey {
  /// How a group lies as its ranks see it.
  private mutating func views(of index: Int) -> [GroupSpan] {
    let group = groups[index]
    enter(group)
    defer { leave(group) }
    let takers = sharing(index)
    let hosts = group.map { ground.domain(of: $0, 0) }
    var common = GroupSpan(count: group.count, levels: [], neighbours: 0)
    var (seen, first): (Set<Int>, Int?) = ([], nil)
    (common.mostTogether, common.runs) = (1, group.isEmpty ? 1 : 0)
    for (place, host) in hosts.enumerated() {
      if seen.insert(host).inserted {
        common.mostTogether = max(common.mostTogether, members[0][host])
      }
      if place == 0 || hosts[place - 1] != host {
        common.runs += 1
        if common.runs == 2 { first = place }
      }
    }
    common.domains = max(1, seen.count)
    let isFull = hosts.allSatisfy { members[0][$0] == common.mostTogether }
    let isAlike = isFull && takers.allSatisfy { $0 == takers.first }
    let (rings, tori) = (rings(group), tori(group))
    let (crossed, within) = crossed(group, takers)
    var (views, known): ([GroupSpan], Set<GroupSpan>) = ([], [])
    for (place, rank) in group.enumerated() {
      // Neighbours on a host at one port see the same.
      if place > 0, hosts[place] == hosts[place - 1], takers[place] == takers[place - 1],
        levels.allSatisfy({ ground.port(of: rank, $0) == ground.port(of: group[place - 1], $0) })
      {
        continue
      }
      var view = common
      view.neighbours = acting[hosts[place]]
      let own = members[0][hosts[place]]
      let far = Double(group.count - own)
      let leaving = crossed - (within[hosts[place]] ?? 0)
      view.levels = levels.map { index in
        var level = level(rank, index, rings[index], tori[index])
        let (port, peers) = (ports[index][port(rank, index)], Double(level.peers))
        level.traffic = share(level, port.traffic, of: peers)
        level.coming = share(level, port.coming, of: peers / takers[place])
        guard far > 0, peers > 0 else { return level }
        level.leaving = share(level, port.leaving, of: peers / far * leaving)
        level.folding = share(level, port.folding, of: 1 / Double(own))
        return level
      }
      if needsSame, view.mostTogether > 1, !view.isOneDomain { view.takers = takers[place] }
      if !isAlike, far > 0 { view.takersElsewhere = far / leaving }
      if !isFull {
        view.isAtEnd = hosts[place] == hosts[0] || hosts[place] == hosts.last
        if hosts[place] != hosts[0] { view.firstRun = first ?? 0 }
      }
      if known.insert(view).inserted { views.append(view) }
    }
    return views
  }

  private func level(
    _ rank: Int, _ level: Int, _ ring: Double, _ torus: TorusLoad?
  ) -> GroupSpan.Level {
    let port = port(rank, level)
    let isShared = ground.port(of: rank, level) != nil
    return GroupSpan.Level(
      peers: peers(rank, level), sharers: isShared ? ports[level][port].sharers : 1,
      ownSharers: isShared ? max(1, owners[level][port]) : 1,
      ringSharers: ring * (torus?.ring ?? 1), mostHops: torus?.most ?? 1,
      linkLoad: torus?.direct ?? 1, doublingLoad: torus?.doubling ?? 0)
  }

  /// What passes a port for all who share it, beside as often what passes it for one; equal shares may differ
  /// by rounding.
  private func share(_ level: GroupSpan.Level, _ sum: Double, of own: Double) -> Double {
    guard level.sharers > 1, own > 0 else { return 1 }
    let share = sum / (own * Double(level.sharers))
    return abs(share - 1) < 1e-9 ? 1 : share
  }

  /// By level: the most messages to the next of a group that leave a port by which some of this one do.
  private func rings(_ group: [Int]) -> [Double] {
    var most = levels.map { _ in 0.0 }
    guard group.count > 1, var before = group.last else { return most }
    for rank in group {
      let level = level(before, rank)
      most[level] = max(most[level], Double(ports[level][port(before, level)].edges))
      before = rank
    }
    return most
  }

  /// By level: what the links of a torus carry.
  private func tori(_ group: [Int]) -> [TorusLoad?] {
    levels.map {
      ground.isTopology ? TorusLoad(ground.topology, $0, of: group, among: active) : nil
    }
  }
}
