import MPI
import Resharding

/// Ranks of several hosts that exchange in two levels: those of one host read each other's memory, and
/// what crosses goes by messages.
package final class HostGroup {
  let map: HostMap
  /// Those of this rank's host, which read each other's memory; nil if it is alone.
  let node: SharedMemoryGroup?
  /// Of all ranks; messages name them as it does.
  let communicator: Communicator

  init(_ map: HostMap, node: SharedMemoryGroup?, _ communicator: Communicator) {
    (self.map, self.node, self.communicator) = (map, node, communicator)
  }
}
