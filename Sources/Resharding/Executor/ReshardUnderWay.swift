import MPI
import Tensors

/// A reshard that was begun, and goes on while the program does something else.
///
/// Its ranks begin reshards, wait for them and do others in an order that is the same on all of them.
public final class ReshardUnderWay<Carrier: Transport> {
  private enum State {
    case begun(PreparedPhase.UnderWay, DenseTensor?)
    case done(shard: DenseTensor?, record: ReshardRecord)
  }

  private let executor: Executor<Carrier>
  private let prepared: PreparedPlan
  private var state: State

  /// Begins: tells the other ranks where `shard` lies. What does not begin so is done at once.
  public init(_ executor: Executor<Carrier>, _ prepared: PreparedPlan, _ shard: DenseTensor?)
    throws(MPIError)
  {
    self.executor = executor
    self.prepared = prepared
    if let begun = try executor.begin(prepared, shard) {
      state = .begun(begun, shard)
    } else {
      let (shard, record) = try executor.run(prepared, shard)
      state = .done(shard: shard, record: record)
    }
  }

  /// Others wait until this rank has read their shards, and read this rank's, also where nobody waits for
  /// the result.
  deinit {
    if case .begun(let begun, _) = state { _ = try? begun.wait() }
  }

  /// The new shard, and what was done. Until then the old one must not be written to.
  public func wait() throws(MPIError) -> (shard: DenseTensor?, record: ReshardRecord) {
    switch state {
    case .done(let shard, let record): return (shard, record)
    case .begun(let begun, let original):
      let (shard, record) = try executor.run(prepared, original, begun: begun)
      state = .done(shard: shard, record: record)
      return (shard, record)
    }
  }
}
