internal import CMPI
import Elements
import Glibc

extension Leaving {
  /// Returns when every rank has called it, and knows every other's process then: an all-gather of 4 bytes.
  static func meet(_ world: Communicator) throws(MPIError) {
    // So that whoever looks for it later finds a record.
    WaitFile.tell(WaitRecord(rank: world.rank))
    let type = try DType.int32.datatype
    var (own, all) = (getpid(), [Int32](repeating: 0, count: world.size))
    try unsafe world.awaited(
      "MPI_Allgather", CMPI_Allgather(&own, 1, type, &all, 1, type, world.handle))
    processes.withLock { $0 = all }
  }
}
