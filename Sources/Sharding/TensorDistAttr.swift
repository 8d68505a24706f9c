/// The distribution of a tensor over a mesh: one placement for each mesh dim.
///
/// Where several mesh dims shard one tensor dim, the earlier mesh dim cuts first and the next cuts
/// its pieces (the default order); `cutOrder` gives another. A mesh dim may cut into pieces of
/// explicit sizes instead of equal ones, or deal the indices out in another way: see `Cut`. All of
/// that is part of the identity: two attributes are equal exactly if their notation is, on equal
/// meshes; `S(0:2,2)` is not `S(0)`, though it cuts 4 alike.
public struct TensorDistAttr: Hashable, Sendable {
  /// The ranks that hold the tensor.
  public let mesh: ProcessMesh
  /// One for each mesh dim.
  public let placements: [Placement]
  /// The turn of each mesh dim among the mesh dims that cut the same tensor dim, 0 first;
  /// 0 for mesh dims that do not shard.
  public let cutOrder: [Int]
  /// For each mesh dim how it cuts, or nil for `chunkRange`.
  public let pieces: [Cut?]
  /// The mesh dims that shard, each after those that cut the same tensor dim before it.
  let cuts: [Int]

  /// Creates a dist attr.
  ///
  /// - Parameters:
  ///   - mesh: the ranks that hold the tensor.
  ///   - placements: one for each mesh dim.
  ///   - cutOrder: defaults to the mesh dims' own order.
  ///   - sizes: explicit sizes of the pieces of each mesh dim; defaults to none.
  /// - Throws: `ShardingError.placement` if there is not one placement for each mesh dim, a dim is
  ///   negative, the turns of a tensor dim are not 0, 1, 2, …, sizes are given where nothing is cut,
  ///   are negative, or are not one for each rank of the group.
  public init(
    mesh: ProcessMesh, placements: [Placement], cutOrder: [Int]? = nil, sizes: [[Int]?]? = nil
  ) throws(ShardingError) {
    try self.init(
      mesh: mesh, placements: placements, cutOrder: cutOrder,
      pieces: sizes?.map { $0.map(Cut.sizes) } ?? placements.map { _ in nil })
  }

  /// Creates a dist attr.
  ///
  /// - Parameters:
  ///   - mesh: the ranks that hold the tensor.
  ///   - placements: one for each mesh dim.
  ///   - cutOrder: defaults to the mesh dims' own order.
  ///   - pieces: for each mesh dim how it cuts; nil for `chunkRange`.
  /// - Throws: `ShardingError.placement` as above; also if parts or blocks are none or too many, or the
  ///   source of a block-cyclic cut is not a coordinate of its mesh dim.
  public init(
    mesh: ProcessMesh, placements: [Placement], cutOrder: [Int]? = nil, pieces: [Cut?]
  ) throws(ShardingError) {
    guard placements.count == mesh.ndim else {
      throw .placement(
        "placements '\(placements.map(\.description).joined(separator: ","))': mesh \(mesh) has "
          + "\(mesh.ndim) dims and needs a placement for each, \(placements.count) given")
    }
    var turns = [Int](repeating: 0, count: placements.count)
    for (meshDim, placement) in placements.enumerated() {
      guard let dim = placement.shardDim else { continue }
      guard dim >= 0 else {
        throw .placement("placement '\(placement)': the dim must not be negative")
      }
      guard dim < maximumDims else {
        throw .placement(
          "placement '\(placement)': a tensor has at most \(maximumDims) dims, this is dim \(dim)")
      }
      turns[meshDim] = placements[..<meshDim].count { $0.shardDim == dim }
    }
    if let cutOrder, cutOrder != turns {
      guard cutOrder.count == placements.count else {
        throw .placement(
          "shard order \(cutOrder): one turn for each of \(placements.count) mesh dims")
      }
      try placements.require(turns: cutOrder)
      for (meshDim, placement) in placements.enumerated() where placement.shardDim != nil {
        turns[meshDim] = cutOrder[meshDim]
      }
    }
    guard pieces.count == placements.count else {
      throw .placement("sizes: one entry for each of \(placements.count) mesh dims")
    }
    for (meshDim, cut) in pieces.enumerated() {
      guard let cut else { continue }
      guard placements[meshDim].shardDim != nil else {
        throw .placement(
          "placement '\(placements[meshDim])' of mesh dim \(meshDim) takes no \(cut.noun)")
      }
      try cut.require(over: mesh.shape[meshDim], meshDim)
    }
    self.mesh = mesh
    self.placements = placements
    self.cutOrder = turns
    self.pieces = pieces
    cuts = placements.indices.filter { placements[$0].shardDim != nil }
      .sorted { (turns[$0], $0) < (turns[$1], $1) }
  }
}

extension TensorDistAttr {
  /// For each mesh dim the explicit sizes of its pieces; nil where it has none.
  public var sizes: [[Int]?] { pieces.map { $0?.explicitSizes } }

  /// Replicated on every rank of `mesh`.
  public static func replicated(on mesh: ProcessMesh) -> TensorDistAttr {
    // As many replicates as the mesh has dims fulfil every requirement.
    try! TensorDistAttr(
      mesh: mesh, placements: [Placement](repeating: .replicate, count: mesh.ndim))
  }

  /// The mesh dims that cut tensor dim `dim`, first cutter first.
  public func cutters(of dim: Int) -> [Int] {
    cuts.filter { placements[$0].shardDim == dim }
  }

  /// The mesh dims that are partial, in mesh order.
  public var partialDims: [Int] { placements.indices.filter { placements[$0].reduceOp != nil } }

  /// Whether any mesh dim is partial.
  public var isPartial: Bool { placements.contains { $0.reduceOp != nil } }

  /// Whether `meshDim` shards, and makes the last cut of its tensor dim.
  public func isLastCut(_ meshDim: Int) -> Bool {
    guard let dim = placements[meshDim].shardDim else { return false }
    return cutOrder[meshDim] == placements.count { $0.shardDim == dim } - 1
  }

  /// Returns the dist attr with another placement of mesh dim `meshDim`. A new shard makes the last cut of its
  /// tensor dim, and a removed one closes its gap; how `meshDim` cuts is as by default unless given.
  ///
  /// Explicit sizes of other mesh dims stay: where a cut before them goes, they may no longer fit,
  /// which `validate` tells. The placement and sizes must be ones that the initializer takes.
  public func replacing(_ meshDim: Int, with placement: Placement, sizes: [Int]? = nil)
    -> TensorDistAttr
  {
    replacing(meshDim, with: placement, pieces: sizes.map(Cut.sizes))
  }

  /// The same, where a new shard cuts as `cut` says.
  public func replacing(_ meshDim: Int, with placement: Placement, pieces cut: Cut?)
    -> TensorDistAttr
  {
    var placements = placements
    var turns = cutOrder
    var pieces = pieces
    if let old = placements[meshDim].shardDim {
      for other in placements.indices
      where placements[other].shardDim == old && turns[other] > turns[meshDim] {
        turns[other] -= 1
      }
    }
    placements[meshDim] = .replicate
    turns[meshDim] = placement.shardDim.map { dim in placements.count { $0.shardDim == dim } } ?? 0
    placements[meshDim] = placement
    pieces[meshDim] = cut
    // The turns were kept gapless, and nothing else changed.
    return try! TensorDistAttr(mesh: mesh, placements: placements, cutOrder: turns, pieces: pieces)
  }
}
