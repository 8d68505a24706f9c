internal import CMPI
import Elements

// All-to-all: MPI 3.1, section 5.8.
extension Communicator {
  /// Sends block r of `send` to rank r, and receives rank r's as block r; all are of one size.
  ///
  /// Both buffers have `size` blocks of `send.byteCount / size` bytes; every rank receives one from
  /// each other.
  /// - Source: `MPI_Alltoall`.
  public func allToAll(_ send: RawSpan, into receive: inout MutableRawSpan, of type: DType)
    throws(MPIError)
  {
    let call = "MPI_Alltoall"
    let count = try elements(send.byteCount, of: type, call)
    try require(
      count % size == 0, call, .buffer,
      "the send buffer of \(count) \(type) has no \(size) equal blocks")
    try expect(receive.byteCount, count, of: type, "receive", call)
    let (from, to) = unsafe (send.address, receive.address())
    try EqualBlocks(of: count / size, type, ranks: size).use {
      count, type throws(MPIError) in
      try unsafe awaited(call, CMPI_Alltoall(from, count, type, to, count, type, handle))
    }
  }

  /// Sends to and receives from each rank a block of any size.
  ///
  /// Rank r is sent the `sendCounts[r]` elements that lie `sendDisplacements[r]` after the start of
  /// `send`; its own come to lie likewise in `receive`, and are as many as it sends.
  ///
  /// Large counts go as messages, which all ranks have to know alike while none knows all counts.
  /// - Parameter upperBound: a number, the same on every rank, that no rank's sum of counts and no
  ///   block's end exceeds, in elements. Nil has the ranks agree first, by an all-reduce of 4 bytes.
  /// - Throws: class `.count` where this rank exceeds `upperBound`.
  /// - Source: `MPI_Alltoallv`.
  public func allToAllV(
    _ send: RawSpan, counts sendCounts: [Int], displacements sendDisplacements: [Int],
    into receive: inout MutableRawSpan, counts receiveCounts: [Int],
    displacements receiveDisplacements: [Int], of type: DType, upperBound: Int? = nil
  ) throws(MPIError) {
    let call = "MPI_Alltoallv"
    let sent = Blocks(counts: sendCounts, displacements: sendDisplacements, type: type)
    let received = Blocks(counts: receiveCounts, displacements: receiveDisplacements, type: type)
    let datatype = try type.datatype
    try expect(sent, within: send.byteCount, "send", call)
    try expect(received, within: receive.byteCount, "receive", call)
    let extent = max(sent.extent, received.extent)
    guard try isCountable(extent, upperBound, call) else {
      return try exchange(
        sending: sent.messages, from: send, receiving: received.messages, into: &receive)
    }
    try unsafe awaited(
      call,
      CMPI_Alltoallv(
        send.address, sent.counts32, sent.displacements32, datatype, receive.address(),
        received.counts32, received.displacements32, datatype, handle))
  }

  /// Whether every rank's numbers fit one call; the same answer on every rank.
  private func isCountable(_ extent: Int, _ upperBound: Int?, _ call: String) throws(MPIError)
    -> Bool
  {
    if let upperBound {
      try require(
        extent <= upperBound, call, .count,
        "rank \(rank) reaches to element \(extent), beyond the upper bound \(upperBound)")
      return upperBound <= Chunking.limit
    }
    var large: Int32 = extent <= Chunking.limit ? 0 : 1
    let one = large
    try unsafe awaited(
      "MPI_Allreduce",
      withUnsafeBytes(of: one) {
        unsafe CMPI_Allreduce($0.baseAddress, &large, 1, CMPI_INT32_T(), CMPI_MAX(), handle)
      })
    return large == 0
  }
}
