import MPI
import Sharding
import Tensors

/// What the ranks of one host read of each other in one run of a crossing phase: their old shards, and
/// then, as blocks come in, their new ones.
///
/// Where a shard cannot be read by others, they get copies by messages.
final class HostReading {
  private let crossing: CrossingPhase
  private let node: SharedMemoryGroup
  private var numbers: [UInt64] = []
  /// What peers may still read.
  private var kept: [DenseTensor] = []

  init(_ crossing: CrossingPhase, _ node: SharedMemoryGroup) {
    (self.crossing, self.node) = (crossing, node)
  }

  /// Tells the host's ranks where the old shard lies.
  func begin(_ shard: DenseTensor?) throws(MPIError) -> UInt64 {
    try publish(shard, among: crossing.relay.lenders)
  }

  private func publish(_ tensor: DenseTensor?, among read: Set<Int>) throws(MPIError) -> UInt64 {
    let tensor = read.contains(crossing.rank) ? tensor.map(SharedMemoryGroup.readable) : nil
    if let tensor { kept.append(tensor) }
    let number = try node.begin(tensor, call: crossing.call)
    numbers.append(number)
    return number
  }

  /// The old shards of the host's other ranks.
  func shards(in number: UInt64, _ own: DenseTensor?) throws(MPIError) -> [Int: DenseTensor] {
    try tensors(
      in: number, own, lyingAs: crossing.phase.exchange.from, of: crossing.relay.lenders)
  }

  func finish(_ number: UInt64) { node.finish(number) }

  /// Tells the host's ranks that what they are to read in this rank's new shard is there, and has `body`
  /// read theirs.
  func spread(_ result: DenseTensor?, _ body: ([Int: DenseTensor]) -> Void) throws(MPIError) {
    let homes = crossing.relay.homeRanks
    let number = try publish(result, among: homes)
    body(try tensors(in: number, result, lyingAs: crossing.phase.exchange.to, of: homes))
    node.finish(number)
  }

  /// A block of a new shard of the host.
  func block(_ shard: DenseTensor, of rank: Int, _ box: Box) -> DenseTensor {
    let exchange = crossing.phase.exchange
    guard let frame = exchange.to.box(of: rank, shape: exchange.shape) else {
      preconditionFailure("rank \(rank) has no new shard")
    }
    let part = box.relative(to: frame)
    return shard.slice(offsets: part.offsets, sizes: part.sizes)
  }

  /// Waits until nobody reads this rank's shards any more.
  func awaitReaders() throws(MPIError) {
    let all = Array(node.ranks.indices)
    for number in numbers { try node.awaitReaders(all, in: number) }
    kept = []
  }

  private func tensors(
    in number: UInt64, _ own: DenseTensor?, lyingAs attr: TensorDistAttr, of read: Set<Int>
  ) throws(MPIError) -> [Int: DenseTensor] {
    let isReadable = try node.hear(number)
    var result: [Int: DenseTensor] = [:]
    for (position, rank) in node.ranks.enumerated()
    where rank != crossing.rank && read.contains(rank) {
      guard let box = attr.box(of: rank, shape: crossing.phase.exchange.shape) else { continue }
      result[rank] =
        isReadable
        ? node.shard(at: position, in: number, shape: box.sizes, dtype: crossing.dtype)
        : DenseTensor(shape: box.sizes, dtype: crossing.dtype)
    }
    if !isReadable { try copy(read.contains(crossing.rank) ? own : nil, result) }
    return result
  }

  /// Every shard to every rank of the host.
  private func copy(_ own: DenseTensor?, _ others: [Int: DenseTensor]) throws(MPIError) {
    let own = own?.contiguous()
    var requests: [Request] = []
    for rank in node.ranks where rank != crossing.rank {
      if let other = others[rank] {
        let storage = other.storage
        requests.append(
          try storage.withMutableBytes(other.byteRange) {
            (bytes: inout MutableRawSpan) throws(MPIError) in
            try crossing.group.communicator.startReceive(
              into: &bytes, of: storage, from: rank, tag: MessageTag.unmapped)
          })
      }
      if let own {
        requests.append(
          try own.storage.withBytes(own.byteRange) { (bytes: RawSpan) throws(MPIError) in
            try crossing.group.communicator.startSend(
              bytes, of: own.storage, to: rank, tag: MessageTag.unmapped)
          })
      }
    }
    for request in requests { try request.wait() }
  }
}
