import MPI
import Resharding
import Tensors

extension PreparedPhase {
  /// Begins the phase: tells the others where the shard lies. Waits for no one, but for room among the
  /// exchanges of the group.
  func begin(_ source: DenseTensor?, room: DenseTensor?, on node: SharedMemoryGroup)
    throws
    -> UnderWay
  {
    let published = published(source)
    let number = try node.begin(published, call: call)
    let result = UnderWay(
      self, node, number: number, source: source, published: published, room: room)
    if let published, !SharedMemoryGroup.shows(published) { try result.send(published) }
    // Who reads nobody's shard is done, and keeps only its own for the others.
    if senders.isEmpty { try result.read() }
    node.remember(result, number)
    return result
  }

  /// A phase that was begun.
  ///
  /// It may be that only some of the ranks wait for what comes of it. So a rank waits for those whose
  /// shards it reads, and for no others; and a shard that cannot be read where it lies leaves in messages
  /// at once, whole, before anybody asks for it.
  final class UnderWay: SharedMemoryGroup.Exchange {
    let phase: PreparedPhase
    let room: DenseTensor?
    private let node: SharedMemoryGroup
    private let number: UInt64
    /// What the rank held; nil once that is read.
    private var source: DenseTensor?
    /// Kept for the peers.
    private var published: DenseTensor?
    private var sends: [Request] = []
    private var isRead = false
    private var result: DenseTensor?
    /// Whether shards came in messages.
    private(set) var hasCopies = false

    init(
      _ phase: PreparedPhase, _ node: SharedMemoryGroup, number: UInt64, source: DenseTensor?,
      published: DenseTensor?, room: DenseTensor?
    ) {
      (self.phase, self.node, self.number) = (phase, node, number)
      (self.source, self.room) = (source, room)
      self.published = phase.readers.isEmpty ? nil : published
    }

    var awaitedSenders: [Int] { isRead ? [] : node.unpublished(phase.senders, in: number) }

    var awaitedReaders: [Int] { node.unfinished(phase.readers, in: number) }

    func read() throws {
      guard !isRead else { return }
      isRead = true
      var reading = Reading(node: node, number: number)
      for sender in phase.senders where try !node.hear(sender, in: number) {
        reading.copies = reading.copies ?? [:]
        reading.copies?[sender] = try receive(from: sender)
      }
      hasCopies = reading.copies != nil
      result = phase.move(source, room, reading)
      source = nil
      node.finish(number)
    }

    /// The new shard, which it gives away; waits for those whose shards it is made of.
    func take() throws -> DenseTensor? {
      try read()
      defer { result = nil }
      return result
    }

    /// Nobody wants the new shard.
    func discard() {
      if !isRead { node.finish(number) }
      (isRead, source, result) = (true, nil, nil)
    }

    func settle() { (published, sends) = (nil, []) }

    /// Waits until nobody reads the old shard any more.
    func awaitReaders() throws {
      try node.awaitReaders(phase.readers, in: number)
      try node.progress()
    }
  }
}

extension PreparedPhase.UnderWay {
  /// Lets MPI go on, and the group's exchanges.
  func progress() throws {
    _ = try node.communicator.probe()
    try node.progress()
  }

  /// The ranks at `positions`, ascending.
  func ranks(_ positions: [Int]) -> [Int] { positions.map { node.ranks[$0] }.sorted() }

  /// Messages of one exchange; at no time are there more exchanges than slots.
  private var tag: Int { MessageTag.underWay + Int(number % SharedMemoryGroup.Slot.count) }

  fileprivate func send(_ shard: DenseTensor) throws {
    for reader in phase.readers {
      sends.append(
        try shard.storage.withBytes(shard.byteRange) { (bytes: RawSpan) throws in
          try node.communicator.startSend(bytes, of: shard.storage, to: reader, tag: tag)
        })
    }
  }

  private func receive(from sender: Int) throws -> DenseTensor? {
    let exchange = phase.phase.exchange
    guard let box = exchange.from.box(of: node.ranks[sender], shape: exchange.shape) else {
      return nil
    }
    let copy = DenseTensor(shape: box.sizes, dtype: phase.dtype)
    let request = try copy.storage.withMutableBytes(copy.byteRange) {
      (bytes: inout MutableRawSpan) throws in
      try node.communicator.startReceive(into: &bytes, of: copy.storage, from: sender, tag: tag)
    }
    try request.wait()
    return copy
  }
}
