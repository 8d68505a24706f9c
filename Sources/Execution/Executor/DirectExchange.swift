import CostModel
import MPI
import Resharding
import Tensors

/// A short plan of one step as one message from each rank to each that needs something of it, whatever the step's
/// collective.
///
/// Each rank also sends a message to those that need nothing of it, and all bear a tag that tells the call from others.
/// So a rank that has heard from all knows that all have called the same.
package final class DirectExchange {
  private let phase: Phase
  private let route: Route
  private let rank: Int
  private let record: ReshardRecord
  /// The shape of the new shard, where the phase sees flat rows.
  private let sizes: [Int]?

  /// Plans in which a rank gets more bytes than these go as they are planned.
  package static let mostBytes = 64 << 10

  /// Nil where the plan goes as it is planned: the same on all of its ranks.
  package init?<Carrier: Transport>(_ plan: ReshardPlan, by executor: Executor<Carrier>) {
    let transition = plan.transition
    guard plan.steps.count == 1, plan.steps[0].collective != .local else { return nil }
    let step = plan.steps[0]
    var bytes = transition.shape.reduce(transition.dtype.byteCount, *)
    if step.collective == .allReduce { bytes *= transition.ranks.count }
    guard bytes <= min(Self.mostBytes, executor.staging(of: plan)) else { return nil }
    rank = executor.transport.residents[0]
    let planned = step.phases(of: rank, shape: transition.shape)
    guard let whole = Phase.merged(planned).first else { return nil }
    phase = Phase(
      exchange: whole.exchange, collective: .sendReceive, group: whole.group, root: nil,
      isFlat: whole.isFlat)
    // In one round, as each rank sends another but one message.
    route = executor.route(phase, transition.dtype, Int.max)
    sizes = phase.isFlat ? step.to.box(of: rank, shape: transition.shape)?.sizes : nil
    var record = ReshardRecord(plan)
    for phase in planned {
      let route = executor.route(phase, transition.dtype, executor.staging(of: plan))
      guard route.rounds > 0 else { continue }
      let (sent, received) = route.bytes(of: rank, elementBytes: transition.dtype.byteCount)
      record.steps[0].sent[rank, default: 0] += sent
      record.steps[0].received[rank, default: 0] += received
      record.steps[0].mode = .mpi
    }
    self.record = record
  }

  /// Makes ready what the others need of `shard`.
  package func begin(_ shard: DenseTensor?) -> UnderWay {
    UnderWay(self, shard)
  }
}

extension DirectExchange {
  /// An exchange whose messages are on their way.
  package final class UnderWay {
    private let exchange: DirectExchange
    private let program: Program
    private let parcel: Parcel?
    private let row: DenseTensor?
    private let nothing = Storage(byteCount: 0)
    private var receives: [(request: Request, peer: Int)] = []
    private var sends: [Request] = []
    private let began = ContinuousClock.now

    fileprivate init(_ exchange: DirectExchange, _ shard: DenseTensor?) {
      self.exchange = exchange
      let (phase, dtype) = (exchange.phase, exchange.record.plan.transition.dtype)
      var (source, room): (DenseTensor?, DenseTensor?) = (shard, nil)
      if phase.isFlat, let shard {
        source = shard.contiguous().flattened()
        row = DenseTensor(shape: phase.exchange.shape, dtype: dtype)
        room = row
      } else {
        row = nil
      }
      program = Program(
        phase, exchange.route, rank: exchange.rank, source: source, room: room, dtype: dtype)
      parcel = exchange.route.rounds > 0 ? program.parcel(round: 0) : nil
    }

    /// Starts one message to each of `peers`, and one from each; those that have nothing for each other send no bytes.
    ///
    /// - Parameter tag: of this exchange alone.
    package func start(over communicator: Communicator, tag: Int, with peers: [Int])
      throws(MPIError)
    {
      for peer in peers {
        let bytes = parcel?.receives.first { $0.peer == peer }?.bytes
        let storage = bytes == nil ? nothing : parcel?.incoming ?? nothing
        let request = try storage.withMutableBytes(bytes) {
          (bytes: inout MutableRawSpan) throws(MPIError) in
          try communicator.startReceive(into: &bytes, of: storage, from: peer, tag: tag)
        }
        receives.append((request, peer))
      }
      for peer in peers {
        let bytes = parcel?.sends.first { $0.peer == peer }?.bytes
        let storage = bytes == nil ? nothing : parcel?.outgoing ?? nothing
        sends.append(
          try storage.withBytes(bytes) { (bytes: RawSpan) throws(MPIError) in
            try communicator.startSend(bytes, of: storage, to: peer, tag: tag)
          })
      }
    }

    /// Whether all that is to come has come; waits for nothing.
    package func hasArrived() throws(MPIError) -> Bool {
      while let (request, _) = receives.last {
        guard try request.test() != nil else { return false }
        receives.removeLast()
      }
      return true
    }

    /// The ranks from which something is still to come.
    package var awaited: [Int] { receives.map(\.peer).sorted() }

    /// The new shard, once all has come; waits until all that was sent has left.
    package func finish() throws(MPIError) -> (shard: DenseTensor?, record: ReshardRecord) {
      if let parcel { program.deliver(parcel, round: 0) }
      var record = exchange.record
      let seconds = began.duration(to: .now).seconds
      record.steps[0].began = began
      record.steps[0].seconds = seconds
      record.seconds = seconds
      record.peakExtraBytes = [
        exchange.rank: program.extraBytes(beyond: program.source, input: nil, isLast: true)
      ]
      for request in sends { try request.wait() }
      sends = []
      guard let sizes = exchange.sizes, let row else { return (program.output, record) }
      return (row.reshaped(to: sizes), record)
    }
  }
}
