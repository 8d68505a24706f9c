import Elements
import Sharding

/// An exchange among ranks of several hosts, thought through: who reads, sends, receives and folds
/// what, and when.
///
/// Blocks that ranks of one host need of another cross once, to one of them, and are read by the others
/// in its new shard. Contributions that are folded cross as they are, or as the fold of neighbours in
/// the order of the fold, as far as that keeps the bits:
///
/// - the fold of the first ones always does, as folds go from the left, given that it crosses in the
///   type that is accumulated in (float32 for the 16-bit floats) and `avg` divides at the end;
/// - of `max`, `min`, `any` and `all`, and of integers' `sum` and `prod`, which are associative to the
///   bit, the fold of any neighbours does.
///
/// Where it is priced lower, a fold goes along a chain instead: the first host folds its neighbours, the
/// next goes on from there, and the last one's result goes back from host to host (Thakur, Rabenseifner
/// and Gropp 2005 reduce in any order, which rounding does not allow). Blocks go in pieces, so that
/// hosts work at the same time.
///
/// It is the same on every rank, which keeps its own part. O(pieces x hosts).
struct Relay {
  /// A block of an exchange, or a fold on its way.
  enum Value: Hashable {
    /// What a rank contributes.
    case source(Int)
    /// The fold of a run of neighbours, or of all up to it.
    case partial(Int)
    /// The folded block, on a rank that does not need it.
    case total
    /// The block in the new shard.
    case result
  }

  enum Action {
    case send(Value, to: Int)
    case receive(Value, from: Int)
    case fold([Value], into: Value)
    /// Copies the block from the shard of a rank of this host, or the own one, into the new shard.
    case take(from: Int)
    /// Tells the host's ranks that this one's new shard has what is to be read there, and reads it in
    /// theirs: the blocks that each received or folded for all.
    case spread([(piece: Int, from: Int)])
  }

  struct Operation {
    var time: Int
    var piece: Int
    var action: Action
  }

  /// A value of a piece.
  struct Place: Hashable {
    let piece: Int
    let value: Value
  }

  struct Piece {
    let box: Box
    /// Of a fold: how many contributions it has.
    let contributions: Int
  }

  /// What the relay asks of the hosts and of the rank with most to do, in bytes.
  struct Load {
    /// Sent and received over the port of the host with most.
    var crossing = 0
    /// The same of all hosts: what is sent.
    var total = 0
    /// How many messages follow on each other.
    var stages = 0
    var copied = 0
    var folded = 0
    var operations = 0
  }

  private(set) var pieces: [Piece] = []
  /// This rank's, in the order in which it does them.
  private(set) var operations: [Operation] = []
  /// How often this rank sends and folds what came in, or was folded to go on.
  private(set) var uses: [Place: Int] = [:]
  private(set) var load = Load()
  let folding: Folding
  /// The ranks whose old shards others of their host read, and those whose new ones they do.
  private(set) var lenders: Set<Int> = []
  private(set) var homeRanks: Set<Int> = []

  /// Where the ranks of a host find a piece that came in for several of them.
  private struct Home {
    let wave: Int
    let ready: Int
    let piece: Int
    let host: Int
    let rank: Int
    let readers: [Int]
  }

  private let rank: Int
  private let hosts: HostGroup.Map
  private var timeline: [(counter: Int, operation: Operation)] = []
  private var counts: [Int: Int] = [:]
  private var sent: [Int: Int] = [:]
  private var received: [Int: Int] = [:]
  private var copied: [Int: Int] = [:]
  private var folded: [Int: Int] = [:]
  /// By piece: on which rank of each host it can be read by the others.
  private var homes: [Home] = []
  private var lastWave = -1

  /// The most exchanges of a host's ranks that spread what came in; a node group has room for eight.
  private static let spreads = 6
  /// Pieces have no more bytes: large enough for a link's bandwidth, small enough for the caches.
  static let pieceBytes = 512 << 10
  /// Folds are shared out among a host's ranks down to so many bytes each.
  private static let sharedBytes = 16 << 10

