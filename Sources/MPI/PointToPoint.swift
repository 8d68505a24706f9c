internal import CMPI
import Elements
import Synchronization

// Point-to-point communication: MPI 3.1, chapter 3.
extension Communicator {
  /// The largest tag a caller may use (section 8.1.2): Open MPI takes all of an `int`, MPICH 4 up to 2^28.
  /// Before the start, the least that a library must take.
  public static var tagUpperBound: Int { reservedTag - 1 }

  /// The tag of the messages that stand for a collective which one call of MPI cannot do.
  static var reservedTag: Int { largestTag.load(ordering: .relaxed) }

  private static let largestTag = Atomic<Int>(32767)

  /// Asks the library, which has just been started.
  static func readLargestTag() {
    largestTag.store(Int(CMPI_tag_upper_bound()), ordering: .relaxed)
  }

  /// Sends `buffer` to `peer`, and returns when it may be reused; MPI may wait for the receiver.
  ///
  /// Communicates `buffer.byteCount` bytes, in one message unless it is chunked.
  /// - Source: `MPI_Send`, section 3.2.1.
  public func send(_ buffer: RawSpan, of type: DType, to peer: Int, tag: Int = 0) throws(MPIError) {
    let call = "MPI_Send"
    let count = try elements(buffer.byteCount, of: type, call)
    let (peer, tag, datatype) = try (self.peer(peer, call), self.tag(tag, call), type.datatype)
    let base = unsafe buffer.address
    for piece in Chunking.pieces(count) {
      try unsafe awaited(
        call, from: peer,
        CMPI_Send(
          base + piece.lowerBound * type.byteCount, Int32(piece.count), datatype, peer, tag,
          handle), "to rank \(peer), tag \(tag)")
    }
  }

  /// Receives a message that fills `buffer`, and returns when it is there.
  ///
  /// Communicates `buffer.byteCount` bytes, in one message unless it is chunked.
  /// - Parameters:
  ///   - buffer: where the elements go; the message fills it.
  ///   - type: the dtype of the elements.
  ///   - peer: the rank to hear from; nil for any.
  ///   - tag: the tag to hear; nil for any.
  /// - Throws: class `.truncate` where the message is longer, or shorter, than the buffer.
  /// - Source: `MPI_Recv`, section 3.2.4.
  @discardableResult
  public func receive(
    into buffer: inout MutableRawSpan, of type: DType, from peer: Int?, tag: Int?
  ) throws(MPIError) -> Status {
    let call = "MPI_Recv"
    let count = try elements(buffer.byteCount, of: type, call)
    var (peer, tag) = try (source(peer, call), anyTag(tag, call))
    let (base, datatype) = unsafe (buffer.address(), try type.datatype)
    var result = Status(source: 0, tag: 0, byteCount: 0)
    for piece in Chunking.pieces(count) {
      var raw = MPI_Status()
      try unsafe awaited(
        call, from: peer,
        CMPI_Recv(
          base + piece.lowerBound * type.byteCount, Int32(piece.count), datatype, peer, tag,
          handle, &raw),
        "expected \(buffer.byteCount) bytes from rank \(peer), tag \(tag)")
      let status = try Status(raw, call)
      try status.expect(piece.count * type.byteCount, call)
      (peer, tag) = (raw.MPI_SOURCE, raw.MPI_TAG)
      (result.source, result.tag) = (status.source, status.tag)
      result.byteCount += status.byteCount
    }
    return result
  }

  /// A message that is there to be received now, if there is one; the next receive from its source with
  /// its tag gets it. Of a chunked message, the first piece.
  ///
  /// - Source: `MPI_Iprobe`, section 3.8.1. Local.
  public func probe(from peer: Int? = nil, tag: Int? = nil) throws(MPIError) -> Status? {
    let call = "MPI_Iprobe"
    let (peer, tag) = try (source(peer, call), anyTag(tag, call))
    var (found, raw): (Int32, MPI_Status) = (0, MPI_Status())
    try unsafe checked(call, CMPI_Iprobe(peer, tag, handle, &found, &raw))
    return found == 0 ? nil : try Status(raw, call)
  }
}

extension Communicator {
  func tag(_ tag: Int, _ call: String) throws(MPIError) -> Int32 {
    try require(
      0...Self.reservedTag ~= tag, call, .tag, "tag \(tag) is not in 0...\(Self.tagUpperBound)")
    return Int32(tag)
  }

  func anyTag(_ tag: Int?, _ call: String) throws(MPIError) -> Int32 {
    guard let tag else { return MPI_ANY_TAG }
    return try self.tag(tag, call)
  }

  func source(_ rank: Int?, _ call: String) throws(MPIError) -> Int32 {
    guard let rank else { return MPI_ANY_SOURCE }
    return try peer(rank, call)
  }
}
