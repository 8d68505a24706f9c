import CostModel
import Elements
import Sharding

/// All that a search over one transition looks at: where it begins and ends, what may change, and
/// what each step would cost.
///
/// Mesh dims are reduced from the last to the first and become partial from the first to the last,
/// after all reductions, so that every plan folds in the order of the definition. Partial mesh dims
/// that stay as they are may stay throughout.
final class SearchSpace {
  let transition: Transition
  let planning: Planning
  /// The function that answers for steps between meshes.
  let direct: any ReshardFunction.Type
  let isOnOneMesh: Bool
  /// The source mesh and the target mesh; one, where they are the same.
  let meshes: [ProcessMesh]
  let meshShapes: [MeshShape]
  let start: PlacementState
  let end: PlacementState
  /// The partial mesh dims that stay as they are.
  let kept: [Int]
  let elementBytes: Int
  /// No shard on the way may have more elements.
  let room: Int
  let crossing: Crossing?
  /// The source's partial dims that are to be reduced.
  let reduced: [Int]
  /// The dims of the target mesh that are to become partial.
  let made: [Int]
  /// The fewest bytes that any plan moves in which the partial mesh dims stay that may, where that is
  /// known from the layouts alone: between shards and replicas, which the direct exchange moves with
  /// the least there is.
  private(set) lazy var leastBytes: Int? = {
    let isPlain = (start.placements + end.placements).allSatisfy { $0.reduceOp == nil }
    guard isPlain || isOnOneMesh && made.isEmpty && pending(start, 0).isEmpty else { return nil }
    return directStep(start, 0).map { $0.traffic.total *| elementBytes }
  }()

  /// All ranks, ascending.
  private(set) lazy var ranks = transition.rankOrder

  /// How the groups lie that were asked for.
  var spans: [SpanKey: StepSpan] = [:]
  /// By rank, of all ranks of a job: its host; nil for what the topology says.
  let hosts: [Int]?
  /// What `remaining` found, of layouts of the last side.
  var remainders: [PlacementState: Int] = [:]
  /// By side: the direct moves from layouts to the end that were asked for.
  var directs: [[PlacementState: CandidateStep?]]

  /// The groups of mesh dims, or all ranks of a mesh, or those of both meshes; and which of their ranks need
  /// the same blocks, as mesh dims of a side.
  struct SpanKey: Hashable {
    let side: Int?
    let meshDims: [Int]?
    let takers: UInt64
    let takerSide: Int
  }

  init(
    _ transition: Transition, _ planning: Planning,
    direct: any ReshardFunction.Type = CrossNdMesh.self,
    hosts: [Int]? = nil
  ) {
    self.transition = transition
    self.hosts = hosts
    self.planning = planning
    self.direct = direct
    isOnOneMesh = transition.isOnOneMesh
    elementBytes = transition.dtype.byteCount
    let source = MeshShape(transition.from.mesh, shape: transition.shape)
    start = source.layout(of: transition.from)
    if isOnOneMesh {
      end = source.layout(of: transition.to)
      meshShapes = [source]
      meshes = [transition.from.mesh]
      crossing = nil
    } else {
      let target = MeshShape(transition.to.mesh, shape: transition.shape)
      end = target.layout(of: transition.to)
      meshShapes = [source, target]
      meshes = [transition.from.mesh, transition.to.mesh]
      crossing = Crossing(from: transition.from.mesh, to: transition.to.mesh)
    }
    directs = meshShapes.map { _ in [:] }
    room = max(
      meshShapes[0].largestShard(start), meshShapes[meshShapes.count - 1].largestShard(end))
    let kept = isOnOneMesh ? Self.keptDims(start.placements, end.placements) : []
    self.kept = kept
    reduced = start.partialDims.filter { !kept.contains($0) }
    made = end.partialDims.filter { !kept.contains($0) }
  }

