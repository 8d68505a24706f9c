import CostModel
import MPI
import Tensors

/// A reshard that goes on by ranks of one host which read each other's shards.
///
/// Between meshes the steps before the one that crosses are done by the source mesh when it is begun; that
/// one is begun, and the ranks of the target mesh read when they come to it, straight from where the
/// shards lie into place: nothing is packed, and no message sent. The steps after it they do then. A rank
/// of the source mesh alone waits for nothing, and nobody waits for it. On one mesh the first step is
/// begun, and all ranks do the others once they wait.
///
/// No two ranks wait for each other in a circle, for what a rank waits for its peers do at a step of the
/// one order that was before: to tell where a shard lies takes no waiting, but for the eighth exchange of
/// a group before, which all have then begun, and which each reads before it waits.
package final class ReshardUnderWay<Carrier: Transport>: AsyncReshard {
  private let executor: Executor<Carrier>
  private let prepared: PreparedPlan
  private let step: Int
  private var run: PreparedRun
  private var exchange: PreparedPhase.UnderWay?
  private var hasArrived = false

  /// Does the steps before the one that is begun, or all where none can be.
  ///
  /// - Parameter prepared: of ranks that are all on one host.
  package init(_ executor: Executor<Carrier>, _ prepared: PreparedPlan, _ shard: DenseTensor?)
    throws
  {
    let step = prepared.begunStep ?? prepared.steps.count
    (self.executor, self.prepared, self.step) = (executor, prepared, step)
    run = PreparedRun(prepared, shard)
    try executor.go(on: &run, through: 0..<step, of: prepared)
  }

  private var isBegun: Bool { step < prepared.steps.count }

  /// The ranks without which it cannot be begun yet, ascending, for they have yet to read what lies where
  /// this is to be published; waits for nothing.
  package func awaitedForRoom() throws -> [Int] {
    guard isBegun, let node = prepared.steps[step].phases.first?.node else { return [] }
    return try node.awaitedForRoom().map { node.ranks[$0] }.sorted()
  }

  /// Begins: tells the other ranks where the shard lies.
  package func begin() throws {
    guard isBegun else { return }
    exchange = try executor.begin(step, of: prepared, run.state)
    // Old shards are the exchange's to keep, as long as they are read.
    if !prepared.plan.transition.to.mesh.contains(prepared.rank) {
      (run.original, run.state) = (nil, nil)
    }
  }
}

extension ReshardUnderWay {
  /// What the steps so far moved, and how long each took.
  package var record: ReshardRecord { run.record }

  /// The bytes that this process's ranks send to other ranks.
  package var bytesSent: Int { isBegun ? record.steps[step].sent.values.reduce(0, +) : 0 }

  /// The ranks whose shards this process still needs.
  package func awaitedSenders() throws -> [Int] {
    guard let exchange else { return [] }
    try exchange.progress()
    return exchange.ranks(exchange.awaitedSenders)
  }

  /// The ranks that still need a shard of this process.
  package func awaitedReceivers() throws -> [Int] {
    guard let exchange else { return [] }
    try exchange.progress()
    return exchange.ranks(exchange.awaitedReaders)
  }

  /// Waits until this process has its new shards, and returns them with the record.
  package func arrived() throws -> (shards: [Int: DenseTensor], record: ReshardRecord) {
    if !hasArrived {
      hasArrived = true
      try executor.go(
        on: &run, through: step..<prepared.steps.count, of: prepared, begun: exchange)
      run.original = nil
    }
    return (run.state.map { [prepared.rank: $0] } ?? [:], run.record)
  }

  /// Waits until nobody needs the old shards any more.
  package func sent() throws { try exchange?.awaitReaders() }

  /// What others read stays for them without being waited for.
  package func leave() throws {
    guard !hasArrived, isBegun else { return }
    let later =
      prepared.steps[step].phases.dropFirst()
      + prepared.steps[(step + 1)...].flatMap(\.phases)
    let isNeeded = later.contains { $0.route.rounds > 0 }
    if isNeeded { _ = try arrived() } else { exchange?.discard() }
  }
}
