import Elements
import Sharding

/// A schedule cut into rounds: which piece of which block moves between whom, and when.
package final class Route {
  /// A piece that goes to, or comes from, one peer.
  package struct Item {
    package var peer: Int
    package var box: Box
  }

  package let schedule: Schedule
  /// How many rounds there are; the same on every rank.
  package let rounds: Int
  /// How many elements no buffer of any rank exceeds, in place or staged.
  package let largestBuffer: Int
  /// The ops and group sizes of the folded mesh dims, in mesh order.
  package let folds: [FoldLevel]
  /// How many elements of a cell move in a round at the most.
  private let limit: Int
  /// By source rank: which cells of which destinations it contributes to.
  private let outgoing: [Int: [(destination: Int, cell: Int)]]

  /// - Parameter stagingBytes: how many bytes a rank may hold back in each direction.
  package init(_ exchange: Exchange, elementBytes: Int, stagingBytes: Int) {
    let schedule = Schedule(exchange)
    var outgoing: [Int: [(destination: Int, cell: Int)]] = [:]
    for destination in exchange.to.mesh.ranks {
      for (index, cell) in (schedule.cells[destination] ?? []).enumerated() {
        for source in cell.sources where source != destination {
          outgoing[source, default: []].append((destination, index))
        }
      }
    }
    let fan = schedule.fan
    let limit = Self.limit(fan: fan, elementBytes: elementBytes, stagingBytes: stagingBytes)
    largestBuffer = max(Box(shape: exchange.shape).count, limit * fan)
    var rounds = 0
    for (destination, cells) in schedule.cells {
      for cell in cells where cell.sources != [destination] {
        rounds = max(rounds, Pieces(cell.box, ofAtMost: limit).count)
      }
    }
    self.limit = limit
    self.schedule = schedule
    self.outgoing = outgoing
    self.rounds = rounds
    folds = exchange.foldedDims.compactMap { dim in
      exchange.from.placements[dim].reduceOp.map { FoldLevel($0, exchange.from.mesh.shape[dim]) }
    }
  }

  /// How many elements of a block move in a round at the most, where no rank sends or receives more than `fan` blocks.
  static func limit(fan: Int, elementBytes: Int, stagingBytes: Int) -> Int {
    max(1, stagingBytes / (elementBytes * fan))
  }

  package var reduces: Bool { !folds.isEmpty }

  /// The piece of a cell of `rank` that moves in `round`; nil if it has fewer.
  package func piece(_ rank: Int, _ cell: Int, _ round: Int) -> Box? {
    guard let cells = schedule.cells[rank] else { return nil }
    let pieces = Pieces(cells[cell].box, ofAtMost: limit)
    return round < pieces.count ? pieces[round] : nil
  }

  /// What `rank` sends in `round`, by destination and cell.
  package func outgoing(of rank: Int, round: Int) -> [Item] {
    (outgoing[rank] ?? []).compactMap { destination, cell in
      piece(destination, cell, round).map { Item(peer: destination, box: $0) }
    }
  }

  /// The bytes that `rank` sends and receives in all rounds.
  package func bytes(of rank: Int, elementBytes: Int) -> (sent: Int, received: Int) {
    let sent = (outgoing[rank] ?? []).reduce(0) { sum, item in
      sum + (schedule.cells[item.destination]?[item.cell].box.count ?? 0)
    }
    let received = (schedule.cells[rank] ?? []).reduce(0) { sum, cell in
      sum + cell.sources.count { $0 != rank } * cell.box.count
    }
    return (sent * elementBytes, received * elementBytes)
  }

  /// What `rank` receives in `round`, by cell and contribution.
  package func incoming(of rank: Int, round: Int) -> [Item] {
    (schedule.cells[rank] ?? []).enumerated().flatMap { index, cell -> [Item] in
      guard let box = piece(rank, index, round) else { return [] }
      return cell.sources.filter { $0 != rank }.map { Item(peer: $0, box: box) }
    }
  }

  /// The piece of its own that `rank` puts into an all-gather in `round`.
  package func own(of rank: Int, round: Int) -> Item? {
    guard let index = schedule.cells[rank]?.firstIndex(where: { $0.sources == [rank] }) else {
      return nil
    }
    return piece(rank, index, round).map { Item(peer: rank, box: $0) }
  }
}

extension Schedule {
  /// How many blocks the rank with most of them sends, or receives; at least 1. O(messages).
  var fan: Int {
    let (from, to) = (exchange.from.mesh, exchange.to.mesh)
    var outgoing = [Int](repeating: 0, count: from.count)
    var fan = 1
    for destination in to.rankOrder {
      var incoming = 0
      for cell in cells[destination] ?? [] {
        for source in cell.sources where source != destination {
          if let place = from.position(of: source) { outgoing[place] += 1 }
          incoming += 1
        }
      }
      fan = max(fan, incoming)
    }
    return max(fan, outgoing.max() ?? 1)
  }

  /// Whether a rank's new shard, `target`, is a part of its old one.
  func isView(for rank: Int, _ target: Extent?) -> Bool {
    guard let target, let cells = cells[rank] else { return false }
    return cells.count == 1 && cells[0].sources == [rank] && cells[0].box == target.box
  }
}
