internal import CMPI

extension Communicator {
  /// One message of an `exchange`: a range of bytes of the sent or of the received buffer.
  public struct Message: Hashable, Sendable {
    /// The rank to send to, or to receive from; also one's own.
    public var peer: Int
    /// The place of the message in the buffer.
    public var bytes: Range<Int>
    /// Messages between the same two ranks with the same tag arrive in the order of the lists.
    public var tag: Int

    /// The bytes of a buffer that go to `peer`, or come from it.
    public init(peer: Int, bytes: Range<Int>, tag: Int = 0) {
      self.peer = peer
      self.bytes = bytes
      self.tag = tag
    }
  }

  /// Sends and receives many messages at once, in any order, and returns when all are done.
  ///
  /// Each message communicates its bytes, as they are, to or from its peer only; messages without
  /// bytes are sent too. The ranges of `receiving` must not overlap. What a rank sends to itself is
  /// copied, without MPI: it has its sending and its receiving message in the same exchange.
  /// - Throws: class `.truncate` where a message is longer, or shorter, than its range, naming the
  ///   peer. The received buffer's contents are then undefined; and where the message was too long,
  ///   large and from the same host, Open MPI 4.1 may have written past the range, so that ranks which
  ///   cannot trust each other's plans agree on them first.
  /// - Source: `MPI_Irecv` and `MPI_Isend` for each, then `MPI_Wait` for each; sections 3.7.2 and 3.7.3.
  public func exchange(
    sending: [Message], from source: RawSpan, receiving: [Message],
    into destination: inout MutableRawSpan
  ) throws(MPIError) {
    try unsafe exchange(
      sending, UnsafeRawBufferPointer(start: source.address, count: source.byteCount), receiving,
      UnsafeMutableRawBufferPointer(
        start: destination.address(), count: destination.byteCount))
  }

  func exchange(
    _ sending: [Message], _ source: UnsafeRawBufferPointer, _ receiving: [Message],
    _ destination: UnsafeMutableRawBufferPointer
  ) throws(MPIError) {
    for message in receiving { try check(message, destination.count, "MPI_Irecv") }
    for message in sending { try check(message, source.count, "MPI_Isend") }
    try unsafe copyOwn(
      sending.filter { $0.peer == rank }, source, receiving.filter { $0.peer == rank }, destination)
    var transfers = unsafe [Transfer]()
    do throws(MPIError) {
      for message in receiving where message.peer != rank {
        for piece in Chunking.pieces(message.bytes.count) {
          let start = unsafe destination.baseAddress! + message.bytes.lowerBound + piece.lowerBound
          try unsafe transfers.append(receive(piece.count, at: start, of: message))
        }
      }
      for message in sending where message.peer != rank {
        for piece in Chunking.pieces(message.bytes.count) {
          let start = unsafe source.baseAddress! + message.bytes.lowerBound + piece.lowerBound
          try unsafe transfers.append(send(piece.count, at: start, of: message))
        }
      }
      try unsafe Transfer.waitAll(&transfers)
    } catch {
      for index in unsafe transfers.indices { unsafe transfers[index].abandon() }
      throw error
    }
  }

  private func check(_ message: Message, _ byteCount: Int, _ call: String) throws(MPIError) {
    _ = try (peer(message.peer, call), tag(message.tag, call))
    try require(
      message.bytes.lowerBound >= 0 && message.bytes.upperBound <= byteCount, call, .buffer,
      "bytes \(message.bytes) of a buffer of \(byteCount)")
  }

  /// Copies the messages of this rank to itself. Besides being quicker, it sees a message that is too
  /// long, which Open MPI 4.1 does not where a rank sends itself a short one.
  private func copyOwn(
    _ sending: [Message], _ source: UnsafeRawBufferPointer, _ receiving: [Message],
    _ destination: UnsafeMutableRawBufferPointer
  ) throws(MPIError) {
    if sending.isEmpty && receiving.isEmpty { return }
    var waiting = Dictionary(grouping: sending.reversed(), by: \.tag)
    for message in receiving {
      guard let sent = waiting[message.tag]?.popLast() else {
        throw MPIError(
          call: "MPI_Irecv", .truncate, "no message from rank \(rank), itself, tag \(message.tag)")
      }
      try require(
        sent.bytes.count == message.bytes.count, "MPI_Irecv", .truncate,
        "expected \(message.bytes.count) bytes, received \(sent.bytes.count) from rank \(rank), "
          + "tag \(message.tag)")
      let target = unsafe UnsafeMutableRawBufferPointer(rebasing: destination[message.bytes])
      unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[sent.bytes]))
    }
    let rest = waiting.values.joined().count
    try require(
      rest == 0, "MPI_Isend", .other, "\(rest) messages of rank \(rank) to itself are not received")
  }

  private func receive(_ count: Int, at start: UnsafeMutableRawPointer, of message: Message)
    throws(MPIError) -> Transfer
  {
    var request = CMPIRequest()
    try unsafe checked(
      "MPI_Irecv",
      CMPI_Irecv(
        start, Int32(count), CMPI_BYTE(), Int32(message.peer), Int32(message.tag), handle,
        &request))
    return unsafe Transfer(
      request: request, kind: .receive(byteCount: count), peer: message.peer, tag: message.tag,
      members: members)
  }

  private func send(_ count: Int, at start: UnsafeRawPointer, of message: Message)
    throws(MPIError) -> Transfer
  {
    var request = CMPIRequest()
    try unsafe checked(
      "MPI_Isend",
      CMPI_Isend(
        start, Int32(count), CMPI_BYTE(), Int32(message.peer), Int32(message.tag), handle,
        &request))
    return unsafe Transfer(
      request: request, kind: .send, peer: message.peer, tag: message.tag, members: members)
  }
}
