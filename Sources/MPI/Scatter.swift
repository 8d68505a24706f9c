internal import CMPI
import Elements

// Scatter: MPI 3.1, section 5.6.
extension Communicator {
  /// Deals blocks of one size out from `root`, in rank order.
  ///
  /// Every rank receives `receive.byteCount` bytes from the root. `send` has `size` times as many
  /// there, and is not looked at elsewhere.
  /// - Source: `MPI_Scatter`.
  public func scatter(
    _ send: RawSpan, into receive: inout MutableRawSpan, of type: DType, root: Int
  ) throws(MPIError) {
    let call = "MPI_Scatter"
    let count = try elements(receive.byteCount, of: type, call)
    let root = try peer(root, call, .root)
    if rank == root { try expect(send.byteCount, size * count, of: type, "send", call) }
    let (from, to) = unsafe (send.address, receive.address())
    try EqualBlocks(of: count, type, ranks: size).use { count, type throws(MPIError) in
      try unsafe awaited(
        call, CMPI_Scatter(from, count, type, to, count, type, root, handle))
    }
  }

  /// Deals blocks of any sizes out from `root`.
  ///
  /// Rank r receives `counts[r]` elements, which lie `displacements[r]` elements after the start of
  /// `send`. Counts and displacements are the same on every rank.
  /// - Source: `MPI_Scatterv`; beyond its counts, messages.
  public func scatterV(
    _ send: RawSpan, counts: [Int], displacements: [Int], into receive: inout MutableRawSpan,
    of type: DType, root: Int
  ) throws(MPIError) {
    let call = "MPI_Scatterv"
    let blocks = Blocks(counts: counts, displacements: displacements, type: type)
    let (from, datatype) = try (peer(root, call, .root), type.datatype)
    try expect(blocks, within: rank == root ? send.byteCount : .max, "send", call)
    try expect(receive.byteCount, counts[rank], of: type, "receive", call)
    guard blocks.extent <= Chunking.limit else {
      let message = Message(peer: root, bytes: 0..<receive.byteCount, tag: Self.reservedTag)
      return try exchange(
        sending: rank == root ? blocks.messages : [], from: send,
        receiving: receive.isEmpty ? [] : [message], into: &receive)
    }
    try unsafe awaited(
      call,
      CMPI_Scatterv(
        send.address, blocks.counts32, blocks.displacements32, datatype, receive.address(),
        Int32(counts[rank]), datatype, from, handle))
  }
}
