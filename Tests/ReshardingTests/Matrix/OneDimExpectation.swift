import CostModel
import Resharding
import Sharding

/// What each change of one mesh dim, or between two 1-D meshes, is to be: the table of functions
/// and their collectives, written down a second time.
struct OneDimExpectation: Equatable, CustomStringConvertible {
  var function: String?
  var collectives: [Collective]

  init(_ function: String?, _ collectives: [Collective]) {
    self.function = function
    self.collectives = collectives
  }

  init(_ plan: ReshardPlan) { self.init(plan.function, plan.steps.map(\.collective)) }

  var description: String { "\(function ?? "nothing") \(collectives)" }
}

extension OneDimExpectation {
  /// On one 1-D mesh of a tensor that has dims.
  static func onOneMesh(_ from: Placement, _ to: Placement) -> OneDimExpectation {
    if from == to { return Self(nil, []) }
    switch (from, to) {
    case (.replicate, .shard): return Self("RToS", [.local])
    case (.replicate, .partial): return Self("RToP", [.local])
    case (.shard, .replicate): return Self("SToR", [.allGather])
    case (.shard, .shard): return Self("SToS", [.allToAll])
    case (.shard, .partial(.avg)): return Self("SToP", [.allGather])
    case (.shard, .partial): return Self("SToP", [.local])
    case (.partial, .replicate): return Self("PToR", [.allReduce])
    case (.partial, .shard): return Self("PToS", [.reduceScatter])
    case (.partial, .partial(.avg)): return Self("PToP", [.allReduce, .local])
    case (.partial, .partial): return Self("PToP", [.reduceScatter, .local])
    case (.replicate, .replicate): return Self(nil, [])
    }
  }

  /// Between two 1-D meshes that are not one; nil where the planner searches.
  static func betweenMeshes(_ from: TensorDistAttr, _ to: TensorDistAttr) -> OneDimExpectation? {
    let (old, new) = (from.placements[0], to.placements[0])
    let (p, q) = (from.mesh.count, to.mesh.count)
    let areReplicas = p > 1 && q > 1 && old == .replicate && new == .replicate
    if areReplicas || p == q && old == new { return Self("SameStatus", [.sendReceive]) }
    if q == 1, p > 1 { return Self("XToRShrink", [from.isPartial ? .reduce : .gather]) }
    if p == 1, q > 1 {
      let goesToAll = new == .replicate || new == .partial(.avg)
      return Self("RToXExpand", [goesToAll ? .broadcast : .scatter])
    }
    switch (old, new) {
    case (.replicate, .shard): return Self("RToSCrossMesh", [.sendReceive])
    case (.replicate, .partial): return Self("RToPCrossMesh", [.sendReceive])
    case (.shard, .replicate): return Self("SToRCrossMesh", [.sendReceive])
    case (.shard, .shard): return Self("SToSCrossMesh", [.sendReceive])
    case (.shard, .partial): return Self("SToPCrossMesh", [.sendReceive])
    case (.partial, .replicate): return Self("PToRCrossMesh", [.reduceScatter, .sendReceive])
    case (.partial, .shard): return Self("PToSCrossMesh", [.sendReceive])
    case (.replicate, .replicate), (.partial, .partial): return nil
    }
  }
}
