import CostModel
import Elements
import Sharding

/// Builds the schedule of an exchange among ranks of several hosts, and keeps the operations of one rank.
///
/// An exchange is a list of jobs. A job is a block, the ranks that have it or contribute to it, and the ranks that
/// need it. The builder cuts the block into pieces. A piece crosses between hosts in one of three ways:
///
/// - `copy`: it has one source. A rank of the source's host sends it once to each other host that needs it.
/// - `meet`: it is folded. The contributions meet on each host that needs the result.
/// - `chain`: it is folded. The fold goes on from host to host.
///
/// On each host that needs it, one rank receives the piece into its new shard: the leader. The other ranks read it
/// there (`gather`, `spread`).
///
/// Time is counted in messages: a message that leaves at time t arrives at t + 1. The k-th pieces of all jobs form
/// wave k and start at time k, so that a host folds one wave while the next one is on its way.
///
/// Every rank goes through all operations, so that all agree on who does what; it keeps only its own.
package struct HierarchicalScheduleBuilder {
  /// A block that some ranks need, with its contributions.
  package struct Job {
    package let box: Box
    package let sources: [Int]
    package var takers: [Int]
  }

  /// A piece of a job.
  package struct Part {
    package let job: Job
    package let piece: Int
    package let wave: Int
    package let bytes: Int
  }

  package let order: FoldOrder
  package let dtype: DType
  package let hosts: HostMap
  /// Whose operations are kept; nil if only what all do together is wanted, in pieces as large as can be.
  package let rank: Int?
  /// Whether folds go from host to host.
  package let chains: Bool

  package private(set) var pieces: [HierarchicalSchedule.Piece] = []
  package private(set) var publishers: Set<Int> = []
  package var leaderRanks: Set<Int> = []
  /// Where the ranks of each host find what came in for several of them.
  package var leaders: [Leader] = []
  package private(set) var waves = 0
  /// The bytes that all hosts send each other.
  package private(set) var betweenHosts = 0
  /// What each rank does, where no single one's operations are wanted.
  package var summary = HierarchicalTraffic()

  /// The own operations, with what puts those of one time in order.
  package var timeline: [(counter: Int, operation: HierarchicalSchedule.Operation)] = []

  package init(_ order: FoldOrder, _ dtype: DType, hosts: HostMap, rank: Int?, chains: Bool) {
    (self.order, self.dtype, self.hosts) = (order, dtype, hosts)
    (self.rank, self.chains) = (rank, chains)
  }

  /// Each block that the group needs once, with all that need it, in an order that is the same on every
  /// rank.
  package static func jobs(_ exchange: Exchange, _ schedule: Schedule, _ hosts: HostMap) -> [Job] {
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

  /// Adds all jobs of an exchange, and what the ranks of each host then read of each other.
  package mutating func add(_ jobs: [Job], stagingBytes: Int) {
    let elementBytes = dtype.byteCount
    let fan = jobs.isEmpty ? 1 : max(2, hosts.ranks.count)
    let most =
      rank == nil
      ? .max : max(1, min(Int(Network.pieceBytes), stagingBytes / (4 * fan)) / elementBytes)
    for job in jobs {
      let isFold = job.sources.count > 1
      let share = max(
        Int(Network.sharedBytes) / elementBytes, job.box.count / hosts.mostTogether + 1)
      let boxes = job.box.pieces(ofAtMost: isFold ? min(most, share) : most)
      let chains =
        isFold && chains && order.isChainable && hosts.runs(of: job.sources).count > 1
      for (wave, box) in boxes.enumerated() {
        waves = max(waves, wave + 1)
        let part = Part(
          job: job, piece: pieces.count, wave: wave, bytes: box.count * elementBytes)
        pieces.append(HierarchicalSchedule.Piece(box: box, contributions: job.sources.count))
        if !isFold {
          copy(part)
        } else if chains {
          chain(part)
        } else {
          meet(part)
        }
      }
    }
    spread()
  }
}

/// What was noted.
extension HierarchicalScheduleBuilder {
  package var operations: [HierarchicalSchedule.Operation] {
    timeline.sorted { one, other in
      (one.operation.time, one.counter) < (other.operation.time, other.counter)
    }.map(\.operation)
  }

}

/// Single operations, and copies.
extension HierarchicalScheduleBuilder {
  private mutating func add(
    _ time: Int, _ rank: Int, _ piece: Int, _ action: HierarchicalSchedule.Action
  ) {
    guard rank == self.rank else { return }
    timeline.append(
      (timeline.count, HierarchicalSchedule.Operation(time: time, piece: piece, action: action)))
  }

  /// A message that leaves at `time` and is there one later.
  ///
  /// - Parameter other: what it is to its receiver; nil for the same.
  package mutating func message(
    _ value: HierarchicalSchedule.Value, from: Int, to: Int,
    as other: HierarchicalSchedule.Value? = nil, _ part: Part,
    at time: Int
  ) {
    add(time, from, part.piece, .send(value, to: to))
    add(time + 1, to, part.piece, .receive(other ?? value, from: from))
    var bytes = part.bytes
    if case .partial = value { bytes *= order.widening }
    betweenHosts += bytes
    if self.rank == nil { summary.cross(bytes, from: from, to: to) }
  }

  package mutating func fold(
    _ values: [HierarchicalSchedule.Value], into value: HierarchicalSchedule.Value, on rank: Int,
    _ part: Part, at time: Int
  ) {
    add(time, rank, part.piece, .fold(values, into: value))
    for case .source(let source) in values
    where source != rank && hosts.host(of: source) == hosts.host(of: rank) {
      publishers.insert(source)
      if self.rank == nil { summary.contribute(part.bytes, from: source, to: rank) }
    }
    if self.rank == nil { summary.folded[rank, default: 0] += values.count * part.bytes }
  }

  /// A block as it is: read on its own host, and sent once to each other that needs it.
  private mutating func copy(_ part: Part) {
    let source = part.job.sources[0]
    let leader = hosts.host(of: source)
    for (host, takers) in hosts.byHost(part.job.takers) {
      guard host != leader else {
        for taker in takers {
          add(part.wave, taker, part.piece, .take(from: source))
          if taker != source { publishers.insert(source) }
          if self.rank == nil { summary.read(part.bytes, from: source, to: taker) }
        }
        continue
      }
      let receiver = hosts.leader(of: source, among: takers)
      message(.source(source), from: source, to: receiver, as: .result, part, at: part.wave)
      gather(part, host, at: receiver, takers, ready: part.wave + 1)
    }
  }

  /// One of `ranks`, by turns.
  package func turn(_ ranks: [Int], _ number: Int) -> Int { ranks[number % ranks.count] }
}
