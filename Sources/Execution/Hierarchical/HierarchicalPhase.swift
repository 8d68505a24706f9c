import Elements
import MPI
import Resharding
import Sharding
import Tensors

/// One rank's part in a phase among ranks of several hosts, carried out in two levels: see `HierarchicalSchedule`.
final class HierarchicalPhase {
  let phase: Phase
  let route: Route
  let schedule: HierarchicalSchedule
  let group: HostGroup
  let rank: Int
  let dtype: DType
  /// What tells its exchanges from others, on all ranks the same.
  let call: UInt64
  let stagingBytes: Int
  /// What becomes of the rank's new shard; nil outside the target mesh.
  let target: Extent?
  let source: Extent?
  let isView: Bool
  /// The op whose identity the new shard is filled with, where not all of it is written.
  let filling: ReduceOp?

  init(
    _ phase: Phase, _ route: Route, _ schedule: HierarchicalSchedule, on group: HostGroup,
    rank: Int, dtype: DType,
    stagingBytes: Int
  ) {
    (self.phase, self.route, self.schedule, self.group) = (phase, route, schedule, group)
    (self.rank, self.dtype, self.stagingBytes) = (rank, dtype, stagingBytes)
    call = phase.call(dtype.notation)
    let exchange = phase.exchange
    source = exchange.from.extent(of: rank, shape: exchange.shape)
    let target = exchange.to.extent(of: rank, shape: exchange.shape)
    isView = source != nil && route.isView(for: rank, target)
    let written = (route.schedule.cells[rank] ?? []).reduce(0) { $0 + $1.box.count }
    filling =
      target.map { written < $0.count } == true
      ? exchange.newPartialDims.last.flatMap { exchange.to.placements[$0].reduceOp } : nil
    self.target = target
  }

  /// What it did, beside the new shard.
  struct Record {
    /// The bytes of the messages that this rank sent to other hosts.
    var bytesSent = 0
    var stagedBytes = 0
  }

  /// Carries the phase out. Collective over the group.
  ///
  /// - Parameters:
  ///   - shard: what the rank holds.
  ///   - room: where the new shard is to lie; nil for new memory.
  func run(_ shard: DenseTensor?, room: DenseTensor?) throws
    -> (shard: DenseTensor?, record: Record)
  {
    var result: DenseTensor?
    if let target {
      if isView, let shard, let source, let box = target.box {
        let part = box.relative(to: source)
        result = shard.slice(offsets: part.offsets, sizes: part.sizes)
      } else {
        let made = room ?? DenseTensor(shape: target.sizes, dtype: dtype)
        if let filling { made.fillIdentity(of: filling) }
        result = made
      }
    }
    let exchange = try HierarchicalExchange(self, shard, result)
    try exchange.run()
    return (result, exchange.record)
  }
}
