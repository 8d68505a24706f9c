internal import CMPI

// Messages from and into memory that others own: MPI 3.1, section 3.7.2.
extension Communicator {
  /// Starts sending bytes from where they lie.
  ///
  /// Communicates `bytes`, as they are, in one message unless it is chunked; they must not change until the
  /// request is done.
  /// - Parameter owner: what keeps `bytes` at their address while it lives; the request holds it.
  /// - Source: `MPI_Isend`.
  package func startSend(_ bytes: RawSpan, of owner: AnyObject, to peer: Int, tag: Int)
    throws(MPIError) -> Request
  {
    let call = "MPI_Isend"
    let (to, tag32) = try (self.peer(peer, call), self.tag(tag, call))
    let start = unsafe UnsafeMutableRawPointer(mutating: bytes.address)
    return try unsafe startPieces(start, bytes.byteCount, of: owner, peer, tag, call) {
      address, count, made in
      let code = unsafe CMPI_Isend(
        address, count, CMPI_BYTE(), to, tag32, handle, &made)
      return (code, .send)
    }
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
    return try unsafe startPieces(start, bytes.byteCount, of: owner, peer, tag, call) {
      address, count, made in
      let code = unsafe CMPI_Irecv(
        address, count, CMPI_BYTE(), from, tag32, handle, &made)
      return (code, .receive(byteCount: Int(count)))
    }
  }

  /// A request for bytes of `owner`, each piece of them started by `start`.
  private func startPieces(
    _ bytes: UnsafeMutableRawPointer, _ byteCount: Int, of owner: AnyObject, _ peer: Int,
    _ tag: Int, _ call: String,
    by start: (UnsafeMutableRawPointer, Int32, inout CMPIRequest) -> (Int32, Transfer.Kind)
  ) throws(MPIError) -> Request {
    let request = unsafe Request(
      UnsafeMutableRawBufferPointer(start: bytes, count: byteCount), of: owner)
    for piece in Chunking.pieces(byteCount) {
      var made = CMPIRequest()
      let (code, kind) = unsafe start(bytes + piece.lowerBound, Int32(piece.count), &made)
      try checked(call, code)
      unsafe request.add(
        Transfer(request: made, kind: kind, peer: peer, tag: tag, members: members))
    }
    return request
  }
}
