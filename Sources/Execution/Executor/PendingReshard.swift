import CostModel
import MPI
import Resharding
import Tensors

/// A reshard that goes on by messages.
///
/// Steps before the one that crosses between the meshes are done when it is started, by the source
/// mesh; that one is messages between pairs of ranks, whatever its collective; steps after it are done
/// once these have arrived, by the target mesh.
///
/// Contiguous blocks are sent from the old shard and received into the new one. Other blocks are staged whole, so the
/// bound on staging does not hold. The old shard stays in memory until its blocks have left.
package final class PendingReshard: AsyncReshard {
  /// The plan that is carried out.
  package let plan: ReshardPlan
  private let executor: Executor<MPITransport>
  /// What was done so far.
  package private(set) var record: ReshardRecord
  /// The step that is under way; that many before it are done.
  private let crossing: Int
  /// This rank's part of it, and what comes in of it; nil if it has none.
  private var part: (program: Program, parcel: Parcel)?
  private var receives: [(request: Request, peer: Int)] = []
  private var sends: [(request: Request, peer: Int)] = []
  private var shards: [Int: DenseTensor]
  private var hasArrived: Bool

  init(
    _ plan: ReshardPlan, _ shards: [Int: DenseTensor], by executor: Executor<MPITransport>,
    over communicator: Communicator
  ) throws {
    self.plan = plan
    self.executor = executor
    record = ReshardRecord(plan)
    guard let crossing = plan.crossingStep else {
      self.crossing = plan.steps.count
      hasArrived = true
      (self.shards, record) = try executor.run(plan, shards)
      return
    }
    self.crossing = crossing
    hasArrived = false
    self.shards = shards.filter { plan.transition.from.mesh.contains($0.key) }
    if crossing > 0 {
      let (inputs, before) = try executor.run(plan.part(..<crossing), shards)
      self.shards = inputs
      record.add(before, at: 0)
    }
    for rank in executor.transport.residents {
      guard let phase = plan.steps[crossing].messages(of: rank, shape: plan.transition.shape)
      else { continue }
      try start(phase, rank, over: communicator)
    }
  }

  private func start(_ phase: Phase, _ rank: Int, over communicator: Communicator)
    throws
  {
    let dtype = plan.transition.dtype
    // In one round, so that the sender need not come back for a second.
    let route = executor.route(phase, dtype, Int.max)
    let program = Program(phase, route, rank: rank, source: shards[rank], dtype: dtype)
    let parcel =
      route.rounds > 0
      ? program.parcel(round: 0)
      : Parcel(
        rank: rank, collective: .sendReceive, group: phase.group, root: nil, dtype: dtype,
        largestBuffer: 0)
    for segment in parcel.receives {
      guard let incoming = parcel.incoming else { continue }
      let request = try incoming.withMutableBytes(segment.bytes) {
        (bytes: inout MutableRawSpan) throws in
        try communicator.startReceive(
          into: &bytes, of: incoming, from: segment.peer, tag: MessageTag.pending)
      }
      receives.append((request, segment.peer))
    }
    for segment in parcel.sends {
      guard let outgoing = parcel.outgoing else { continue }
      let request = try outgoing.withBytes(segment.bytes) { (bytes: RawSpan) throws in
        try communicator.startSend(
          bytes, of: outgoing, to: segment.peer, tag: MessageTag.pending)
      }
      sends.append((request, segment.peer))
    }
    if route.rounds > 0 { record.steps[crossing].mode = .mpi }
    record.steps[crossing].sent[rank] = parcel.bytesSent
    record.steps[crossing].received[rank] = parcel.bytesReceived
    part = (program, parcel)
  }
}

extension PendingReshard {
  /// The bytes that this process's ranks send to other ranks.
  package var bytesSent: Int {
    crossing < plan.steps.count ? record.steps[crossing].sent.values.reduce(0, +) : 0
  }

  /// The ranks whose shards this process still needs.
  package func awaitedSenders() throws -> [Int] {
    var peers: Set<Int> = []
    for (request, peer) in receives where try request.test() == nil { peers.insert(peer) }
    return peers.sorted()
  }

  /// The ranks that still need a shard of this process.
  package func awaitedReceivers() throws -> [Int] {
    var peers: Set<Int> = []
    for (request, peer) in sends where try request.test() == nil { peers.insert(peer) }
    return peers.sorted()
  }

  /// Waits until this process has its new shards, and returns them with the record.
  package func arrived() throws -> (shards: [Int: DenseTensor], record: ReshardRecord) {
    guard !hasArrived else { return (shards, record) }
    hasArrived = true
    var outputs: [Int: DenseTensor] = [:]
    if let (program, parcel) = part {
      for (request, _) in receives { try request.wait() }
      receives = []
      if program.route.rounds > 0 { program.deliver(parcel, round: 0) }
      outputs[program.rank] = program.output
      part = nil
    }
    shards = outputs
    if crossing + 1 < plan.steps.count {
      let (results, after) = try executor.run(plan.part((crossing + 1)...), outputs)
      record.add(after, at: crossing + 1)
      shards = results
    }
    return (shards, record)
  }

  /// Waits until nobody needs the old shards any more.
  package func sent() throws {
    for (request, _) in sends { try request.wait() }
    sends = []
  }

  /// Gives up what is under way, without waiting for other ranks.
  package func leave() throws {
    _ = try arrived()
    try sent()
  }
}

extension PendingReshard {
  /// Makes progress on the messages. Never waits.
  package func progress() throws { _ = try awaitedSenders() }

  /// Waits until all messages have arrived.
  package func abandon() throws { try leave() }
}

extension Executor where Carrier == MPITransport {
  /// Whether `start` carries a plan out with no more bytes between hosts and no more memory than `run`: the plan is one
  /// exchange in one round, and no two ranks of a group share a host. All ranks of the plan get the same answer.
  ///
  /// - Complexity: O(ranks x ranks of a group).
  package func startsInPairs(_ plan: ReshardPlan) -> Bool {
    guard plan.steps.count == 1, plan.crossingStep == 0 else { return false }
    let (step, transition) = (plan.steps[0], plan.transition)
    return transition.ranks.allSatisfy { rank in
      guard let phase = step.messages(of: rank, shape: transition.shape) else { return true }
      let hosts = sharing.map { sharing in phase.group.map { sharing.host(of: $0) } }
      return route(phase, transition.dtype, staging(of: plan)).rounds <= 1
        && hosts.map { Set($0).count == $0.count } != false
    }
  }

  /// Starts `plan` on the resident rank's shard, and does not wait for it.
  ///
  /// All ranks of both meshes call it, in one order with what else they do together; others may, and do
  /// nothing.
  ///
  /// - Parameter communicator: of the transport's ranks.
  package func start(
    _ plan: ReshardPlan, _ shards: [Int: DenseTensor], over communicator: Communicator
  ) throws -> PendingReshard {
    try PendingReshard(plan, shards, by: self, over: communicator)
  }
}
