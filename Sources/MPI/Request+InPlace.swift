internal import CMPI

// Messages from and into memory that others own: MPI 3.1, section 3.7.2.
extension Communicator {
  /// Starts sending bytes from where they lie.
  ///
  /// Communicates `bytes`, as they are; they must not change until the request is done.
  /// - Parameter owner: what keeps `bytes` at their address while it lives; the request holds it.
  /// - Source: `MPI_Isend`.
  package func startSend(_ bytes: RawSpan, of owner: AnyObject, to peer: Int, tag: Int)
    throws(MPIError) -> Request
  {
    let call = "MPI_Isend"
    let (to, tag32) = try (self.peer(peer, call), self.tag(tag, call))
    let start = unsafe UnsafeMutableRawPointer(mutating: bytes.address)
    let request = unsafe Request(
      UnsafeMutableRawBufferPointer(start: start, count: bytes.byteCount), of: owner)
    for piece in Chunking.pieces(bytes.byteCount) {
      var made: MPI_Request?
      try unsafe checked(
        call,
        MPI_Isend(
          start + piece.lowerBound, Int32(piece.count), CMPI_BYTE(), to, tag32, handle.pointer,
          &made))
      unsafe request.add(Transfer(request: made, kind: .send, peer: peer, tag: tag))
    }
    return request
  }

  /// Starts receiving bytes to where they belong.
  ///
  /// Communicates as many bytes as `bytes` has; nobody may touch them until the request is done.
  /// - Parameter owner: as for sending.
  /// - Source: `MPI_Irecv`.
  package func startReceive(
    into bytes: inout MutableRawSpan, of owner: AnyObject, from peer: Int, tag: Int
  ) throws(MPIError) -> Request {
    let call = "MPI_Irecv"
    let (from, tag32) = try (source(peer, call), anyTag(tag, call))
    let start = unsafe bytes.address()
    let request = unsafe Request(
      UnsafeMutableRawBufferPointer(start: start, count: bytes.byteCount), of: owner)
    for piece in Chunking.pieces(bytes.byteCount) {
      var made: MPI_Request?
      try unsafe checked(
        call,
        MPI_Irecv(
          start + piece.lowerBound, Int32(piece.count), CMPI_BYTE(), from, tag32, handle.pointer,
          &made))
      unsafe request.add(
        Transfer(request: made, kind: .receive(byteCount: piece.count), peer: peer, tag: tag))
    }
    return request
  }
}