  /// - Parameters:
  ///   - hosts: of the group's ranks.
  ///   - stagingBytes: how many bytes a rank may stage in each direction.
  ///   - link: between hosts.
  init(
    _ phase: Phase, _ route: Route, dtype: DType, hosts: HostGroup.Map, rank: Int,
    stagingBytes: Int, link: Link
  ) {
    (self.rank, self.hosts) = (rank, hosts)
    folding = Folding(route.folds, dtype)
    let jobs = jobs(phase.exchange, route.schedule)
    let folds = jobs.filter { $0.sources.count > 1 }
    let bytes = folds.reduce(0) { $0 + $1.box.count * dtype.byteCount }
    let fan = jobs.isEmpty ? 1 : max(2, hosts.ranks.count)
    let most = max(1, min(Self.pieceBytes, stagingBytes / (4 * fan)) / dtype.byteCount)
    for job in jobs {
      var limit = most
      if job.sources.count > 1 {
        let share = job.box.count / hosts.mostTogether
        limit = min(most, max(Self.sharedBytes / dtype.byteCount, share + 1))
      }
      let boxes = job.box.pieces(ofAtMost: limit)
      let chains = job.sources.count > 1 && isChained(job, bytes, dtype, link)
      for (wave, box) in boxes.enumerated() {
        lastWave = max(lastWave, wave)
        let piece = pieces.count
        pieces.append(Piece(box: box, contributions: job.sources.count))
        let size = box.count * dtype.byteCount
        if job.sources.count == 1 {
          copy(job, piece, wave, size)
        } else if chains {
          chain(job, piece, wave, size)
        } else {
          meet(job, piece, wave, size)
        }
      }
    }
    spread()
    operations = timeline.sorted { one, other in
      (one.operation.time, one.counter) < (other.operation.time, other.counter)
    }.map(\.operation)
    timeline = []
    for operation in operations {
      var values: [Value] = []
      if case .send(let value, _) = operation.action { values = [value] }
      if case .fold(let parts, _) = operation.action { values = parts }
      for value in values { uses[Place(piece: operation.piece, value: value), default: 0] += 1 }
    }
    load.crossing = hosts.all.reduce(0) { max($0, max(sent[$1] ?? 0, received[$1] ?? 0)) }
    load.total = sent.values.reduce(0, +)
    load.copied = copied.values.max() ?? 0
    load.folded = folded.values.max() ?? 0
    load.operations = counts.values.max() ?? 0
  }
}

extension Relay {
  /// A block that some ranks need, with its contributions.
  struct Job {
    let box: Box
    let sources: [Int]
    var takers: [Int]
  }

  /// Each block that the group needs once, with all that need it, in an order that is the same on every
  /// rank.
  private func jobs(_ exchange: Exchange, _ schedule: Schedule) -> [Job] {
    var jobs: [Job] = []
    var places: [Cell: Int] = [:]
    for rank in exchange.to.mesh.ranks where hosts.hostIfMember(rank) != nil {
      for cell in schedule.cells[rank] ?? [] {
        if let place = places[cell] {
          jobs[place].takers.append(rank)
        } else {
          places[cell] = jobs.count
          jobs.append(Job(box: cell.box, sources: cell.sources, takers: [rank]))
        }
      }
    }
    return jobs
  }

  private mutating func add(_ time: Int, _ rank: Int, _ piece: Int, _ action: Action) {
    counts[rank, default: 0] += 1
    guard rank == self.rank else { return }
    timeline.append(
      (timeline.count, Operation(time: time, piece: piece, action: action)))
  }

  /// A message that leaves at `time` and is there one later.
  private mutating func message(
    _ value: Value, _ from: Int, _ to: Int, as other: Value, _ piece: Int, at time: Int, _ size: Int
  ) {
    add(time, from, piece, .send(value, to: to))
    add(time + 1, to, piece, .receive(other, from: from))
    sent[hosts.host(of: from), default: 0] += size
    received[hosts.host(of: to), default: 0] += size
  }

