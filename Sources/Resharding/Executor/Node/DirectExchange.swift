import MPI
import Sharding
import Tensors

/// One phase carried out by ranks that read each other's shards: what a rank needs goes straight from
/// where it lies to where it belongs, copied or folded in the order of the contributions.
struct DirectExchange {
  let program: Program
  let node: NodeGroup

  /// Carries the phase out. Collective over the group.
  ///
  /// - Returns: false on every rank, with nothing done, where a rank's shard cannot be read by others.
  func run() throws(MPIError) -> Bool {
    let (rank, route) = (program.rank, program.route)
    let readers = Set(route.outgoing(of: rank, round: 0).map(\.peer))
    var source = program.source
    // What was made before memory was shared, or lies in a file, is read from a copy.
    if let shard = source, shard.storage.arenaOffset == nil {
      source = readers.isEmpty ? nil : shard.copy()
    }
    guard try node.publish(source) else { return false }
    read()
    try node.finish(readers)
    return true
  }

  private func read() {
    guard let result = program.result else { return }
    let exchange = program.phase.exchange
    var shards: [Int: (shard: DenseTensor, frame: Box)] = [:]
    for cell in program.route.schedule.cells[program.rank] ?? []
    where cell.sources != [program.rank] {
      let parts = cell.sources.map { peer -> DenseTensor in
        if peer == program.rank { return program.sourcePiece(cell.box) }
        let (shard, frame) = shards[peer] ?? published(peer, exchange)
        shards[peer] = (shard, frame)
        let part = cell.box.relative(to: frame)
        return shard.slice(offsets: part.offsets, sizes: part.sizes)
      }
      let target = program.piece(of: result, cell.box)
      if parts.count == 1 {
        target.copy(from: parts[0])
      } else {
        foldNested(program.route.folds[...], parts, into: target)
      }
    }
  }

  private func published(_ peer: Int, _ exchange: Exchange) -> (DenseTensor, Box) {
    guard let frame = exchange.from.box(of: peer, shape: exchange.shape) else {
      preconditionFailure("rank \(peer) holds nothing of \(exchange.from)")
    }
    return (node.shard(of: peer, shape: frame.sizes, dtype: program.dtype), frame)
  }
}

extension Program {
  /// The bytes that the rank sends and receives in the whole phase.
  var bytes: (sent: Int, received: Int) {
    let size = dtype.byteCount
    let received = (route.schedule.cells[rank] ?? []).reduce(0) { sum, cell in
      sum + cell.sources.count { $0 != rank } * cell.box.count * size
    }
    return (route.bytesSent(by: rank, elementBytes: size), received)
  }
}
