import CostModel
import Elements
import Resharding
import Sharding

/// Runs plans on a cluster that is not there: who sends what to whom is exact, when is simulated.
///
/// **Steps.** A rank begins a step when it has finished the one before; there is no barrier, so that
/// who is late makes others late only where they wait for its messages. In a step a rank spends the
/// engine's overhead; copies what it keeps and packs what it sends; exchanges its messages; then
/// unpacks or folds what came. An all-reduce by messages does so twice, for its reduce-scatter and its
/// all-gather.
///
/// **Messages** are those of the way that the cost model chooses for the step, which the plan names and the
/// executor goes (`CostModel.selectAlgorithm(for:span:)`): from each rank to each other, around a ring, by doubling, down
/// a tree, between hosts once with reads on each of them, or reads alone. The bytes that each rank sends and
/// receives by the plan are the executor's, whatever the way; so are those that cross between hosts.
///
/// **Latency.** Where ranks send to each other directly a rank handles one message at a time in each
/// direction: it spends the longest latency of its links and, for each further message, the link's gap
/// (`Link.messageGap`); then bytes flow. Where there are rounds, all of them are waited for first, as they
/// are priced. A message flows when both of its ranks have come so far (rendezvous),
/// and a rank's phase ends when all of its messages have, in both directions, as its buffers are in
/// use until then (MPI-3.1, 5.1).
///
/// **Bandwidth.** Messages that flow at the same time share the ports on their paths, max-min fairly:
/// see `FairRates`. Between events rates are constant (a fluid model, as in SimGrid: Velho et al.
/// 2013).
///
/// **Parts and blocks.** A cut into parts or blocks moves the bytes of a contiguous one of the tensor whose indices stand
/// in shard order, and is simulated as that. Where ranks divide the sending of copies among them, range by range, up to
/// 4096 ranks are looked at as they are; beyond, all ranks' bytes are exact, and a single rank's are those of that tensor.
///
/// Ranks that share a core, caches and a topology's tuning of single collectives are as the cost model has
/// them. What is not modelled: the rounds in which the executor moves blocks beyond its staging memory (one
/// message here), congestion inside the network other than a torus, and the protocol of small messages.
public struct Simulator {
  /// How ranks were told apart.
  public enum Method: String, Hashable, Sendable, Codable {
    /// Each rank by itself.
    case ranks
    /// By classes of ranks that are alike; the result is that of each rank by itself.
    case classes
    /// By classes, after every tensor dim was rounded up until all shards are equal: bytes are not
    /// exceeded by any rank, and the seconds are those of that larger tensor.
    case padded
  }

  /// How ranks are simulated: one by one, or a class at a time.
  public let method: Method
  /// The machine.
  public let topology: Topology
  let steps: [ReshardStep]
  /// How each step goes, in each of its groups.
  let schedules: [StepSchedules]
  let workload: Workload
  private let place: @Sendable (Int) -> Int?

  /// The maximum number of messages, and of ranks that differ, that the simulator visits.
  public static let defaultLimit = 4_000_000

  /// Prepares the run of `plan` on `topology`.
  ///
  /// - Parameters:
  ///   - plan: the steps of a reshard.
  ///   - topology: the machine that the plan's ranks are on.
  ///   - exchange: of which ways of each step the cheapest is chosen.
  ///   - method: nil for the cheapest exact one, and `padded` only where there is none.
  ///   - limit: beyond how many messages and ranks it is not tried.
  /// - Throws: `SimulationError` if it is too large, or the topology has too few ranks.
  public init(
    _ plan: ReshardPlan, on topology: Topology, exchange: ExchangeChoice = .auto,
    method: Method? = nil, limit: Int = Simulator.defaultLimit
  ) throws(SimulationError) {
    try self.init([plan], on: topology, exchange: exchange, method: method, limit: limit)
  }

  /// Prepares the run of several plans for one tensor, one after the other.
  public init(
    _ plans: [ReshardPlan], on topology: Topology, exchange: ExchangeChoice = .auto,
    method: Method? = nil, limit: Int = Simulator.defaultLimit
  ) throws(SimulationError) {
    try self.init(
      plans, on: topology, exchange: exchange, method: method, limit: limit, fewRanks: 4096)
  }

  /// The most blocks of a step that are listed to put ranks into classes.
  private static let mostBlocks = 1 << 21

