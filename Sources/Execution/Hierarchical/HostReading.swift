import MPI
import Sharding
import Tensors

/// Reads between the ranks of one host in one run of a hierarchical phase: of old shards, and then, as blocks
/// arrive, of new ones.
///
/// If other ranks cannot map a shard, its owner sends them copies.
final class HostReading {
  private let hierarchical: HierarchicalPhase
  private let node: SharedMemoryGroup
  private var numbers: [UInt64] = []
  /// What peers may still read.
  private var kept: [DenseTensor] = []

  init(_ hierarchical: HierarchicalPhase, _ node: SharedMemoryGroup) {
    (self.hierarchical, self.node) = (hierarchical, node)
  }

  /// Tells the host's ranks where the old shard lies.
  func begin(_ shard: DenseTensor?) throws -> UInt64 {
    try publish(shard, among: hierarchical.schedule.publishers)
  }

  private func publish(_ tensor: DenseTensor?, among read: Set<Int>) throws -> UInt64 {
    let tensor = read.contains(hierarchical.rank) ? tensor.map(SharedMemoryGroup.readable) : nil
    if let tensor { kept.append(tensor) }
    let number = try node.begin(tensor, call: hierarchical.call)
    numbers.append(number)
    return number
  }

  /// The old shards of the host's other ranks.
  func shards(in number: UInt64, _ own: DenseTensor?) throws -> [Int: DenseTensor] {
    try tensors(
      in: number, own, lyingAs: hierarchical.phase.exchange.from,
      of: hierarchical.schedule.publishers)
  }

  func finish(_ number: UInt64) { node.finish(number) }

  /// Tells the host's ranks that what they are to read in this rank's new shard is there, and has `body`
  /// read theirs.
  func spread(_ result: DenseTensor?, _ body: ([Int: DenseTensor]) -> Void) throws {
    let leaders = hierarchical.schedule.leaderRanks
    let number = try publish(result, among: leaders)
    body(try tensors(in: number, result, lyingAs: hierarchical.phase.exchange.to, of: leaders))
    node.finish(number)
  }

  /// A block of a new shard of the host.
  func block(_ shard: DenseTensor, of rank: Int, _ box: Box) -> DenseTensor {
    let exchange = hierarchical.phase.exchange
    guard let frame = exchange.to.extent(of: rank, shape: exchange.shape) else {
      preconditionFailure("rank \(rank) has no new shard")
    }
    let part = box.relative(to: frame)
    return shard.slice(offsets: part.offsets, sizes: part.sizes)
  }

  /// Waits until nobody reads this rank's shards any more.
  func awaitReaders() throws {
    let all = Array(node.ranks.indices)
    for number in numbers { try node.awaitReaders(all, in: number) }
    kept = []
  }

  private func tensors(
    in number: UInt64, _ own: DenseTensor?, lyingAs attr: TensorDistAttr, of read: Set<Int>
  ) throws -> [Int: DenseTensor] {
    let isReadable = try node.hear(number)
    var result: [Int: DenseTensor] = [:]
    for (position, rank) in node.ranks.enumerated()
    where rank != hierarchical.rank && read.contains(rank) {
      guard let box = attr.box(of: rank, shape: hierarchical.phase.exchange.shape) else { continue }
      result[rank] =
        isReadable
        ? node.shard(at: position, in: number, shape: box.sizes, dtype: hierarchical.dtype)
        : DenseTensor(shape: box.sizes, dtype: hierarchical.dtype)
    }
    if !isReadable { try copy(read.contains(hierarchical.rank) ? own : nil, result) }
    return result
  }

  /// Every shard to every rank of the host.
  private func copy(_ own: DenseTensor?, _ others: [Int: DenseTensor]) throws {
    let own = own?.contiguous()
    var requests: [Request] = []
    for rank in node.ranks where rank != hierarchical.rank {
      if let other = others[rank] {
        let storage = other.storage
        requests.append(
          try storage.withMutableBytes(other.byteRange) {
            (bytes: inout MutableRawSpan) throws in
            try hierarchical.group.communicator.startReceive(
              into: &bytes, of: storage, from: rank, tag: MessageTag.unmapped)
          })
      }
      if let own {
        requests.append(
          try own.storage.withBytes(own.byteRange) { (bytes: RawSpan) throws in
            try hierarchical.group.communicator.startSend(
              bytes, of: own.storage, to: rank, tag: MessageTag.unmapped)
          })
      }
    }
    for request in requests { try request.wait() }
  }
}
