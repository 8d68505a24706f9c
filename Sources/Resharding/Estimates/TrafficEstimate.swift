import Elements
import Sharding

/// What one movement of blocks asks of the rank that has most to do, in elements, found from layouts.
///
/// `total` is exact. The others are exact where all cuts are even; where they are not, they are
/// bounds from above: a rank has at most the longest piece of each tensor dim, and keeps at least
/// what the rank that keeps least does. What exceeds every integer is `Int.max`.
struct TrafficEstimate {
  /// Received by all ranks together.
  var total = 0
  var received = 0
  var sent = 0
  /// How many other ranks the busiest rank receives from.
  var peers = 0
  /// How many blocks the busiest rank sends, or receives, whichever is more.
  var fan = 1
  /// Copied from the old shard into the new one.
  var kept = 0
  /// Contributions that a fold reads.
  var folded = 0
  /// The op of the fold, where one mesh dim is folded.
  var foldOp: ReduceOp?
  /// The mesh dims, as bits, whose coordinates need the same blocks; of two meshes the target's.
  var takers: UInt64 = 0
  /// What is sent, and what is received, by way of staging.
  var packedOut = 0
  var packedIn = 0
  /// Whether every new shard is a view of the old one.
  var isView = false
  /// Whether some rank's new shard may be a view of its old one, though others receive.
  var mayBeView = true
}

extension TrafficEstimate {
  /// The movement between two layouts of one mesh.
  ///
  /// - Complexity: O(lengths of the mesh dims) where each tensor dim has at most one cutter that the
  ///   other layout moves elsewhere; see `Overlap`.
  init(_ meshShape: MeshShape, _ from: PlacementState, _ to: PlacementState) {
    let orders = ShardOrders(meshShape, from, meshShape, to)
    let (from, to) = (orders.from, orders.to)
    let need = Need(meshShape, orders)
    let (overlap, contributions) = (need.overlap, need.contributions)
    total = need.total
    isView = total == 0 && !orders.rearranges
    var (spread, keepsNone, folds) = (1, false, 0)
    for dim in meshShape.mesh.indices {
      let (old, new) = (from.places[dim], to.places[dim])
      let role = MeshDimRole(old, new)
      if role.isKeptAtZero { isView = false }
      if role.isPinned, old.isShard, meshShape.mesh[dim] > 1 { isView = false }
      if role.isKeptAtZero, role.isFolded { keepsNone = true }
      if role.isFolded {
        folds += 1
        foldOp = folds == 1 ? old.reduceOp : nil
      }
      // To how many receivers an element goes.
      if role.varies(old), !new.isShard, !role.isKeptAtZero {
        spread *= meshShape.mesh[dim]
        takers |= 1 << UInt64(dim)
      }
    }
    let blocks = Blocks(meshShape, from, to)
    kept = isView ? 0 : blocks.common
    guard total > 0 else { return }
    mayBeView = contributions == 1 && blocks.mayKeepAll
    let leastKept = overlap.isEverywhere ? overlap.leastKept : 0
    received = .difference((contributions, blocks.wanted, 1), (leastKept, 1))
    sent = .difference(
      (spread, blocks.offered, 1),
      (keepsNone ? 0 : blocks.followsCopies ? overlap.leastKept : leastKept, 1))
    peers = contributions * blocks.sources - (overlap.isEverywhere ? 1 : 0)
    fan = max(1, peers, spread * blocks.receivers) *| orders.ranges
    folded = contributions > 1 ? contributions *| blocks.wanted : 0
    packedOut = blocks.sendsInPlace && !orders.rearranges ? 0 : sent
    packedIn = blocks.receivesInPlace && folds == 0 && !orders.rearranges ? 0 : received
  }

