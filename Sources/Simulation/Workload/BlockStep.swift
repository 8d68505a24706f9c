import Elements
import Resharding
import Sharding

/// A step as its blocks see it. Ranks that need the same are a group, and so are ranks that have the contributions to
/// one block; listed is which group gets something from which. No rank is looked at more than once.
///
/// A tensor dim that only one side cuts makes no groups: each rank of the other side has to do with all of its parts, and
/// how long a part is shows in the shard of the rank that has it.
struct BlockStep {
  /// What each rank of one group gets from each of another one, but not from itself.
  struct Piece {
    /// The group that has it.
    var source: Int32
    /// The group that gets it.
    var target: Int32
    /// A number that tells it from others, but for how long its ranks' shards are.
    var label: UInt64
    /// The block; nil if it is all that the shards of its ranks have in common.
    var block: Block?
  }

  /// A block that goes from one rank to another.
  struct Block {
    var elements: Int
    var sendsInPlace: Bool
    var receivesInPlace: Bool
  }

  /// What a rank has itself of what it needs.
  private struct Own {
    var elements = 0
    /// Whether it is all that the rank needs.
    var isAll = false
  }

  let step: ReshardStep
  private let exchange: Exchange
  private let sources: RankGroups
  private let targets: RankGroups
  /// In the order of the groups that get them.
  private let pieces: [Piece]
  /// Where the pieces of each target group begin, and where all end.
  private let starts: [Int]
  private let keptAtZero: [Int]
  private let pinned: [Int]
  /// How many values are folded into one.
  private let contributions: Int

  /// Nil where more than `limit` pieces are to be listed.
  ///
  /// - Complexity: O(ranks + pieces).
  init?(_ step: ReshardStep, shape: [Int], limit: Int) {
    guard step.collective != .allReduce else { return nil }
    let exchange = Exchange(shape: shape, from: step.from, to: step.to)
    guard let list = PieceList(exchange, limit) else { return nil }
    (self.step, self.exchange) = (step, exchange)
    keptAtZero = exchange.keptAtZeroDims
    pinned = exchange.pinnedDims.sorted()
    contributions = exchange.contributions
    (sources, targets) = (list.sources, list.targets)
    (pieces, starts) = (list.pieces, list.starts)
  }

  /// Whether partial values are reduced.
  var reduces: Bool { !exchange.foldedDims.isEmpty }
}

extension BlockStep {
  /// Calls `body` with each rank that has something to give and the number of its group.
  func forEachSender(_ body: (_ rank: Int, _ group: Int) -> Void) {
    MeshWalk(step.from.mesh, nil).forEach { rank, _, coordinate in
      body(rank, sources.group(at: coordinate))
    }
  }

  /// Calls `body` with each rank that gets something and the number of its group.
  func forEachReceiver(_ body: (_ rank: Int, _ group: Int) -> Void) {
    MeshWalk(step.to.mesh, nil).forEach { rank, _, coordinate in
      if receives(at: coordinate) { body(rank, targets.group(at: coordinate)) }
    }
  }

  /// Calls `body` with each rank and a number that tells it from ranks with another part in the step.
  func forEachLabel(_ body: (_ rank: Int, _ label: Int) -> Void) {
    let isOnOneMesh = exchange.isOnOneMesh
    MeshWalk(step.to.mesh, nil).forEach { rank, _, coordinate in
      let here = isOnOneMesh ? coordinate : step.from.mesh.coordinate(of: rank)
      var label = (receives(at: coordinate) ? UInt64(1) : 0).scattered
      if receives(at: coordinate), let own = here.map({ self.own(from: $0, to: coordinate) }) {
        label = label &+ UInt64(own.elements << 1 | (own.isAll ? 1 : 0)).scattered
      }
      label = exchange.to.lengths(at: coordinate, exchange.shape, label)
      if isOnOneMesh { label = exchange.from.lengths(at: coordinate, exchange.shape, label) }
      body(rank, Int(truncatingIfNeeded: label))
    }
    guard !isOnOneMesh else { return }
    MeshWalk(step.from.mesh, nil).forEach { rank, _, coordinate in
      body(rank, Int(truncatingIfNeeded: exchange.from.lengths(at: coordinate, exchange.shape, 0)))
    }
  }

  private func receives(at coordinate: [Int]) -> Bool {
    for dim in keptAtZero where coordinate[dim] != 0 { return false }
    return true
  }

