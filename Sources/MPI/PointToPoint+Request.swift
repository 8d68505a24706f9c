internal import CMPI
import Elements

// Non-blocking communication: MPI 3.1, sections 3.7.2 and 5.12.
extension Communicator {
  /// Starts sending a copy of `buffer`; the caller may reuse its own at once.
  ///
  /// Communicates `buffer.byteCount` bytes, in one message unless it is chunked.
  /// - Source: `MPI_Isend`, section 3.7.2.
  public func startSend(_ buffer: RawSpan, of type: DType, to peer: Int, tag: Int = 0)
    throws(MPIError) -> Request
  {
    let call = "MPI_Isend"
    let count = try elements(buffer.byteCount, of: type, call)
    let (to, tag32, datatype) = try (self.peer(peer, call), self.tag(tag, call), type.datatype)
    let request = Request(byteCount: buffer.byteCount)
    unsafe request.address.copyMemory(from: buffer.address, byteCount: buffer.byteCount)
    for piece in Chunking.pieces(count) {
      var made = CMPIRequest()
      try unsafe checked(
        call,
        CMPI_Isend(
          request.address + piece.lowerBound * type.byteCount, Int32(piece.count), datatype,
          to, tag32, handle, &made))
      unsafe request.add(
        Transfer(request: made, kind: .send, peer: peer, tag: tag, members: members))
    }
    return request
  }

  /// Starts receiving `count` elements into bytes that the request owns.
  ///
  /// Communicates `count * type.byteCount` bytes, in one message unless it is chunked.
  /// - Parameters:
  ///   - count: the elements of the message.
  ///   - type: their dtype.
  ///   - peer: the rank to hear from; nil for any, unless the message is chunked.
  ///   - tag: the tag to hear; nil for any, unless the message is chunked.
  /// - Source: `MPI_Irecv`, section 3.7.2.
  public func startReceive(_ count: Int, of type: DType, from peer: Int?, tag: Int?)
    throws(MPIError) -> Request
  {
    let call = "MPI_Irecv"
    let pieces = Chunking.pieces(count)
    try require(count >= 0, call, .count, "a count of \(count)")
    try require(
      pieces.count == 1 || (peer != nil && tag != nil), call, .rank,
      "a chunked message of \(count) \(type) is received from a given rank with a given tag")
    let (from, tag32, datatype) = try (source(peer, call), anyTag(tag, call), type.datatype)
    let request = Request(byteCount: count * type.byteCount)
    for piece in pieces {
      var made = CMPIRequest()
      try unsafe checked(
        call,
        CMPI_Irecv(
          request.address + piece.lowerBound * type.byteCount, Int32(piece.count), datatype,
          from, tag32, handle, &made))
      unsafe request.add(
        Transfer(
          request: made, kind: .receive(byteCount: piece.count * type.byteCount), peer: peer,
          tag: tag, members: members))
    }
    return request
  }

  /// Starts a barrier: the request is done once every rank has started it.
  ///
  /// - Source: `MPI_Ibarrier`, section 5.12.1. No data.
  public func startBarrier() throws(MPIError) -> Request {
    let request = Request(byteCount: 0)
    var made = CMPIRequest()
    try unsafe checked("MPI_Ibarrier", CMPI_Ibarrier(handle, &made))
    unsafe request.add(
      Transfer(request: made, kind: .collective, peer: nil, tag: nil, members: members))
    return request
  }
}
