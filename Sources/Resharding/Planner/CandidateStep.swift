import CostModel
import Sharding

/// A step as the search sees it: between two layouts, with what it asks of the busiest rank.
struct CandidateStep {
  let function: any ReshardFunction.Type
  let collective: Collective
  /// The mesh dims in whose merged groups it runs; nil if it runs among all ranks.
  let meshDims: [Int]?
  let traffic: TrafficEstimate
}

extension CandidateStep {
  /// The one step that leads from one layout of a mesh to another; nil if one movement would fold
  /// wrongly, or where a mesh dim goes from one partial state to another.
  init?(_ meshShape: MeshShape, _ from: PlacementState, _ to: PlacementState) {
    guard from.isSoundly(movedTo: to) else { return nil }
    var changed: [Int] = []
    var (first, isUniform): (PlacementChange?, Bool) = (nil, true)
    for dim in from.places.indices where from.places[dim] != to.places[dim] {
      let change = PlacementChange(from.places[dim].kind, to.places[dim].kind)
      if change == PlacementChange(.partial, .partial) { return nil }
      if let first { isUniform = isUniform && change == first } else { first = change }
      changed.append(dim)
    }
    guard let first else { return nil }
    let function = isUniform ? Self.functions[first] : nil
    let collective = function?.collective(
      to.places[changed[0]].reduceOp ?? from.places[changed[0]].reduceOp)
    if let function, let collective, collective == .allReduce {
      self.init(
        function: function, collective: collective, meshDims: changed,
        traffic: TrafficEstimate(allReduce: meshShape, from, over: changed))
      return
    }
    let traffic = TrafficEstimate(meshShape, from, to)
    let movesNothing = traffic.total == 0
    let group = movesNothing ? [] : TrafficEstimate.group(meshShape, from, to)
    if let function, let collective,
      changed.count == 1
        ? Self.staysInGroups(changed[0], from, to)
        : function.merges(
          MergedChange(movesNothing: movesNothing, staysInGroups: group == changed))
    {
      self.init(function: function, collective: collective, meshDims: changed, traffic: traffic)
      return
    }
    let dims = movesNothing ? changed : group
    self.init(
      function: SameNdMesh.self, collective: movesNothing ? .local : .allToAll,
      meshDims: !movesNothing && dims.count == meshShape.mesh.count ? nil : dims, traffic: traffic)
  }

  /// The functions of `allReshardFunctions` that change mesh dims, by what they change: the first of each change.
  private static let functions: [PlacementChange: any MeshDimReshardFunction.Type] = {
    var functions: [PlacementChange: any MeshDimReshardFunction.Type] = [:]
    for case let function as any MeshDimReshardFunction.Type in allReshardFunctions
    where functions[function.change] == nil {
      functions[function.change] = function
    }
    return functions
  }()

  /// Whether every transfer stays in the groups of the one mesh dim that changes.
  private static func staysInGroups(_ dim: Int, _ from: PlacementState, _ to: PlacementState)
    -> Bool
  {
    (!from.places[dim].isShard || from.isLastCut(dim))
      && (!to.places[dim].isShard || to.isLastCut(dim))
  }
}

extension PlacementState.Place {
  var kind: PlacementKind { isShard ? .shard : isPartial ? .partial : .replicate }
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
    return stagedBuffers(collective, isView: isView).reduce(0) {
      $0 +| min($1 *| elementBytes, most)
    }
  }

  /// The elements that are staged, apart for each buffer, as far as there are any.
  func stagedBuffers(_ collective: Collective, isView: Bool) -> [Int] {
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