  private func own(from here: [Int], to there: [Int]) -> Own {
    for dim in pinned where here[dim] != there[dim] { return Own() }
    var own = Own(elements: 1, isAll: true)
    for (dim, size) in exchange.shape.enumerated() {
      let old = exchange.from.range(of: dim, size, at: here)
      let new = exchange.to.range(of: dim, size, at: there)
      let both = old.clamped(to: new)
      own.elements *= both.count
      if both.count != new.count { own.isAll = false }
    }
    return own
  }

  /// By group of sources and of targets: a number for all that its ranks send, and get, where such numbers for the
  /// ranks of each group add up to `given` and `wanted`.
  func sums(_ given: [UInt64], _ wanted: [UInt64]) -> (sent: [UInt64], received: [UInt64]) {
    var sent = [UInt64](repeating: 0, count: sources.count)
    var received = [UInt64](repeating: 0, count: targets.count)
    for piece in pieces {
      let (source, target) = (Int(piece.source), Int(piece.target))
      received[target] &+= (given[source] &+ piece.label).scattered
      sent[source] &+= (wanted[target] &+ piece.label).scattered
    }
    return (sent, received)
  }

  var sourceGroupCount: Int { sources.count }
  var targetGroupCount: Int { targets.count }
}

extension UInt64 {
  /// A number that tells nothing of this one but whether another is the same (Steele, Lea and Flood 2014).
  var scattered: UInt64 {
    var bits = (self &+ 1) &* 0x9e37_79b9_7f4a_7c15
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }
}

extension TensorDistAttr {
  /// A number that tells how long the shard at a coordinate is in each tensor dim, and what `label` tells.
  fileprivate func lengths(at coordinate: [Int], _ shape: [Int], _ label: UInt64) -> UInt64 {
    var label = label
    for dim in shape.indices {
      label = (label &+ UInt64(range(of: dim, shape[dim], at: coordinate).count)).scattered
    }
    return label
  }
}

extension Exchange {
  /// How many values are folded into one.
  var contributions: Int { foldedDims.reduce(1) { $0 * from.mesh.shape[$1] } }
}

extension BlockStep {
  /// Blocks that a rank gets from ranks of one class.
  struct Receipt {
    /// One of the ranks that send them.
    var source: Int
    var count: Int
    var block: Block
  }

  /// What a rank gets from others, by class and block; the elements that it folds in all, and those that it copies.
  ///
  /// - Parameter place: the class of a rank.
  /// - Complexity: O(sources of the rank).
  func receipts(of rank: Int, _ place: (Int) -> Int) -> (list: [Receipt], folded: Int, copied: Int)
  {
    guard let coordinate = step.to.mesh.coordinate(of: rank), receives(at: coordinate) else {
      return ([], 0, 0)
    }
    struct Key: Hashable {
      let place: Int
      let label: UInt64
    }
    let target = exchange.to.box(at: coordinate, shape: exchange.shape)
    let group = targets.group(at: coordinate)
    // Of what is known to be nothing, nil.
    var (list, known): ([Receipt], [Key: Int?]) = ([], [:])
    for piece in pieces[starts[group]..<starts[group + 1]] {
      sources.forEachMember(of: Int(piece.source)) { position in
        let source = step.from.mesh.rankOrder[position]
        guard source != rank else { return }
        let key = Key(place: place(source), label: piece.label)
        if let found = known[key] {
          if let index = found { list[index].count += 1 }
          return
        }
        let block = piece.block ?? block(from: position, to: target)
        known[key] = .some(block.map { _ in list.count })
        if let block { list.append(Receipt(source: source, count: 1, block: block)) }
      }
    }
    let own =
      step.from.mesh.coordinate(of: rank).map { self.own(from: $0, to: coordinate) } ?? Own()
    guard contributions > 1 else { return (list, 0, own.isAll ? 0 : own.elements) }
    return (list, list.reduce(own.elements) { $0 + $1.count * $1.block.elements }, 0)
  }

  /// What the rank at a position has of a block; nil if it is nothing.
  private func block(from position: Int, to target: Box) -> Block? {
    let source = exchange.from.box(
      at: step.from.mesh.coordinate(at: position), shape: exchange.shape)
    return source.intersection(target).map {
      Block(
        elements: $0.count, sendsInPlace: $0.isContiguous(in: source),
        receivesInPlace: $0.isContiguous(in: target))
    }
  }
}
