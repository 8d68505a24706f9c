import CostModel
import Sharding

/// A step as the search sees it: between two layouts, with what it asks of the busiest rank.
struct CandidateStep {
  let function: any ReshardFunction.Type
  let collective: Collective
  /// The mesh dims in whose merged groups it runs; nil where it runs among all ranks.
  let meshDims: [Int]?
  let traffic: TrafficEstimate
}

extension CandidateStep {
  /// The one step that leads from one layout of a mesh to another; nil where one movement would fold
  /// wrongly, or where a mesh dim goes from one partial state to another.
  init?(_ meshShape: MeshShape, _ from: PlacementState, _ to: PlacementState) {
    guard from.isSoundly(movedTo: to) else { return nil }
    var changed: [Int] = []
    var (first, isUniform): (Change?, Bool) = (nil, true)
    for dim in from.places.indices where from.places[dim] != to.places[dim] {
      let change = Change(from.places[dim], to.places[dim])
      if change == Change(.partial, .partial) { return nil }
      if let first { isUniform = isUniform && change == first } else { first = change }
      changed.append(dim)
    }
    guard let first else { return nil }
    if first == Change(.partial, .replicate), isUniform {
      self.init(
        function: PToR.self, collective: .allReduce, meshDims: changed,
        traffic: TrafficEstimate(allReduce: meshShape, from, over: changed))
      return
    }
    if changed.count == 1, !Self.staysInGroups(changed[0], from, to) { isUniform = false }
    let traffic = TrafficEstimate(meshShape, from, to)
    switch (first.old, first.new) {
    case (.replicate, .shard) where isUniform:
      self.init(function: RToS.self, collective: .local, meshDims: changed, traffic: traffic)
    case (.replicate, .partial) where isUniform:
      self.init(function: RToP.self, collective: .local, meshDims: changed, traffic: traffic)
    case (.shard, .replicate) where isUniform:
      self.init(function: SToR.self, collective: .allGather, meshDims: changed, traffic: traffic)
    case (.shard, .partial) where isUniform && (traffic.total == 0 || changed.count == 1):
      let hasIdentity = to.places[changed[0]].reduceOp?.hasIdentity == true
      self.init(
        function: SToP.self, collective: hasIdentity ? .local : .allGather,
        meshDims: changed, traffic: traffic)
    case (.partial, .shard) where isUniform:
      self.init(
        function: PToS.self, collective: .reduceScatter, meshDims: changed, traffic: traffic)
    default:
      let isLocal = traffic.total == 0
      let group = isLocal ? [] : TrafficEstimate.group(meshShape, from, to)
      if first == Change(.shard, .shard), isUniform, changed.count == 1 || group == changed {
        self.init(function: SToS.self, collective: .allToAll, meshDims: changed, traffic: traffic)
        return
      }
      let dims = isLocal ? changed : group
      self.init(
        function: SameNdMesh.self, collective: isLocal ? .local : .allToAll,
        meshDims: !isLocal && dims.count == meshShape.mesh.count ? nil : dims, traffic: traffic)
    }
  }

  /// Whether every transfer stays in the groups of the one mesh dim that changes.
  private static func staysInGroups(_ dim: Int, _ from: PlacementState, _ to: PlacementState)
    -> Bool
  {
    (!from.places[dim].isShard || from.isLastCut(dim))
      && (!to.places[dim].isShard || to.isLastCut(dim))
  }

  private struct Change: Equatable {
    var old: PlacementKind
    var new: PlacementKind

    init(_ old: PlacementKind, _ new: PlacementKind) { (self.old, self.new) = (old, new) }

    init(_ old: PlacementState.Place, _ new: PlacementState.Place) {
      self.init(Self.kind(old), Self.kind(new))
    }

    private static func kind(_ place: PlacementState.Place) -> PlacementKind {
      place.isShard ? .shard : place.isPartial ? .partial : .replicate
    }
  }
}

extension TrafficEstimate {
  /// The bytes that the busiest rank stages in its worst round, at the most.
  ///
  /// - Parameters:
  ///   - isView: whether what it sends from is a part of a larger shard, so that nothing is contiguous.
  ///   - staging: how many bytes it may stage in each direction.
  func stagedBytes(
    _ collective: Collective, isView: Bool, elementBytes: Int, staging: Int
  ) -> Int {
    let most = max(staging, fan *| elementBytes)
    return ways(collective, isView: isView).reduce(0) { $0 +| min($1 *| elementBytes, most) }
  }

  /// The elements that are staged, apart for each buffer, as far as there are any.
  func ways(_ collective: Collective, isView: Bool) -> [Int] {
    guard total > 0 else { return [] }
    let out =
      switch collective {
      case .scatter: sent
      case .allGather, .broadcast: packedOut == 0 && !isView ? 0 : sent
      case .allReduce: 0
      default: isView ? sent : packedOut
      }
    // An all-gather also brings a rank its own piece.
    let own = collective == .allGather && packedIn > 0 ? kept : 0
    return [out, collective == .gather ? received : packedIn, own].filter { $0 > 0 }
  }
}