  /// The partial mesh dims that stay as they are: a mesh dim may change under a later partial one
  /// only where both ops commute.
  private static func keptDims(_ from: [Placement], _ to: [Placement]) -> [Int] {
    var kept = from.indices.filter { from[$0].reduceOp != nil && from[$0] == to[$0] }
    while let unsound = kept.first(where: { later in
      guard let op = from[later].reduceOp else { return false }
      return from.indices.contains { dim in
        guard dim < later, !kept.contains(dim) else { return false }
        return [from[dim], to[dim]].contains { $0.reduceOp.map { !$0.commutes(with: op) } ?? false }
      }
    }) {
      kept.removeAll { $0 == unsound }
    }
    return kept
  }
}

/// A state of a tensor on its way, and the memory that it lies in.
struct SearchState: Hashable {
  var layout: PlacementState
  /// 0 on the source mesh, 1 on the target mesh if it is another.
  var side: Int
  /// The elements of its memory; 0 where that is the old shard's.
  var held = 0
  /// Whether it is a part of what lies there, and so not contiguous.
  var isPart = false
}

extension SearchSpace {
  /// Where a step leads. A rank that keeps a view keeps all that it is a view of.
  func state(
    after candidate: CandidateStep, from old: SearchState, to layout: PlacementState, _ side: Int
  ) -> SearchState {
    if candidate.traffic.isView, side == old.side {
      return SearchState(layout: layout, side: side, held: old.held, isPart: true)
    }
    let shard = meshShapes[side].largestShard(layout)
    guard candidate.traffic.mayBeView else {
      return SearchState(layout: layout, side: side, held: shard)
    }
    return SearchState(layout: layout, side: side, held: max(shard, old.held), isPart: true)
  }

  /// The side on which a plan ends: 0 is the source mesh, 1 the target mesh if it is another.
  var lastSide: Int { meshShapes.count - 1 }

  /// The source's partial dims that are still to be reduced in a layout of `side`: so many of the
  /// first. A layout in which some were reduced and others made is none of those.
  func pending(_ layout: PlacementState, _ side: Int) -> ArraySlice<Int> {
    guard side == 0, !reduced.isEmpty else { return [] }
    var count = 0
    for dim in layout.places.indices where layout.places[dim].isPartial && !kept.contains(dim) {
      guard count < reduced.count, reduced[count] == dim, layout.places[dim] == start.places[dim]
      else { return [] }
      count += 1
    }
    return reduced.prefix(count)
  }

  /// Whether a step keeps to the order of reductions and of making partials.
  func keepsOrder(from old: PlacementState, _ oldSide: Int, to new: PlacementState, _ newSide: Int)
    -> Bool
  {
    if reduced.isEmpty, made.isEmpty { return true }
    let waiting = pending(old, oldSide)
    func isLeft(_ dim: Int) -> Bool {
      newSide == oldSide && waiting.contains(dim) && new.places[dim] == old.places[dim]
    }
    // What is left comes before what is reduced, and what is reduced is rounded once.
    let (left, now) = (waiting.filter(isLeft), waiting.filter { !isLeft($0) })
    if rounds(left), rounds(now) { return false }
    if let last = left.last, let first = now.first, last > first { return false }
    guard newSide == lastSide else { return true }
    var count = 0
    for dim in made where new.places[dim].isPartial && !isLeft(dim) {
      guard made[count] == dim else { return false }
      count += 1
    }
    return count == 0 || !waiting.contains(where: isLeft)
  }

  /// The fewest bytes that any plan moves, as far as layouts tell: as `leastBytes`, or where values
  /// are folded on one mesh, or from one to another that is apart: each element's c contributions need
  /// c - 1 transfers, or c where no rank that needs the value has one, and each other rank that needs it
  /// one more.
  var lowerBound: Int? {
    // Partial mesh dims that stay might be folded and made anew with less.
    if kept.isEmpty, let leastBytes { return leastBytes }
    let folded = pending(start, 0)
    let contributions = folded.reduce(1) { $0 * meshShapes[0].mesh[$1] }
    guard made.isEmpty, kept.isEmpty, contributions > 1, crossing?.isApart ?? true else {
      return nil
    }
    let needers = end.places.indices.reduce(1) { count, dim in
      !end.places[dim].isShard ? count * meshShapes[lastSide].mesh[dim] : count
    }
    let elements = meshShapes[0].elements
    guard crossing == nil else { return (contributions + needers - 1) *| elements *| elementBytes }
    let overlap = Overlap(meshShapes[0], start, end)
    return Int.difference((contributions + needers - 1, elements, 1), (overlap.total, 1))
      *| elementBytes
  }

