internal import CMPI
import Elements

extension Communicator {
  /// Copies `buffer` of this rank, the root, to every other's `broadcast(_:of:root:)`.
  ///
  /// Every other rank receives `buffer.byteCount` bytes; nothing is written here.
  /// - Source: `MPI_Bcast`, MPI 3.1, section 5.4.
  public func broadcast(sending buffer: RawSpan, of type: DType) throws(MPIError) {
    // At the root MPI only reads, though its call takes a pointer that is not const.
    var bytes = unsafe MutableRawSpan(
      _unsafeStart: UnsafeMutableRawPointer(mutating: buffer.address), byteCount: buffer.byteCount)
    try broadcast(&bytes, of: type, root: rank)
  }
}
