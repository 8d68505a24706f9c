internal import CMPI
import Elements

extension Communicator {
  /// Copies `buffer` of `root` to every rank's; all are of one size.
  ///
  /// Every rank but the root receives `buffer.byteCount` bytes.
  /// - Source: `MPI_Bcast`, MPI 3.1, section 5.4.
  public func broadcast(_ buffer: inout MutableRawSpan, of type: DType, root: Int)
    throws(MPIError)
  {
    let call = "MPI_Bcast"
    let count = try elements(buffer.byteCount, of: type, call)
    let (root, datatype) = try (peer(root, call, .root), type.datatype)
    let base = unsafe buffer.address()
    for piece in Chunking.pieces(count) {
      try unsafe awaited(
        call,
        CMPI_Bcast(
          base + piece.lowerBound * type.byteCount, Int32(piece.count), datatype, root,
          handle))
    }
  }
}
