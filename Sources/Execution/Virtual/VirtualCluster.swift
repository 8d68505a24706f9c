import MPI
import Resharding
import Sharding
import Tensors

/// A cluster of ranks that are not processes: their shards lie side by side in this one.
///
/// It executes the same plans by the same executor as a job under `mpirun` does; only the transport
/// is memory. Nothing of MPI is started.
package final class VirtualCluster {
  /// The number of ranks.
  package let size: Int
  private let executor: Executor<MemoryTransport>

  /// A cluster of ranks 0 ..< `size`.
  package init(size: Int) {
    precondition(size >= 1, "a cluster has at least one rank")
    self.size = size
    executor = Executor(MemoryTransport(ranks: Array(0..<size)))
  }

  /// The bytes that a rank may stage in each direction.
  package var stagingBytes: Int {
    get { executor.stagingBytes }
    set { executor.stagingBytes = newValue }
  }

  /// Executes `plan` on the shards of all ranks of its source mesh.
  package func run(_ plan: ReshardPlan, _ shards: [Int: DenseTensor]) throws
    -> (shards: [Int: DenseTensor], record: ReshardRecord)
  {
    try executor.run(plan, shards)
  }
}
