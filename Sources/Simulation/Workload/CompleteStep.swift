import CostModel
import Elements
import Resharding
import Sharding

/// A step in which every rank of a group gets a block from every other one, and how long the blocks are depends
/// on the two shards' lengths alone: so are gathers, reduce-scatters, all-reduces and exchanges of one cut for
/// another, on one mesh or from one to another that is apart from it.
struct CompleteStep {
  let step: ReshardStep
  private let shape: [Int]
  private let exchange: Exchange
  private let isOnOneMesh: Bool
  /// The mesh dims in whose coordinates the ranks of a group differ; nil for all ranks.
  private let groupDims: [Int]?
  let kind: Kind

  enum Kind {
    /// Nothing moves.
    case local
    /// Blocks of the tensor, each to be folded of so many contributions.
    case blocks(folds: Bool)
    /// Segments of a flat row, first to be folded and then to be gathered.
    case rows([Int])
  }

  /// Nil where the step is another one.
  init?(_ step: ReshardStep, shape: [Int]) {
    self.step = step
    self.shape = shape
    exchange = Exchange(shape: shape, from: step.from, to: step.to)
    isOnOneMesh = exchange.isOnOneMesh
    groupDims = step.meshDims
    if step.collective == .local, isOnOneMesh {
      kind = .local
    } else if step.collective == .allReduce, let dims = step.meshDims,
      dims.contains(where: { step.from.mesh.shape[$0] > 1 })
    {
      kind = .rows(dims)
    } else {
      kind = .blocks(folds: exchange.foldedDims.contains { step.from.mesh.shape[$0] > 1 })
      guard isOnOneMesh ? isCompleteInGroups : isCompleteBetweenMeshes else { return nil }
    }
  }

  private var isCompleteInGroups: Bool {
    let (from, to, lengths) = (step.from, step.to, step.from.mesh.shape)
    guard exchange.keptAtZeroDims.isEmpty else { return false }
    let group = Set(groupDims ?? Array(lengths.indices))
    let (pinned, folded) = (exchange.pinnedDims, exchange.foldedDims)
    for dim in lengths.indices where lengths[dim] > 1 {
      if group.contains(dim) {
        let isCut = from.placements[dim].shardDim != nil && !pinned.contains(dim)
        guard isCut || folded.contains(dim), to.placements[dim].reduceOp == nil else {
          return false
        }
      } else if from.placements[dim] != to.placements[dim] || folded.contains(dim) {
        return false
      }
    }
    return shape.indices.allSatisfy { dim in
      let (old, new) = (from.cutters(of: dim), to.cutters(of: dim))
      let common = old.prefix { !group.contains($0) }
      return Array(common) == Array(new.prefix { !group.contains($0) })
        && common.allSatisfy { from.sizes[$0] == to.sizes[$0] }
        && old.dropFirst(common.count).allSatisfy(group.contains)
        && new.dropFirst(common.count).allSatisfy(group.contains)
        && (old.count == common.count || new.count == common.count)
    }
  }

  private var isCompleteBetweenMeshes: Bool {
    let (from, to) = (step.from, step.to)
    let copies = from.placements.indices.contains {
      from.placements[$0] == .replicate && from.mesh.shape[$0] > 1
    }
    guard !copies, exchange.pinnedDims.isEmpty else { return false }
    return shape.indices.allSatisfy { from.cutters(of: $0).isEmpty || to.cutters(of: $0).isEmpty }
  }
}

extension CompleteStep {
  /// Calls `body` with each rank and each number that tells it from others of its mesh, or of another.
  func forEachLabel(_ body: (_ rank: Int, _ label: Int) -> Void) {
    let ends = [step.from, step.to]
    for side in isOnOneMesh ? 0..<1 : 0..<2 {
      MeshWalk(ends[side].mesh, nil).forEach { rank, _, coordinate in
        if case .rows(let dims) = kind {
          let row = step.from.count(at: coordinate, shape: shape)
          body(rank, row)
          body(rank, segment(row, dims, coordinate))
          return
        }
        body(rank, side)
        if case .local = kind { body(rank, copied(at: coordinate)) }
        for end in isOnOneMesh ? ends[...] : ends[side...side] {
          for dim in shape.indices {
            body(rank, end.range(of: dim, shape[dim], at: coordinate).count)
          }
        }
        let isTarget = side == 1
        body(rank, isTarget && exchange.keptAtZeroDims.contains { coordinate[$0] > 0 } ? 1 : 0)
      }
    }
  }

  /// Whether partial values are reduced, if only of one rank each.
  var reduces: Bool { !exchange.foldedDims.isEmpty }

  /// Calls `body` with each rank and the number of its group.
  func forEachMember(_ body: (_ rank: Int, _ group: Int) -> Void) {
    MeshWalk(step.from.mesh, groupDims).forEach { rank, group, _ in body(rank, group) }
  }

  /// How many elements a rank copies where nothing moves: none where its new shard is a part of the old one.
  private func copied(at coordinate: [Int]) -> Int {
    guard exchange.keptAtZeroDims.allSatisfy({ coordinate[$0] == 0 }) else { return 0 }
    let new = step.to.box(at: coordinate, shape: shape)
    let common = step.from.box(at: coordinate, shape: shape).intersection(new)
    return common == new ? 0 : common?.count ?? 0
  }

  func copied(_ rank: Int) -> Int { step.from.mesh.coordinate(of: rank).map(copied(at:)) ?? 0 }

  private func segment(_ row: Int, _ dims: [Int], _ coordinate: [Int]) -> Int {
    dims.reduce(row) { chunkRange($0, over: step.from.mesh.shape[$1], at: coordinate[$1]).count }
  }

  /// Whether ranks have groups, of which there are several.
  var hasGroups: Bool {
    guard isOnOneMesh, let groupDims else { return false }
    return groupDims.reduce(1) { $0 * step.from.mesh.shape[$1] } < step.from.mesh.count
  }

  /// How many ranks a rank gets blocks from, itself perhaps.
  var sourceCount: Int {
    if case .local = kind { return 0 }
    guard isOnOneMesh, let groupDims else { return step.from.mesh.count }
    return groupDims.reduce(1) { $0 * step.from.mesh.shape[$1] }
  }

  /// The ranks that a rank gets blocks from, itself perhaps.
  func sources(of rank: Int) -> [Int] {
    isOnOneMesh ? step.group(of: rank) ?? [] : step.from.mesh.ranks
  }

  /// The old shard's lengths, or those of a row's segment; nil if the rank has none.
  func old(_ rank: Int) -> [Int]? {
    guard let coordinate = step.from.mesh.coordinate(of: rank) else { return nil }
    if case .rows(let dims) = kind {
      return [segment(step.from.count(at: coordinate, shape: shape), dims, coordinate)]
    }
    return step.from.box(at: coordinate, shape: shape).sizes
  }

  /// The new shard's lengths; nil if the rank gets none.
  func new(_ rank: Int) -> [Int]? {
    guard let coordinate = step.to.mesh.coordinate(of: rank),
      exchange.keptAtZeroDims.allSatisfy({ coordinate[$0] == 0 })
    else { return nil }
    return step.to.box(at: coordinate, shape: shape).sizes
  }
}

extension TensorDistAttr {
  fileprivate func count(at coordinate: [Int], shape: [Int]) -> Int {
    shape.indices.reduce(1) { $0 * range(of: $1, shape[$1], at: coordinate).count }
  }
}
