import Resharding
import Elements
import MPI
import Sharding
import Tensors

/// One run of a crossing phase: its operations in turn.
///
/// Nothing waits in a circle: an operation waits only for what others do in earlier times, and sends
/// wait for nobody.
final class Passage {
  private let crossing: CrossingPhase
  private let courier: Courier
  private let shard: DenseTensor?
  private let result: DenseTensor?
  private let local: HostReading?
  /// The shards of the host's ranks, this one's among them, by rank.
  private var shards: [Int: DenseTensor] = [:]
  private var held: [Relay.Place: DenseTensor] = [:]
  private var uses: [Relay.Place: Int]
  private var receives: [Receive] = []
  private var posted = 0
  private var received = 0

  private struct Receive {
    let piece: Int
    let value: Relay.Value
    let peer: Int
    var request: Request?
    /// Where it arrives, where that is not where it belongs.
    var staging: DenseTensor?
  }

  init(_ crossing: CrossingPhase, _ shard: DenseTensor?, _ result: DenseTensor?) throws(MPIError) {
    (self.crossing, self.shard, self.result) = (crossing, shard, result)
    courier = Courier(crossing.group.communicator, stagingBytes: crossing.stagingBytes)
    for operation in crossing.relay.operations {
      guard case .receive(let value, let peer) = operation.action else { continue }
      receives.append(Receive(piece: operation.piece, value: value, peer: peer))
    }
    uses = crossing.relay.uses
    local = crossing.group.node.map { HostReading(crossing, $0) }
  }

  var record: CrossingPhase.Record {
    .init(bytesSent: courier.bytesSent, stagedBytes: courier.peakStaged)
  }

  func run() throws(MPIError) {
    let number = try local?.begin(shard)
    try post()
    if let local, let number { shards = try local.shards(in: number, shard) }
    shards[crossing.rank] = shard
    for operation in crossing.relay.operations {
      try courier.tidy(before: operation.time)
      try carry(operation)
      try post()
    }
    if let local, let number { local.finish(number) }
    try courier.finish()
    try local?.awaitReaders()
  }
}

extension Passage {
  private func carry(_ operation: Relay.Operation) throws(MPIError) {
    let piece = operation.piece
    switch operation.action {
    case .take(let rank):
      guard !(rank == crossing.rank && isInPlace) else { return }
      block(of: result, piece).copy(from: contribution(of: rank, piece))
    case .send(let value, let peer):
      let block = self.value(value, piece)
      // The last message of what is staged gives it back when it has left.
      let isStaged = used(value, piece) != nil
      try courier.send(block, isStaged: isStaged, to: peer, at: operation.time)
    case .receive:
      try arrive()
    case .fold(let values, let target):
      fold(values, into: target, piece)
    case .spread(let blocks):
      guard let local else { return }
      try local.spread(result) { (peers: [Int: DenseTensor]) in
        for (piece, home) in blocks {
          guard let peer = peers[home] else { continue }
          block(of: result, piece).copy(from: local.block(peer, of: home, box(piece)))
        }
      }
    }
  }

  private var isInPlace: Bool {
    guard let result else { return true }
    return shard?.storage === result.storage
  }

  private func box(_ piece: Int) -> Box { crossing.relay.pieces[piece].box }

  /// A block of the new shard.
  private func block(of result: DenseTensor?, _ piece: Int) -> DenseTensor {
    guard let result, let target = crossing.target else {
      preconditionFailure("rank \(crossing.rank) has no new shard")
    }
    let part = box(piece).relative(to: target)
    return result.slice(offsets: part.offsets, sizes: part.sizes)
  }

  /// A block of the old shard of a rank of this host.
  private func contribution(of rank: Int, _ piece: Int) -> DenseTensor {
    let exchange = crossing.phase.exchange
    guard let shard = shards[rank], let frame = exchange.from.box(of: rank, shape: exchange.shape)
    else { preconditionFailure("rank \(rank) has no shard to be read here") }
    let part = box(piece).relative(to: frame)
    return shard.slice(offsets: part.offsets, sizes: part.sizes)
  }

  private func value(_ value: Relay.Value, _ piece: Int) -> DenseTensor {
    if let held = held[Relay.Place(piece: piece, value: value)] { return held }
    switch value {
    case .source(let rank): return contribution(of: rank, piece)
    case .result: return block(of: result, piece)
    case .partial, .total: preconditionFailure("\(value) of piece \(piece) is not there yet")
    }
  }

  private func fold(_ values: [Relay.Value], into target: Relay.Value, _ piece: Int) {
    let folding = crossing.relay.folding
    let parts = values.map { value($0, piece) }
    let isDone = target == .result || target == .total
    let into =
      target == .result
      ? block(of: result, piece) : courier.stage(box(piece).sizes, folding.type(of: target))
    folding.run(
      parts, into: into, contributions: isDone ? crossing.relay.pieces[piece].contributions : nil)
    if target != .result { held[Relay.Place(piece: piece, value: target)] = into }
    for value in values {
      if let used = used(value, piece) { courier.release(used) }
    }
  }

  /// Notes a use of a value; what is held and was used for the last time.
  private func used(_ value: Relay.Value, _ piece: Int) -> DenseTensor? {
    let place = Relay.Place(piece: piece, value: value)
    guard held[place] != nil else { return nil }
    let left = (uses[place] ?? 1) - 1
    uses[place] = left
    return left > 0 ? nil : held.removeValue(forKey: place)
  }
}

extension Passage {
  /// Posts receives ahead, as far as staging allows.
  private func post() throws(MPIError) {
    while posted < receives.count {
      let next = receives[posted]
      let bytes = box(next.piece).count * crossing.relay.folding.type(of: next.value).byteCount
      guard isDirect(next) || courier.hasRoom(for: bytes) else { return }
      try postNext()
    }
  }

  private func isDirect(_ receive: Receive) -> Bool {
    receive.value == .result && block(of: result, receive.piece).isContiguous
  }

  private func postNext() throws(MPIError) {
    let next = receives[posted]
    var target: DenseTensor
    if isDirect(next) {
      target = block(of: result, next.piece)
    } else {
      target = courier.stage(
        box(next.piece).sizes, crossing.relay.folding.type(of: next.value))
      receives[posted].staging = target
    }
    receives[posted].request = try courier.receive(into: target, from: next.peer)
    posted += 1
  }

  /// Waits for the message whose turn it is.
  private func arrive() throws(MPIError) {
    while posted <= received { try postNext() }
    let message = receives[received]
    try message.request?.wait()
    receives[received].request = nil
    receives[received].staging = nil
    received += 1
    guard let staging = message.staging else { return }
    if message.value == .result {
      block(of: result, message.piece).copy(from: staging)
      courier.release(staging)
    } else {
      held[Relay.Place(piece: message.piece, value: message.value)] = staging
    }
  }
}
