internal import CMPI
import Elements

// Gather: MPI 3.1, section 5.5.
extension Communicator {
  /// Collects blocks of one size on `root`, in rank order.
  ///
  /// Every rank sends `send.byteCount` bytes to the root. `receive` has `size` times as many there,
  /// and is not looked at elsewhere.
  /// - Source: `MPI_Gather`.
  public func gather(
    _ send: RawSpan, into receive: inout MutableRawSpan, of type: DType, root: Int
  ) throws(MPIError) {
    let call = "MPI_Gather"
    let count = try elements(send.byteCount, of: type, call)
    let root = try peer(root, call, .root)
    if rank == root { try expect(receive.byteCount, size * count, of: type, "receive", call) }
    let (from, to) = unsafe (send.address, receive.address())
    try EqualBlocks(of: count, type, ranks: size).use { count, type throws(MPIError) in
      try unsafe awaited(
        call, CMPI_Gather(from, count, type, to, count, type, root, handle))
    }
  }

  /// Collects blocks of any sizes on `root`.
  ///
  /// Rank r sends `counts[r]` elements, which come to lie `displacements[r]` elements after the start
  /// of `receive`. Counts and displacements are the same on every rank.
  /// - Source: `MPI_Gatherv`; beyond its counts, messages.
  public func gatherV(
    _ send: RawSpan, into receive: inout MutableRawSpan, counts: [Int], displacements: [Int],
    of type: DType, root: Int
  ) throws(MPIError) {
    let call = "MPI_Gatherv"
    let blocks = Blocks(counts: counts, displacements: displacements, type: type)
    let (at, datatype) = try (peer(root, call, .root), type.datatype)
    try expect(blocks, within: rank == root ? receive.byteCount : .max, "receive", call)
    try expect(send.byteCount, counts[rank], of: type, "send", call)
    guard blocks.extent <= Chunking.limit else {
      let message = Message(peer: root, bytes: 0..<send.byteCount, tag: Self.reservedTag)
      return try exchange(
        sending: send.isEmpty ? [] : [message], from: send,
        receiving: rank == root ? blocks.messages : [], into: &receive)
    }
    try unsafe awaited(
      call,
      CMPI_Gatherv(
        send.address, Int32(counts[rank]), datatype, receive.address(), blocks.counts32,
        blocks.displacements32, datatype, at, handle))
  }
}