  /// - Parameter fewRanks: up to how many ranks of a mesh are looked at one by one where no symmetry tells which are
  ///   alike.
  init(
    _ plans: [ReshardPlan], on topology: Topology, exchange: ExchangeChoice = .auto,
    method: Method? = nil, limit: Int = Simulator.defaultLimit, fewRanks: Int
  ) throws(SimulationError) {
    precondition(!plans.isEmpty, "there is a plan to simulate")
    let (shape, dtype) = (plans[0].transition.shape, plans[0].transition.dtype)
    precondition(
      plans.allSatisfy { $0.transition.shape == shape && $0.transition.dtype == dtype },
      "the plans are for one tensor")
    let network = Network(topology)
    let costs = CostModel(topology, exchange: exchange)
    let schedules = plans.flatMap { Planner(Planning(costs: costs)).schedules(of: $0) }
    let steps = zip(plans.flatMap(\.steps), schedules).map { step, schedules in
      let isListed =
        method == .ranks
        || method == nil && step.mostRanks <= fewRanks
          && Exchange(shape: shape, from: step.from, to: step.to).mostMessages <= Self.mostBlocks
      return isListed && step.dividesCopies(schedules)
        ? step : step.inShardOrder(shape) ?? step
    }
    self.topology = topology
    self.steps = steps
    self.schedules = schedules
    let last = steps.reduce(0) {
      max($0, $1.from.mesh.rankOrder.highest, $1.to.mesh.rankOrder.highest)
    }
    if let count = network.rankCount, last >= count {
      throw .outside(rank: last, topology: topology.name, ranks: count)
    }
    let isOneMesh = steps.allSatisfy {
      $0.from.mesh.hasSameRanks(as: steps[0].from.mesh)
        && $0.to.mesh.hasSameRanks(as: steps[0].from.mesh)
    }
    let ranks = steps.reduce(0) { max($0, $1.mostRanks) }
    func classes(_ shape: [Int]) -> Workload? {
      .ofClasses(steps, schedules, shape: shape, dtype: dtype, on: network, limit: limit)
    }
    // Where symmetry leaves many ranks, also those are put into classes that it does not tell to be alike.
    var left = ranks
    if isOneMesh, !steps.isEmpty, left > fewRanks {
      left = Symmetry(steps, schedules, shape: shape, on: network).count
    }
    // Shards that meet in several ranges are looked at one by one.
    let isStrided = steps.contains { $0.from.isStrided || $0.to.isStrided }
    if isStrided, method == .classes || method == .padded {
      throw .tooLarge(ranks: ranks, limit: limit)
    }
    if !isStrided, method == nil || method == .classes,
      let found = Workload.ofComplete(
        steps, schedules, shape: shape, dtype: dtype, on: network,
        limit: left > fewRanks ? min(limit, Self.mostBlocks) : nil)
    {
      self.method = .classes
      workload = found.workload
      place = found.classes.place
      return
    }
    if !isStrided, method != .ranks, isOneMesh, !steps.isEmpty {
      if method != .padded, let workload = classes(shape) {
        self.method = .classes
        self.workload = workload
      } else if method != .classes, let workload = classes(Self.padded(shape, steps)) {
        self.method = .padded
        self.workload = workload
      } else {
        throw .tooLarge(ranks: ranks, limit: limit)
      }
      let symmetry = Symmetry(
        steps, schedules,
        shape: self.method == .padded ? Self.padded(shape, steps) : shape, on: network)
      place = { symmetry.mesh.contains($0) ? symmetry.index(of: $0) : nil }
      return
    }
    // A schedule lists every message.
    guard
      steps.allSatisfy({
        $0.collective == .allReduce
          ? $0.from.mesh.count * $0.to.mesh.count <= 16 * limit
          : Exchange(shape: shape, from: $0.from, to: $0.to).mostMessages <= 16 * limit
      })
    else {
      throw .tooLarge(ranks: ranks, limit: limit)
    }
    self.method = .ranks
    workload = .ofRanks(steps, schedules, shape: shape, dtype: dtype, on: network)
    let places = Dictionary(
      uniqueKeysWithValues: workload.ranks.enumerated().map { ($1.rank, $0) })
    place = { places[$0] }
  }

  /// The shape that all steps cut evenly: each dim the next multiple of what both sides cut it into.
  private static func padded(_ shape: [Int], _ steps: [ReshardStep]) -> [Int] {
    shape.indices.map { dim in
      let parts = steps.flatMap { [$0.from, $0.to] }.reduce(1) { parts, attr in
        leastCommonMultiple(parts, attr.cutters(of: dim).reduce(1) { $0 * attr.mesh.shape[$1] })
      }
      return (shape[dim] + parts - 1) / parts * parts
    }
  }
}

private func leastCommonMultiple(_ one: Int, _ other: Int) -> Int {
  var (a, b) = (one, other)
  while b != 0 { (a, b) = (b, a % b) }
  return one / a * other
}

extension Simulator {
  /// The class of a rank; nil if it takes no part.
  func classIndex(of rank: Int) -> Int? { place(rank) }

  /// The bytes that `rank` sends and receives in each step; with `padded`, those of the rounded-up
  /// tensor.
  public func bytes(of rank: Int) -> [(sent: Int, received: Int)] {
    var bytes = [(sent: Int, received: Int)](repeating: (0, 0), count: steps.count)
    guard let index = classIndex(of: rank) else { return bytes }
    for stage in workload.stages {
      guard let part = stage.parts[index] else { continue }
      bytes[stage.step].sent += part.sent
      bytes[stage.step].received += part.received
    }
    return bytes
  }

  /// By step: what passes the links of each level, from the innermost; nil if the tensor was rounded up.
  public var levelBytes: [[Int]]? { method == .padded ? nil : sumsByLevel }

  var sumsByLevel: [[Int]] {
    let none = [Int](repeating: 0, count: topology.levels.count)
    return workload.stages.reduce(into: [[Int]](repeating: none, count: steps.count)) {
      sums, stage in
      for message in stage.messages {
        let count = message.count * workload.ranks[message.key.destination].count
        sums[stage.step][message.level] =
          sums[stage.step][message.level] +| count *| message.key.bytes
      }
    }
  }

  /// Simulates. Deterministic: equal arguments give equal runs.
  ///
  /// O(events x messages that flow at a time), of classes.
  public func run() -> SimulatedRun {
    var clock = EventClock(workload, topology)
    clock.run()
    return SimulatedRun(self, clock.log)
  }
}

extension ReshardStep {
  fileprivate var mostRanks: Int { max(from.mesh.count, to.mesh.count) }

  /// Whether several ranks could send a block, and which does depends on how many blocks there are.
  fileprivate func dividesCopies(_ schedules: StepSchedules) -> Bool {
    if schedules.kinds.contains(where: { $0.algorithm.mode == .twoLevel }) { return true }
    return !from.mesh.hasSameRanks(as: to.mesh)
      && from.placements.indices.contains {
        from.placements[$0] == .replicate && from.mesh.shape[$0] > 1
      }
  }
}
