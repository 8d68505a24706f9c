/// Where ranks are: in the domains and at the ports of a topology, or on hosts that are known rank by rank.
struct Ground {
  let topology: Topology
  /// By rank: a number of its host, below the number of ranks; nil if hosts are as the topology says.
  private let hosts: [Int]?
  /// By rank: how many of its host come before it.
  private var places: [Int] = []

  /// - Parameter hosts: by rank, of all ranks of a job: its host. Nil for what the topology says.
  init(_ topology: Topology, hosts: [Int]? = nil) {
    self.topology = topology
    guard let hosts, !topology.hasHosts(hosts) else {
      self.hosts = nil
      return
    }
    self.hosts = hosts
    var counts: [Int: Int] = [:]
    places = hosts.map { host in
      defer { counts[host, default: 0] += 1 }
      return counts[host] ?? 0
    }
  }

  /// Whether the topology tells where all ranks are.
  var isTopology: Bool { hosts == nil }

  /// The domain of a level that a rank is in: of hosts that are known by themselves the last level has all of
  /// them, and none between has anything of its own.
  func domain(of rank: Int, _ level: Int) -> Int {
    guard let hosts else { return topology.domain(of: rank, level) }
    return level < topology.levels.count - 1 ? hosts[rank] : 0
  }

  /// The port of a rank into a level; nil if it has one for itself.
  func port(of rank: Int, _ level: Int) -> Int? {
    let width = topology.sharers(level)
    guard width > 1 else { return nil }
    guard let hosts else { return rank / width }
    // The first rank that has it.
    return level < topology.levels.count - 1 ? nil : hosts[rank] + places[rank] / width * width
  }
}

extension Topology {
  /// Whether ranks are on these hosts where the topology puts them on its innermost domains.
  fileprivate func hasHosts(_ hosts: [Int]) -> Bool {
    var leads: [Int: Int] = [:]
    var known: Set<Int> = []
    for (rank, host) in hosts.enumerated() {
      let domain = domain(of: rank, 0)
      if let lead = leads[domain] {
        if lead != host { return false }
      } else {
        guard known.insert(host).inserted else { return false }
        leads[domain] = host
      }
    }
    return true
  }

  /// How many neighbouring ranks share a port into a level: in a torus those of a node.
  func sharers(_ level: Int) -> Int {
    guard !levels[level].torus.isEmpty else { return levels[level].ranksPerPort }
    return level > 0 ? levels[level - 1].ranks ?? 1 : 1
  }
}
