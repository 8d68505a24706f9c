import CostModel

/// A topology as the simulation sees it: ports with a bandwidth, and paths through them.
///
/// A message between two ranks takes the link of the innermost level whose domain holds both. It
/// leaves by the source's port into that level and arrives by the destination's; nothing between the
/// ports is ever full (a full crossbar, or a fat tree without oversubscription). In a torus it takes
/// the shortest way, dim by dim from the first (upwards where both are as long), and every link that
/// it crosses is a port.
struct Network {
  let topology: Topology

  init(_ topology: Topology) { self.topology = topology }

  /// The ports that a message passes, each once. O(levels).
  func path(from source: Int, to destination: Int) -> [Port] {
    let level = topology.level(between: source, and: destination)
    guard topology.levels[level].torus.isEmpty else {
      return torusPath(level, from: source, to: destination)
    }
    let share = topology.levels[level].ranksPerPort
    guard topology.levels[level].link.isDuplex else {
      let first = Port(level: level, index: source / share, direction: .both)
      let last = Port(level: level, index: destination / share, direction: .both)
      return first == last ? [first] : [first, last]
    }
    return [
      Port(level: level, index: source / share, direction: .out),
      Port(level: level, index: destination / share, direction: .in),
    ]
  }

  /// Bytes a second.
  func bandwidth(of port: Port) -> Double { topology.levels[port.level].link.bandwidth }

  /// The links of a torus from node to node.
  private func torusPath(_ level: Int, from source: Int, to destination: Int) -> [Port] {
    let axes = torusAxes(level)
    var node = source / ranksPerPort(level)
    let end = destination / ranksPerPort(level)
    var path: [Port] = []
    for (dim, axis) in axes.enumerated() {
      let up =
        (end / axis.stride % axis.length - node / axis.stride % axis.length + axis.length)
        % axis.length
      let isUp = 2 * up <= axis.length
      for _ in 0..<(isUp ? up : axis.length - up) {
        path.append(
          Port(level: level, index: node, direction: .out, link: 2 * dim + (isUp ? 0 : 1)))
        let place = node / axis.stride % axis.length
        let next = (place + (isUp ? 1 : axis.length - 1)) % axis.length
        node += (next - place) * axis.stride
      }
    }
    return path
  }

  /// The dims of a level's torus, with the distance in nodes from one to the next along each.
  private func torusAxes(_ level: Int) -> [(stride: Int, length: Int)] {
    var stride = 1
    return topology.levels[level].torus.reversed().map { length in
      defer { stride *= length }
      return (stride, length)
    }.reversed()
  }

  /// Tori: how many neighbouring ranks one has, and its dims in ranks.
  var tori: [(ranks: Int, axes: [(stride: Int, length: Int)])] {
    topology.levels.indices.filter { !topology.levels[$0].torus.isEmpty }.map { level in
      let node = ranksPerPort(level)
      let axes = torusAxes(level).map { (stride: $0.stride * node, length: $0.length) }
      return (axes.reduce(node) { $0 * $1.length }, axes)
    }
  }

  /// How many ranks the topology has room for; nil if that is not said.
  var rankCount: Int? {
    let last = topology.levels.count - 1
    let torus = topology.levels[last].torus
    return topology.levels[last].ranks
      ?? (torus.isEmpty ? nil : torus.reduce(ranksPerPort(last), *))
  }

  /// Seconds of a message's first byte, over `hops` links.
  func latency(_ level: Int, hops: Int) -> Double {
    let level = topology.levels[level]
    return level.link.latency
      + (level.torus.isEmpty ? 0 : Double(max(0, hops - 1)) * level.hopLatency)
  }

  /// Seconds of each further message.
  func gap(_ level: Int) -> Double {
    topology.levels[level].link.messageGap
  }

  /// The host of a rank: its innermost domain.
  func host(of rank: Int) -> Int { topology.domain(of: rank, 0) }

  /// How many neighbouring ranks share a port of a level: in a torus those of a node.
  func ranksPerPort(_ level: Int) -> Int {
    guard !topology.levels[level].torus.isEmpty else { return topology.levels[level].ranksPerPort }
    return level > 0 ? topology.levels[level - 1].ranks ?? 1 : 1
  }

  /// The sizes of the blocks of neighbouring ranks that make a difference to a message: domains, and
  /// sharers of a port. Ranks may only be exchanged where their blocks are exchanged whole.
  var blockSizes: [Int] {
    Set(topology.levels.flatMap { [$0.ranks ?? 1, $0.ranksPerPort] }).filter { $0 > 1 }.sorted()
  }
}