  private mutating func fold(
    _ values: [Value], into value: Value, on rank: Int, _ piece: Int, at time: Int, _ size: Int
  ) {
    add(time, rank, piece, .fold(values, into: value))
    for case .source(let source) in values
    where source != rank && hosts.host(of: source) == hosts.host(of: rank) {
      lenders.insert(source)
    }
    folded[rank, default: 0] += values.count * size
  }

  /// One of `ranks`, by turns.
  private func turn(_ ranks: [Int], _ piece: Int) -> Int { ranks[piece % ranks.count] }

  /// A block as it is: read on its own host, and sent once to each other that needs it.
  private mutating func copy(_ job: Job, _ piece: Int, _ wave: Int, _ size: Int) {
    let source = job.sources[0]
    let home = hosts.host(of: source)
    for (host, takers) in hosts.byHost(job.takers) {
      guard host != home else {
        for taker in takers {
          add(wave, taker, piece, .take(from: source))
          if taker != source { lenders.insert(source) }
          copied[taker, default: 0] += size
        }
        continue
      }
      let receiver = turn(takers, hosts.position(of: source))
      message(.source(source), source, receiver, as: .result, piece, at: wave, size)
      gather(piece, wave, host, receiver, takers, size, ready: wave + 1)
    }
  }

  /// Has `takers` read the piece in the new shard of one of them, where it is at `ready`.
  private mutating func gather(
    _ piece: Int, _ wave: Int, _ host: Int, _ home: Int, _ takers: [Int], _ size: Int, ready: Int
  ) {
    load.stages = max(load.stages, ready - wave)
    let readers = takers.filter { $0 != home }
    for reader in readers { copied[reader, default: 0] += size }
    guard !readers.isEmpty else { return }
    homeRanks.insert(home)
    homes.append(
      Home(wave: wave, ready: ready, piece: piece, host: host, rank: home, readers: readers))
  }

  /// A fold on each host that needs it, of what it has and what comes in.
  private mutating func meet(_ job: Job, _ piece: Int, _ wave: Int, _ size: Int) {
    let runs = hosts.runs(of: job.sources)
    var made: [Int: Int] = [:]
    for (host, takers) in hosts.byHost(job.takers) {
      let folder = turn(takers, piece)
      var values: [Value] = []
      for (index, run) in runs.enumerated() {
        if run.host == host {
          values += run.ranks.map { .source($0) }
        } else if folding.sendsFold(of: index, run.ranks.count) {
          let other = turn(hosts.members(of: run.host), piece)
          if made[index] == nil {
            fold(
              run.ranks.map { .source($0) }, into: .partial(index), on: other, piece, at: wave, size
            )
            made[index] = other
          }
          message(
            .partial(index), other, folder, as: .partial(index), piece, at: wave,
            size * folding.widening)
          values.append(.partial(index))
        } else {
          for source in run.ranks {
            message(.source(source), source, folder, as: .source(source), piece, at: wave, size)
            values.append(.source(source))
          }
        }
      }
      fold(values, into: .result, on: folder, piece, at: wave + 1, size)
      gather(piece, wave, host, folder, takers, size, ready: wave + 1)
    }
  }