  /// The mesh dims in whose coordinates the two ends of a block can differ, ascending.
  static func group(_ meshShape: MeshShape, _ from: PlacementState, _ to: PlacementState) -> [Int] {
    meshShape.mesh.indices.filter { dim in
      let role = MeshDimRole(from.places[dim], to.places[dim])
      guard let tensorDim = from.places[dim].shardDim else { return role.isFolded }
      return role.varies(from.places[dim])
        && from.places[dim].turn >= meshShape.commonCuts(tensorDim, from, to)
    }
  }

  /// The two halves of an all-reduce over mesh dims `dims` of what lies as `from`.
  init(allReduce meshShape: MeshShape, _ from: PlacementState, over dims: [Int]) {
    let ranks = dims.reduce(1) { $0 * meshShape.mesh[$1] }
    let whole = meshShape.largestShard(from)
    let piece = dims.reduce(whole) { chunkRange($0, over: meshShape.mesh[$1], at: 0).count }
    let groups = meshShape.mesh.indices.reduce(1) { count, dim in
      !from.places[dim].isShard && !dims.contains(dim)
        ? count * meshShape.mesh[dim] : count
    }
    total = (2 * (ranks - 1) * groups) *| meshShape.elements
    isView = ranks == 1
    guard total > 0 else { return }
    received = whole + (ranks - 2) * piece
    sent = received
    peers = ranks - 1
    fan = peers
    kept = piece
    mayBeView = false
    folded = ranks * piece
    foldOp = dims.count == 1 ? from.places[dims[0]].reduceOp : nil
    for dim in dims { takers |= 1 << UInt64(dim) }
    packedIn = (ranks - 1) * piece
  }
}

/// What all ranks of a mesh need in a layout, and already have in another.
private struct Need {
  let overlap: Overlap
  /// How many values are folded into one.
  let contributions: Int
  let total: Int

  init(_ meshShape: MeshShape, _ orders: ShardOrders) {
    let (from, to) = (orders.from, orders.to)
    overlap = Overlap(meshShape, orders)
    // By how many ranks each element is needed, and how many copies there are of what overlaps.
    var (contributions, needers, keepers) = (1, 1, 1)
    for dim in meshShape.mesh.indices {
      let (old, new) = (from.places[dim], to.places[dim])
      let role = MeshDimRole(old, new)
      if role.isFolded { contributions *= meshShape.mesh[dim] }
      if new.isShard || role.isKeptAtZero { continue }
      if !old.isShard { keepers *= meshShape.mesh[dim] }
      if !old.isShard || !role.isPinned { needers *= meshShape.mesh[dim] }
    }
    self.contributions = contributions
    total = .difference((contributions, needers, meshShape.elements), (overlap.total, keepers))
  }
}

extension MeshDimRole {
  /// Whether senders and receivers differ in the coordinate, the place before being `old`.
  fileprivate func varies(_ old: PlacementState.Place) -> Bool {
    isFolded || old.isShard && !isPinned
  }
}

/// The blocks that two layouts of one mesh exchange, dim by dim.
private struct Blocks {
  /// The most that a rank needs, has to give, and has already.
  private(set) var wanted = 1
  private(set) var offered = 1
  private(set) var common = 1
  /// How many blocks a rank's new shard is made of, and how many pieces its old one goes into.
  private(set) var sources = 1
  private(set) var receivers = 1
  private(set) var sendsInPlace = true
  private(set) var receivesInPlace = true
  /// Whether a rank may have all that it needs already.
  private(set) var mayKeepAll = true
  /// Whether only copies of a block become shorter, so that who sends also keeps.
  private(set) var followsCopies = false