  /// The ranks of one of the groups in which a step runs.
  func group(of candidate: CandidateStep, from oldSide: Int, to newSide: Int) -> [Int] {
    guard oldSide == newSide else { return ranks.array }
    let mesh = meshes[oldSide]
    return candidate.meshDims.map {
      mesh.group(of: [Int](repeating: 0, count: mesh.ndim), along: $0)
    } ?? mesh.ranks
  }

  /// What a step costs; nil if it would not keep to the memory limit.
  ///
  /// - Parameter thriftily: whether it stages as little as it can, whatever the limit.
  func cost(
    of candidate: CandidateStep, from old: SearchState, to new: (layout: PlacementState, side: Int),
    thriftily: Bool = false
  ) -> Cost? {
    let traffic = candidate.traffic
    let held = heldBytes(candidate, from: old, to: new)
    func memory(staging: Int) -> Int {
      held
        +| traffic.stagedBytes(
          candidate.collective, isView: old.isPart, elementBytes: elementBytes, staging: staging)
    }
    var most = memory(staging: thriftily ? elementBytes : planning.stagingBytes)
    if !thriftily, let limit = planning.memoryLimit {
      guard memory(staging: elementBytes) <= limit else { return nil }
      most = min(most, limit)
    }
    return Cost(
      time: Cost.picoseconds(price(of: candidate, from: old.side, to: new.side).seconds),
      bytes: traffic.total *| elementBytes, messages: traffic.peers, memory: most)
  }

  /// The bytes of shards that are neither the first nor the last while a step is made.
  func heldBytes(
    _ candidate: CandidateStep, from old: SearchState, to new: (layout: PlacementState, side: Int)
  ) -> Int {
    var elements = old.held
    // Rows are made of a shard that is a part of a larger one.
    if candidate.collective == .allReduce, old.isPart {
      elements += meshShapes[old.side].largestShard(old.layout)
    }
    let isLast = new.side == lastSide && new.layout == end
    if !isLast, !candidate.traffic.isView {
      elements += meshShapes[new.side].largestShard(new.layout)
    }
    return elements *| elementBytes
  }

  /// The movement from the source mesh to the target mesh; nil if it would fold wrongly.
  func crossingStep(_ from: PlacementState, _ to: PlacementState) -> CandidateStep? {
    guard let crossing else { return nil }
    let roles = MeshDimRoles(
      from.placements, to.placements, isOnOneMesh: false,
      haveOneShape: meshShapes[0].mesh == meshShapes[1].mesh)
    guard roles.isSound else { return nil }
    return CandidateStep(
      function: direct, collective: .sendReceive, meshDims: nil,
      traffic: TrafficEstimate(crossing, (meshShapes[0], meshShapes[1]), from, to))
  }

  /// The step that a step stands for.
  func step(
    _ candidate: CandidateStep, from old: (layout: PlacementState, side: Int),
    to new: (layout: PlacementState, side: Int)
  )
    -> ReshardStep
  {
    ReshardStep(
      candidate.function, candidate.collective, over: candidate.meshDims,
      transition.hop(
        from: meshShapes[old.side].attr(old.layout, on: meshes[old.side]),
        to: meshShapes[new.side].attr(new.layout, on: meshes[new.side])))
  }
}

extension SearchSpace {
  /// What a step may stage in each direction so that the memory limit is kept; nil if it need not
  /// be less than always.
  func staging(
    of candidate: CandidateStep, from old: SearchState, to new: (layout: PlacementState, side: Int)
  ) -> Int? {
    guard let limit = planning.memoryLimit else { return nil }
    let left = limit - heldBytes(candidate, from: old, to: new)
    let staged = candidate.traffic.stagedBytes(
      candidate.collective, isView: old.isPart, elementBytes: elementBytes,
      staging: planning.stagingBytes)
    guard staged > left else { return nil }
    return max(
      1,
      left / max(1, candidate.traffic.stagedBuffers(candidate.collective, isView: old.isPart).count)
    )
  }
}