  /// A fold that goes on from host to host, and back to those that need it.
  private mutating func chain(_ job: Job, _ piece: Int, _ wave: Int, _ size: Int) {
    let runs = hosts.runs(of: job.sources)
    let takers = hosts.byHost(job.takers)
    var before: (value: Value, rank: Int)?
    for (index, run) in runs.enumerated() {
      let time = wave + index
      let isLast = index == runs.count - 1
      let needed = takers.first { $0.host == run.host }?.ranks
      if index == 0, run.ranks.count == 1 {
        before = (.source(run.ranks[0]), run.ranks[0])
        continue
      }
      let members = hosts.members(of: run.host)
      let folder = turn(isLast ? needed ?? members : members, piece)
      var values: [Value] = []
      if let before {
        var bytes = size
        if case .partial = before.value { bytes *= folding.widening }
        message(before.value, before.rank, folder, as: before.value, piece, at: time - 1, bytes)
        values.append(before.value)
      }
      values += run.ranks.map { .source($0) }
      let value = isLast ? (needed == nil ? Value.total : .result) : .partial(index)
      fold(values, into: value, on: folder, piece, at: time, size)
      before = (value, folder)
    }
    guard var before, let last = runs.last else { return }
    var time = wave + runs.count - 1
    // Back along the chain, the nearest host first.
    let order = hosts.byHost(job.takers).reversed()
    for (host, ranks) in order where host == last.host {
      gather(piece, wave, host, before.rank, ranks, size, ready: time)
    }
    for (host, ranks) in order where host != last.host {
      let receiver = turn(ranks, piece)
      message(before.value, before.rank, receiver, as: .result, piece, at: time, size)
      time += 1
      gather(piece, wave, host, receiver, ranks, size, ready: time)
      before = (.result, receiver)
    }
  }

  /// Whether a fold goes along a chain, as its bytes and messages are priced.
  private func isChained(_ job: Job, _ bytes: Int, _ dtype: DType, _ link: Link) -> Bool {
    guard folding.isChainable else { return false }
    let runs = hosts.runs(of: job.sources)
    let takers = hosts.byHost(job.takers).map(\.host)
    guard runs.count > 1, let last = runs.last else { return false }
    var meeting: (sent: [Int: Int], received: [Int: Int]) = ([:], [:])
    for host in takers {
      for (index, run) in runs.enumerated() where run.host != host {
        let count =
          folding.sendsFold(of: index, run.ranks.count) ? folding.widening : run.ranks.count
        meeting.sent[run.host, default: 0] += count
        meeting.received[host, default: 0] += count
      }
    }
    var chained: (sent: [Int: Int], received: [Int: Int]) = ([:], [:])
    for (one, other) in zip(runs, runs.dropFirst()) {
      let count = one.ranks == [job.sources[0]] ? 1 : folding.widening
      chained.sent[one.host, default: 0] += count
      chained.received[other.host, default: 0] += count
    }
    var before = last.host
    for host in takers.reversed() where host != last.host {
      chained.sent[before, default: 0] += 1
      chained.received[host, default: 0] += 1
      before = host
    }
    func seconds(_ load: (sent: [Int: Int], received: [Int: Int]), _ stages: Int) -> Double {
      let most = hosts.all.reduce(0) { max($0, max(load.sent[$1] ?? 0, load.received[$1] ?? 0)) }
      return Double(stages) * link.latency + Double(most) * Double(bytes) / link.bandwidth
    }
    let stages = runs.count - 1 + takers.count { $0 != last.host }
    return seconds(chained, stages) < seconds(meeting, 1)
  }

  /// When each host's ranks read what one of them has for all: a few times, as pieces come in.
  private mutating func spread() {
    guard let own = hosts.hostIfMember(rank) else { return }
    let here = homes.filter { $0.host == own }
    guard !here.isEmpty else { return }
    let waves = lastWave + 1
    let count = min(Self.spreads, waves)
    var time = 0
    for index in 0..<count {
      let part = waves * index / count..<waves * (index + 1) / count
      let blocks = here.filter { part.contains($0.wave) }
      guard !blocks.isEmpty else { continue }
      time = blocks.reduce(time) { max($0, $1.ready) }
      let wanted = blocks.filter { $0.readers.contains(rank) }.map { ($0.piece, $0.rank) }
      // After all else of its time.
      timeline.append(
        (Int.max - count + index, Operation(time: time, piece: 0, action: .spread(wanted))))
    }
  }
}
