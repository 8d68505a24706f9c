internal import CMPI
import Elements

// Gather to all: MPI 3.1, section 5.7.
extension Communicator {
  /// Collects blocks of one size on every rank, in rank order.
  ///
  /// Every rank receives `send.byteCount` bytes from each other; `receive` has `size` times as many.
  /// - Source: `MPI_Allgather`.
  public func allGather(_ send: RawSpan, into receive: inout MutableRawSpan, of type: DType)
    throws(MPIError)
  {
    let call = "MPI_Allgather"
    let count = try elements(send.byteCount, of: type, call)
    try expect(receive.byteCount, size * count, of: type, "receive", call)
    let (from, to) = unsafe (send.address, receive.address())
    try EqualBlocks(of: count, type, ranks: size).use { count, type throws(MPIError) in
      try unsafe awaited(call, CMPI_Allgather(from, count, type, to, count, type, handle))
    }
  }

  /// Collects blocks of any sizes on every rank.
  ///
  /// Every rank receives `counts[r]` elements from rank r, which come to lie `displacements[r]`
  /// elements after the start of `receive`. Counts and displacements are the same on every rank.
  /// Where `send` is this rank's own place in `receive` already, it stays (`MPI_IN_PLACE`).
  /// - Source: `MPI_Allgatherv`; beyond its counts, messages.
  public func allGatherV(
    _ send: RawSpan, into receive: inout MutableRawSpan, counts: [Int], displacements: [Int],
    of type: DType
  ) throws(MPIError) {
    let call = "MPI_Allgatherv"
    let blocks = Blocks(counts: counts, displacements: displacements, type: type)
    let datatype = try type.datatype
    try expect(blocks, within: receive.byteCount, "receive", call)
    try expect(send.byteCount, counts[rank], of: type, "send", call)
    guard blocks.extent <= Chunking.limit else {
      let messages = (0..<size).map {
        Message(peer: $0, bytes: 0..<send.byteCount, tag: Self.reservedTag)
      }
      return try exchange(
        sending: send.isEmpty ? [] : messages, from: send, receiving: blocks.messages,
        into: &receive)
    }
    let own = unsafe receive.address() + displacements[rank] * type.byteCount
    let from =
      unsafe send.address == UnsafeRawPointer(own)
      ? UnsafeRawPointer(CMPI_IN_PLACE()) : send.address
    try unsafe awaited(
      call,
      CMPI_Allgatherv(
        from, Int32(counts[rank]), datatype, receive.address(), blocks.counts32,
        blocks.displacements32, datatype, handle))
  }
}
