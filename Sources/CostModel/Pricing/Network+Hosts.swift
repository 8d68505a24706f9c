/// Exchanges in which ranks of a host read each other's memory.
extension Network {
  /// What ranks do themselves in such an exchange, beside what passes the links, in bytes of one rank.
  struct Part {
    /// Blocks that are read of the host's other ranks, and contributions that its folds read of them.
    var read = 0.0
    var contributed = 0.0
    /// Sent and received over ports that leave the host, and in how many messages of the busiest rank.
    var crossingOut = 0.0
    var crossingIn = 0.0
    var messages = 0.0
    /// How many messages follow on each other, and the bytes of one.
    var stages = 1.0
    var piece = 0.0
    /// Contributions that folds read.
    var folded = 0.0
    var isChain = false
    /// How much the ranks of a host do of what one of them does: less than 1 where what is folded is too small
    /// to be shared among all.
    var balance = 1.0
  }

  /// How many ranks of a host need the same block, and how many hosts there are.
  private var takers: Double { max(1, span.takers) }
  private var hosts: Double { Double(span.domains) }
  /// The ranks of the own host, and of the others.
  private var here: Double { Double(span.levels[0].peers + 1) }
  private var elsewhere: Double { Double(span.count) - here }

  /// The part of a rank's peers that are on other hosts.
  func farShare(_ peers: Int, far: Bool) -> Double {
    let all = Double(span.count - 1)
    let outer = Double(span.count - 1 - span.levels[0].peers)
    guard far else { return outer / all }
    let reached = min(Double(peers), all)
    return reached > 0 ? min(1, outer / reached) : 0
  }

  /// Blocks that cross to each host once, to one of those that need them, where the others read them.
  func spreading(_ load: StepLoad, far: Bool) -> Part {
    let share = farShare(load.peers, far: far)
    let crossing = share / takers
    // What the others' hosts need is sent as often as there are hosts that need it.
    let leaving = span.takersElsewhere > 0 ? share / span.takersElsewhere : crossing
    return Part(
      read: Double(load.received) * (1 - crossing), crossingOut: Double(load.sent) * leaving,
      crossingIn: Double(load.received) * crossing,
      messages: max(1, Double(load.peers) * crossing),
      piece: Double(load.received) / Double(max(1, load.peers)), folded: Double(load.folded))
  }

  /// Contributions that cross as far as they are not folded before, and meet on each host that needs the
  /// fold: see `HierarchicalScheduleBuilder`.
  ///
  /// - Parameter row: the bytes of what each rank contributes.
  func meeting(_ row: Double, _ fold: FoldOrder, isWhole: Bool) -> Part {
    let widening = Double(fold.widening)
    let foldsEach = fold.isAssociative && fold.sendsFold(of: 1, span.mostTogether)
    let (own, balance) = share(of: row, isWhole: isWhole)
    // A row is folded on every host, and else each rank's block on its own.
    let jobs = isWhole ? own : row / Double(span.count)
    var (leaving, coming) = (isWhole ? here * (hosts - 1) : elsewhere, elsewhere)
    if foldsEach {
      leaving = (isWhole ? hosts - 1 : elsewhere / here) * widening
      coming = (hosts - 1) * widening
    } else if fold.sendsFold(of: 0, span.firstRun) {
      coming -= Double(span.firstRun) - widening
    }
    var part = Part(
      read: isWhole ? (here - 1) * own : 0, contributed: (here - 1) * jobs,
      crossingOut: leaving * jobs, crossingIn: coming * jobs,
      messages: max(1, foldsEach ? hosts - 1 : elsewhere), piece: jobs,
      folded: (foldsEach ? here + hosts - 1 : Double(span.count)) * jobs, balance: balance)
    if foldsEach {
      // What other hosts fold is folded here first.
      let times = isWhole ? 1 : elsewhere / here
      part.folded += times * here * jobs
      part.contributed += times * (here - 1) * jobs
    }
    return part
  }

  /// A fold that goes on from host to host, and back to those that need it.
  func chain(_ row: Double, _ fold: FoldOrder, isWhole: Bool) -> Part {
    let widening = Double(fold.widening)
    let (own, balance) = share(of: row, isWhole: isWhole)
    let runs = Double(span.runs)
    let back = isWhole ? own : row / Double(span.count)
    // From the one neighbour and back to it, and in between the same of the other.
    let crossing =
      span.isAtEnd ? max(widening * own, back) : widening * own + (hosts > 2 ? back : 0)
    return Part(
      read: isWhole ? (here - 1) * own : 0, contributed: (here - 1) * own,
      crossingOut: crossing, crossingIn: crossing, messages: isWhole ? 2 : hosts,
      stages: runs - 1 + (isWhole ? hosts - 1 : 1), piece: widening * own,
      folded: (here + 1) * own, isChain: true, balance: balance)
  }

  /// What one rank folds of a row, and how much that is beside an equal part: rows are shared out among a
  /// host's ranks down to pieces of a size.
  private func share(of row: Double, isWhole: Bool) -> (own: Double, balance: Double) {
    let equal = row / here
    guard isWhole, row > 0 else { return (equal, 1) }
    let own = max(equal, min(row, Self.sharedBytes))
    return (own, equal / own)
  }

  /// Folds are shared out among a host's ranks down to so many bytes each.
  package static let sharedBytes = Double(16 << 10)

  /// Pieces have no more bytes: large enough for a link's bandwidth, small enough for the caches.
  package static let pieceBytes = Double(512 << 10)

  /// The most exchanges of a host's ranks that spread what came in; a node group has room for eight.
  package static let mostSpreads = 6.0

  /// How often the ranks of a host read what has come in.
  static func spreads(_ piece: Double) -> Double {
    min(mostSpreads, max(1, (piece / pieceBytes).rounded(.up)))
  }

  /// Over the links between hosts, and beside it over those within.
  func crossing(_ part: Part) -> PricedPattern {
    var (slowest, gap, outer) = (0.0, 0.0, 0.0)
    let peers = Double(span.count - 1 - span.levels[0].peers)
    for index in levels.dropFirst() where span.levels[index].peers > 0 {
      let share = part.isChain ? 1 : Double(span.levels[index].peers) / peers
      let level = span.levels[index]
      let sharers = Double(level.sharers) * part.balance
      let (leaving, coming) =
        part.isChain ? (level.folding, level.folding) : (level.leaving, level.coming)
      let bytes = rates[index].bytes(
        sent: part.crossingOut * share * max(1, sharers * leaving),
        received: part.crossingIn * share * max(1, sharers * coming))
      outer = max(outer, bytes * perByte(index, sharers: 1))
      slowest = max(slowest, latency(index))
      gap = max(gap, self.gap(index))
    }
    var algorithm = PricedPattern(
      pattern: part.isChain ? .chain : .direct,
      latency: part.stages * slowest + (part.messages - 1) * gap + latency(0), transfer: outer)
    // A chain waits for a first piece at each host.
    let piece = min(part.piece, Self.pieceBytes)
    if part.isChain, peers > 0 {
      let most = rates[rates.count - 1].bandwidth
      algorithm.latency += (part.stages - 1) * piece / most
    }
    guard !rates[0].isMemory else { return algorithm }
    let read = part.read + part.contributed
    let inner = rates[0].bytes(sent: read, received: read) * perByte(0, sharers: 1)
    let spreads = Self.spreads(part.piece)
    algorithm.transfer = max(outer, inner * (1 - 1 / spreads)) + inner / spreads
    return algorithm
  }
}
