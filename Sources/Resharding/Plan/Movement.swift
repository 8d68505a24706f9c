import Sharding

/// What one movement of blocks asks of the rank that has most to do, in elements, found from layouts.
///
/// `total` is exact. The others are exact where all cuts are even; where they are not, they are
/// bounds from above: a rank has at most the longest piece of each tensor dim, and keeps at least
/// what the rank that keeps least does.
struct Movement {
  /// The mesh dims in whose coordinates the two ends of a block can differ; of one mesh.
  var group: [Int] = []
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
  /// What is sent, and what is received, by way of staging.
  var packedOut = 0
  var packedIn = 0
  /// Whether every new shard is a view of the old one.
  var isView = false
  /// Whether some rank's new shard may be a view of its old one, though others receive.
  var mayBeView = true
}

extension Movement {
  /// The movement between two layouts of one mesh.
  ///
  /// - Complexity: O(lengths of the mesh dims) where each tensor dim has at most one cutter that the
  ///   other layout moves elsewhere; see `Overlap`.
  init(_ site: Site, _ from: Layout, _ to: Layout) {
    self.init(site, from, to, MeshDimRoles(from, to))
  }

  /// The same, the roles of the mesh dims being known.
  init(_ site: Site, _ from: Layout, _ to: Layout, _ roles: MeshDimRoles) {
    let need = Need(site, from, to, roles)
    let (overlap, contributions) = (need.overlap, need.contributions)
    total = need.total
    isView = total == 0 && roles.keptAtZero.isEmpty
    for dim in roles.pinned where from.places[dim].placement.shardDim != nil && site.mesh[dim] > 1 {
      isView = false
    }
    // In which coordinates senders and receivers differ, and to how many receivers an element goes.
    let varies = site.mesh.indices.map { dim in
      from.places[dim].placement.shardDim != nil && !roles.pinned.contains(dim)
        || roles.folded.contains(dim)
    }
    var spread = 1
    for (dim, length) in site.mesh.enumerated()
    where varies[dim] && to.places[dim].placement.shardDim == nil && !roles.keptAtZero.contains(dim)
    {
      spread *= length
    }
    var blocks = Blocks(site, from, to, varies)
    blocks.measure(pinned: roles.pinned)
    kept = isView ? 0 : blocks.common
    guard total > 0 else { return }
    mayBeView = contributions == 1 && blocks.mayKeepAll
    group = roles.folded
    for dim in site.shape.indices {
      for cutter in from.cutters(of: dim).dropFirst(site.commonCuts(dim, from, to))
      where varies[cutter] {
        group.append(cutter)
      }
    }
    group.sort()
    let leastKept = overlap.isEverywhere ? overlap.leastKept : 0
    received = contributions * blocks.wanted - leastKept
    let keepsNone = roles.keptAtZero.contains { roles.folded.contains($0) }
    sent =
      spread * blocks.offered
      - (keepsNone ? 0 : blocks.followsCopies ? overlap.leastKept : leastKept)
    peers = contributions * blocks.sources - (overlap.isEverywhere ? 1 : 0)
    fan = max(1, peers, spread * blocks.receivers)
    folded = contributions > 1 ? contributions * blocks.wanted : 0
    packedOut = blocks.sendsInPlace ? 0 : sent
    packedIn = blocks.receivesInPlace && roles.folded.isEmpty ? 0 : received
  }

  /// The elements that all ranks receive together. Complexity as above.
  static func total(_ site: Site, _ from: Layout, _ to: Layout) -> Int {
    Need(site, from, to, MeshDimRoles(from, to)).total
  }

  /// The two halves of an all-reduce over mesh dims `dims` of what lies as `from`.
  init(allReduce site: Site, _ from: Layout, over dims: [Int]) {
    let ranks = dims.reduce(1) { $0 * site.mesh[$1] }
    let whole = site.largestShard(from)
    let piece = dims.reduce(whole) { chunkRange($0, over: site.mesh[$1], at: 0).count }
    let groups = site.mesh.indices.reduce(1) { count, dim in
      from.places[dim].placement.shardDim == nil && !dims.contains(dim)
        ? count * site.mesh[dim] : count
    }
    group = dims
    total = 2 * (ranks - 1) * site.shape.reduce(1, *) * groups
    isView = ranks == 1
    guard total > 0 else { return }
    received = whole + (ranks - 2) * piece
    sent = received
    peers = ranks - 1
    fan = peers
    kept = piece
    mayBeView = false
    folded = ranks * piece
    packedIn = (ranks - 1) * piece
  }
}

