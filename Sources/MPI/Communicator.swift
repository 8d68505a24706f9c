internal import CMPI
import Synchronization

/// A group of ranks that communicate with each other and with no one else (MPI 3.1, chapter 6).
///
/// Ranks are counted from 0 within the communicator. Buffers are raw bytes with an element type;
/// counts and displacements are in elements of that type, and of any size (see `Chunking`). Each
/// method says what it communicates; where it throws, other ranks may be left waiting, so that the
/// process that does not recover ends the job with `MPIRuntime.abort`.
///
/// A communicator that was made here is freed when its last reference goes, which ought to happen on
/// all its ranks.
public final class Communicator: Sendable {
  let handle: CMPIComm
  private let isOwned: Bool
  let subgroups = Mutex<[[Int]: Communicator]>([:])
  let members: Members

  /// This process's rank in the communicator, `0..<size`.
  public let rank: Int
  /// The number of ranks.
  public let size: Int

  /// The ranks of the job that it has, in its order.
  package var worldRanks: [Int] { members.ranks }

  /// All ranks of the job. `MPIRuntime.start` comes first.
  public static var world: Communicator {
    guard let world = MPIRuntime.world else {
      preconditionFailure("Communicator.world is used before MPIRuntime.start()")
    }
    return world
  }

  init(_ handle: CMPIComm, isOwned: Bool) throws(MPIError) {
    var (rank, size): (Int32, Int32) = (0, 0)
    try unsafe checked("MPI_Comm_rank", CMPI_Comm_rank(handle, &rank))
    try unsafe checked("MPI_Comm_size", CMPI_Comm_size(handle, &size))
    members = try .of(handle, size: Int(size))
    self.handle = handle
    self.isOwned = isOwned
    self.rank = Int(rank)
    self.size = Int(size)
  }

  deinit {
    members.forget()
    guard isOwned, !MPIRuntime.isFinalized else { return }
    var communicator = handle
    let status = unsafe CMPI_Comm_free(&communicator)
    assert(status == MPI_SUCCESS, "MPI_Comm_free returned \(status)")
  }
}
