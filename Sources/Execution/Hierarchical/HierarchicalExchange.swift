import Elements
import MPI
import Resharding
import Sharding
import Tensors

/// One run of a hierarchical phase: carries out its operations in turn.
///
/// No deadlock can occur. An operation waits only for operations of earlier times, and a send waits for nobody.
final class HierarchicalExchange {
  private let hierarchical: HierarchicalPhase
  private let messages: StagedMessages
  private let shard: DenseTensor?
  private let result: DenseTensor?
  private let local: HostReading?
  /// The shards of the host's ranks, this one's among them, by rank.
  private var shards: [Int: DenseTensor] = [:]
  private var held: [HierarchicalSchedule.Place: DenseTensor] = [:]
  private var uses: [HierarchicalSchedule.Place: Int]
  private var receives: [Receive] = []
  private var posted = 0
  private var received = 0

  private struct Receive {
    let piece: Int
    let value: HierarchicalSchedule.Value
    let peer: Int
    var request: Request?
    /// Where it arrives, where that is not where it belongs.
    var staging: DenseTensor?
  }

  init(_ hierarchical: HierarchicalPhase, _ shard: DenseTensor?, _ result: DenseTensor?)
    throws
  {
    (self.hierarchical, self.shard, self.result) = (hierarchical, shard, result)
    messages = StagedMessages(
      hierarchical.group.communicator, stagingBytes: hierarchical.stagingBytes)
    for operation in hierarchical.schedule.operations {
      guard case .receive(let value, let peer) = operation.action else { continue }
      receives.append(Receive(piece: operation.piece, value: value, peer: peer))
    }
    uses = hierarchical.schedule.uses
    local = hierarchical.group.node.map { HostReading(hierarchical, $0) }
  }

  var record: HierarchicalPhase.Record {
    .init(bytesSent: messages.bytesSent, stagedBytes: messages.peakStaged)
  }

  func run() throws {
    let number = try local?.begin(shard)
    try post()
    if let local, let number { shards = try local.shards(in: number, shard) }
    shards[hierarchical.rank] = shard
    for operation in hierarchical.schedule.operations {
      try messages.tidy(before: operation.time)
      try carry(operation)
      try post()
    }
    if let local, let number { local.finish(number) }
    try messages.finish()
    try local?.awaitReaders()
  }
}

extension HierarchicalExchange {
  private func carry(_ operation: HierarchicalSchedule.Operation) throws {
    let piece = operation.piece
    switch operation.action {
    case .take(let rank):
      guard !(rank == hierarchical.rank && isInPlace) else { return }
      block(of: result, piece).copy(from: contribution(of: rank, piece))
    case .send(let value, let peer):
      let block = self.value(value, piece)
      // The last message of what is staged gives it back when it has left.
      let isStaged = used(value, piece) != nil
      try messages.send(block, isStaged: isStaged, to: peer, at: operation.time)
    case .receive:
      try arrive()
    case .fold(let values, let target):
      fold(values, into: target, piece)
    case .spread(let blocks):
      guard let local else { return }
      try local.spread(result) { (peers: [Int: DenseTensor]) in
        for (piece, leader) in blocks {
          guard let peer = peers[leader] else { continue }
          block(of: result, piece).copy(from: local.block(peer, of: leader, box(piece)))
        }
      }
    }
  }

  private var isInPlace: Bool {
    guard let result else { return true }
    return shard?.storage === result.storage
  }

  private func box(_ piece: Int) -> Box { hierarchical.schedule.pieces[piece].box }

  /// A block of the new shard.
  private func block(of result: DenseTensor?, _ piece: Int) -> DenseTensor {
    guard let result, let target = hierarchical.target else {
      preconditionFailure("rank \(hierarchical.rank) has no new shard")
    }
    let part = box(piece).relative(to: target)
    return result.slice(offsets: part.offsets, sizes: part.sizes)
  }

  /// A block of the old shard of a rank of this host.
  private func contribution(of rank: Int, _ piece: Int) -> DenseTensor {
    let exchange = hierarchical.phase.exchange
    guard let shard = shards[rank],
      let frame = exchange.from.extent(of: rank, shape: exchange.shape)
    else { preconditionFailure("rank \(rank) has no shard to be read here") }
    let part = box(piece).relative(to: frame)
    return shard.slice(offsets: part.offsets, sizes: part.sizes)
  }

  private func value(_ value: HierarchicalSchedule.Value, _ piece: Int) -> DenseTensor {
    if let held = held[HierarchicalSchedule.Place(piece: piece, value: value)] { return held }
    switch value {
    case .source(let rank): return contribution(of: rank, piece)
    case .result: return block(of: result, piece)
    case .partial, .total: preconditionFailure("\(value) of piece \(piece) is not there yet")
    }
  }

  private func fold(
    _ values: [HierarchicalSchedule.Value], into target: HierarchicalSchedule.Value, _ piece: Int
  ) {
    let folding = hierarchical.schedule.folding
    let parts = values.map { value($0, piece) }
    let isDone = target == .result || target == .total
    let into =
      target == .result
      ? block(of: result, piece) : messages.stage(box(piece).sizes, folding.type(of: target))
    folding.run(
      parts, into: into,
      contributions: isDone ? hierarchical.schedule.pieces[piece].contributions : nil)
    if target != .result { held[HierarchicalSchedule.Place(piece: piece, value: target)] = into }
    for value in values {
      if let used = used(value, piece) { messages.release(used) }
    }
  }

  /// Notes a use of a value; what is held and was used for the last time.
  private func used(_ value: HierarchicalSchedule.Value, _ piece: Int) -> DenseTensor? {
    let place = HierarchicalSchedule.Place(piece: piece, value: value)
    guard held[place] != nil else { return nil }
    let left = (uses[place] ?? 1) - 1
    uses[place] = left
    return left > 0 ? nil : held.removeValue(forKey: place)
  }
}

extension HierarchicalExchange {
  /// Posts receives ahead, as far as staging allows.
  private func post() throws {
    while posted < receives.count {
      let next = receives[posted]
      let bytes =
        box(next.piece).count * hierarchical.schedule.folding.type(of: next.value).byteCount
      guard isDirect(next) || messages.hasRoom(for: bytes) else { return }
      try postNext()
    }
  }

  private func isDirect(_ receive: Receive) -> Bool {
    receive.value == .result && block(of: result, receive.piece).isContiguous
  }

  private func postNext() throws {
    let next = receives[posted]
    var target: DenseTensor
    if isDirect(next) {
      target = block(of: result, next.piece)
    } else {
      target = messages.stage(
        box(next.piece).sizes, hierarchical.schedule.folding.type(of: next.value))
      receives[posted].staging = target
    }
    receives[posted].request = try messages.receive(into: target, from: next.peer)
    posted += 1
  }

  /// Waits for the message whose turn it is.
  private func arrive() throws {
    while posted <= received { try postNext() }
    let message = receives[received]
    try message.request?.wait()
    receives[received].request = nil
    receives[received].staging = nil
    received += 1
    guard let staging = message.staging else { return }
    if message.value == .result {
      block(of: result, message.piece).copy(from: staging)
      messages.release(staging)
    } else {
      held[HierarchicalSchedule.Place(piece: message.piece, value: message.value)] = staging
    }
  }
}
