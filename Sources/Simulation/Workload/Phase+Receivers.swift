import Elements
import Resharding
import Sharding

/// What one rank gets in a phase, by who sends it.
struct ReceivedBlocks {
  struct Block {
    let source: Int
    var bytes: Int
    var sendsInPlace: Bool
    var receivesInPlace: Bool
  }

  var received: [Block] = []
  /// What it has itself, and what of it is copied.
  var kept = 0
  var copied = 0
  /// The bytes of contributions that its folds read.
  var folded = 0
}

extension Phase {
  var participants: [Int] { exchange.from.mesh.ranks + exchange.to.mesh.ranks }

  /// Calls `body` with each rank that has a new shard, in order, and what it gets.
  func forEachReceiver(_ dtype: DType, _ body: (Int, ReceivedBlocks) -> Void) {
    let schedule = Schedule(exchange)
    for destination in exchange.to.mesh.ranks.sorted() {
      let cells = schedule.cells[destination] ?? []
      guard let target = exchange.to.extent(of: destination, shape: exchange.shape) else {
        continue
      }
      var blocks = ReceivedBlocks()
      var places: [Int: Int] = [:]
      for cell in cells {
        let bytes = cell.box.count * dtype.byteCount
        if cell.sources == [destination] {
          blocks.kept += bytes
          let isView = cells.count == 1 && cell.box == target.box
          if !isView, !isFlat { blocks.copied += bytes }
        } else if cell.sources.count > 1 {
          blocks.folded += bytes * cell.sources.count
        }
        for source in cell.sources where source != destination {
          guard let frame = exchange.from.extent(of: source, shape: exchange.shape) else {
            continue
          }
          if let place = places[source] {
            // Two blocks for one peer go through staging at both ends.
            blocks.received[place].bytes += bytes
            blocks.received[place].sendsInPlace = false
            blocks.received[place].receivesInPlace = false
          } else {
            places[source] = blocks.received.count
            blocks.received.append(
              ReceivedBlocks.Block(
                source: source, bytes: bytes, sendsInPlace: cell.box.isContiguous(in: frame.local),
                receivesInPlace: cell.box.isContiguous(in: target.local)))
          }
        }
      }
      body(destination, blocks)
    }
  }
}