/// What all ranks of a mesh need in a layout, and already have in another.
private struct Need {
  let overlap: Overlap
  /// How many values are folded into one.
  let contributions: Int
  let total: Int

  init(_ site: Site, _ from: Layout, _ to: Layout, _ roles: MeshDimRoles) {
    overlap = Overlap(site, from, to)
    contributions = roles.folded.reduce(1) { $0 * site.mesh[$1] }
    // By how many ranks each element is needed, and how many copies there are of what overlaps.
    var (needers, keepers) = (1, 1)
    for (dim, length) in site.mesh.enumerated()
    where to.places[dim].placement.shardDim == nil && !roles.keptAtZero.contains(dim) {
      let isCutBefore = from.places[dim].placement.shardDim != nil
      if !isCutBefore { keepers *= length }
      if !isCutBefore || !roles.pinned.contains(dim) { needers *= length }
    }
    total = contributions * site.shape.reduce(1, *) * needers - overlap.total * keepers
  }
}

/// The blocks that two layouts of one mesh exchange, dim by dim.
private struct Blocks {
  private let site: Site
  private let from: Layout
  private let to: Layout
  private let varies: [Bool]
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

  init(_ site: Site, _ from: Layout, _ to: Layout, _ varies: [Bool]) {
    (self.site, self.from, self.to, self.varies) = (site, from, to, varies)
  }

  mutating func measure(pinned: [Int]) {
    var (sendsWhole, receivesWhole, cutsOthers) = (true, true, false)
    for dim in site.shape.indices.reversed() {
      let turns = site.commonCuts(dim, from, to)
      let (old, new) = (from.cutters(of: dim), to.cutters(of: dim))
      let (moved, made) = (old.dropFirst(turns), new.dropFirst(turns))
      let (held, needed) = (site.longest(dim, in: from), site.longest(dim, in: to))
      let isPinned = !moved.isEmpty && made.isEmpty && moved.allSatisfy(pinned.contains)
      wanted *= isPinned ? min(held, needed) : needed
      let (byVarying, byCopies) = (made.contains { varies[$0] }, made.contains { !varies[$0] })
      offered *= byCopies && !byVarying ? min(held, needed) : held
      common *= min(held, needed)
      followsCopies = followsCopies || byCopies
      cutsOthers = cutsOthers || byVarying
      let base = site.longest(dim, in: from, turns: turns)
      let pieces = Grid(site, base, from, moved)
      let targets = Grid(site, base, to, made)
      sources *= pieces.meeting(targets)
      if pieces.isEven, targets.isEven, needed > held { mayKeepAll = false }
      receivers *=
        byCopies
        ? made.filter { varies[$0] }.reduce(1) { $0 * site.mesh[$1] }
        : targets.meeting(pieces)
      // Contiguous: whole in all inner dims, and in the outer ones a single index.
      if !sendsWhole, min(held, needed) > 1 { sendsInPlace = false }
      if !receivesWhole, min(held, needed) > 1 { receivesInPlace = false }
      if !made.isEmpty { sendsWhole = false }
      if !moved.isEmpty { receivesWhole = false }
    }
    followsCopies = followsCopies && !cutsOthers
  }
}

/// A range cut by several mesh dims: its pieces.
struct Grid {
  let base: Int
  /// How many pieces there are.
  let count: Int
  /// Whether all are of one length.
  let isEven: Bool

  init(_ site: Site, _ base: Int, _ layout: Layout, _ cutters: some Sequence<Int>) {
    self.base = base
    var (count, isEqual) = (1, true)
    for cutter in cutters {
      count *= site.mesh[cutter]
      if layout.places[cutter].sizes > 0 { isEqual = false }
    }
    self.count = count
    isEven = isEqual && base % count == 0
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