  init(_ meshShape: MeshShape, _ from: PlacementState, _ to: PlacementState) {
    var (sendsWhole, receivesWhole, cutsOthers) = (true, true, false)
    for dim in meshShape.shape.indices.reversed() {
      let turns = meshShape.commonCuts(dim, from, to)
      let base = meshShape.longest(dim, in: from, turns: turns)
      let moved = Cuts(meshShape, dim, base, turns, from, from, to)
      let made = Cuts(meshShape, dim, base, turns, to, from, to)
      let (held, needed) = (moved.longest, made.longest)
      let isPinned = !moved.isEmpty && made.isEmpty && moved.varying.isEmpty
      wanted *= isPinned ? min(held, needed) : needed
      let (byVarying, byCopies) = (!made.varying.isEmpty, !made.copying.isEmpty)
      offered *= byCopies && !byVarying ? min(held, needed) : held
      common *= min(held, needed)
      followsCopies = followsCopies || byCopies
      cutsOthers = cutsOthers || byVarying
      sources *= moved.grid.meeting(made.grid)
      if moved.grid.isEven, made.grid.isEven, needed > held { mayKeepAll = false }
      receivers *= byCopies ? made.varying.ranks : made.grid.meeting(moved.grid)
      // Contiguous: whole in all inner dims, and in the outer ones a single index.
      if !sendsWhole, min(held, needed) > 1 { sendsInPlace = false }
      if !receivesWhole, min(held, needed) > 1 { receivesInPlace = false }
      if !made.isEmpty { sendsWhole = false }
      if !moved.isEmpty { receivesWhole = false }
    }
    followsCopies = followsCopies && !cutsOthers
  }
}

/// The cuts of a tensor dim that one of two layouts makes beyond those that both have.
private struct Cuts {
  /// Some of the mesh dims that cut.
  struct Cutters {
    var isEmpty = true
    var ranks = 1

    mutating func add(_ length: Int) {
      isEmpty = false
      ranks *= length
    }
  }

  /// In whose coordinates senders and receivers differ, and the others.
  private(set) var varying = Cutters()
  private(set) var copying = Cutters()
  let grid: Grid
  /// How long the longest piece is.
  private(set) var longest: Int

  var isEmpty: Bool { varying.isEmpty && copying.isEmpty }

  init(
    _ meshShape: MeshShape, _ dim: Int, _ base: Int, _ turns: Int, _ layout: PlacementState,
    _ from: PlacementState,
    _ to: PlacementState
  ) {
    longest = base
    var (turn, isEqual) = (turns, true)
    while let cutter = layout.cutter(of: dim, turn) {
      let old = from.places[cutter]
      if MeshDimRole(old, to.places[cutter]).varies(old) {
        varying.add(meshShape.mesh[cutter])
      } else {
        copying.add(meshShape.mesh[cutter])
      }
      longest = meshShape.longestPiece(of: longest, cutter, layout.places[cutter])
      if layout.places[cutter].sizes > 0 { isEqual = false }
      turn += 1
    }
    grid = Grid(base: base, count: varying.ranks * copying.ranks, isEqual: isEqual)
  }
}

/// A range cut by several mesh dims: its pieces.
struct Grid {
  let base: Int
  /// How many pieces there are.
  let count: Int
  /// Whether all are of one length.
  let isEven: Bool

  /// - Parameter isEqual: whether no cut has explicit sizes.
  init(base: Int, count: Int, isEqual: Bool) {
    self.base = base
    self.count = count
    isEven = isEqual && base % count == 0
  }

  /// A whole tensor dim, as a layout cuts it.
  init(_ meshShape: MeshShape, _ dim: Int, in layout: PlacementState) {
    var (count, turn, isEqual) = (1, 0, true)
    while let cutter = layout.cutter(of: dim, turn) {
      count *= meshShape.mesh[cutter]
      if layout.places[cutter].sizes > 0 { isEqual = false }
      turn += 1
    }
    self.init(base: meshShape.shape[dim], count: count, isEqual: isEqual)
  }

  /// How many of these pieces one piece of another grid over the same range meets at the most.
  /// All of them, where the grids are not even. O(count).
  func meeting(_ other: Grid) -> Int {
    guard isEven, other.isEven, base > 0 else { return count }
    let (own, others) = (base / count, base / other.count)
    if others % own == 0 { return others / own }
    if own % others == 0 { return 1 }
    return (0..<other.count).reduce(1) { most, index in
      max(most, ((index + 1) * others - 1) / own - index * others / own + 1)
    }
  }
}
