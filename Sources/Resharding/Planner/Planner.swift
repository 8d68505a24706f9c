import CostModel
import Sharding

/// Finds plans of reshards, and says what they are worth. Nothing is communicated, and no data is touched.
///
///     let plan = try Planner().plan(transition)
///     print(Planner().certificate(of: plan).ratio ?? 1)
public struct Planner: Hashable, Sendable {
  /// What plans save, and what they keep to.
  public var planning: Planning

  /// A planner that saves, and keeps to, what `planning` says.
  public init(_ planning: Planning = Planning()) { self.planning = planning }

  /// Plans a transition.
  ///
  /// The first function in `allReshardFunctions` that suits answers. Changes of one mesh dim have one
  /// answer; where all is left, and where more than bytes is to be saved, a search finds it.
  ///
  /// - Throws: `PlanningError` where the tensor cannot lie as said, or no plan keeps to the limit.
  /// - Complexity: O(1) in the ranks on one mesh; O(ranks) between meshes. The number of mesh dims
  ///   and of tensor dims counts: some layouts of them are looked at.
  public func plan(_ transition: Transition) throws(PlanningError) -> ReshardPlan {
    do { try transition.validate() } catch { throw .placement(error) }
    guard !transition.isIdentity else {
      return ReshardPlan(transition, function: nil, steps: [])
    }
    guard let function = allReshardFunctions.first(where: { $0.suits(transition) }) else {
      preconditionFailure("no reshard function for \(transition): the list must be total")
    }
    let own = function.steps(transition)
    let hasOneAnswer = planning.minimise == .bytes || transition.changedDim != nil
    let isCountable = transition.isCountable
    if let own, hasOneAnswer, planning.memoryLimit == nil, isCountable {
      return ReshardPlan(transition, function: function.name, steps: own)
    }
    let found = try PlanSearch(transition, planning, direct: function)
      .cheapest(given: own, isPreferred: hasOneAnswer)
    guard isCountable || found.cost.bytes < .max else {
      throw .size(transition: transition.description)
    }
    return ReshardPlan(
      transition, function: function.name, steps: found.steps, stagingBytes: found.stagingBytes)
  }
}

extension Planner {
  /// Plans a transition between meshes so that partial values cross as they are, to be reduced where they are
  /// needed, if that is cheaper than the plan of `plan(_:)`; else as that.
  ///
  /// Reduced before they cross, fewer bytes do; reduced after it, the target mesh's links carry the
  /// reduction, which may be the faster ones.
  ///
  /// - Throws: `PlanningError` as `plan(_:)` does.
  public func carryingPartials(_ transition: Transition) throws(PlanningError) -> ReshardPlan {
    let plan = try plan(transition)
    guard !transition.isOnOneMesh, let carried = transition.carriedPartial,
      let across = try? self.plan(transition.hop(to: carried)),
      let reduction = try? self.plan(transition.hop(from: carried))
    else { return plan }
    let steps = across.steps + reduction.steps
    let space = SearchSpace(transition, planning)
    guard let cost = space.cost(of: plan.steps), let other = space.cost(of: steps),
      Rank(other, by: planning.minimise) < Rank(cost, by: planning.minimise)
    else { return plan }
    return ReshardPlan(
      transition, function: across.function, steps: steps,
      stagingBytes: [plan, across, reduction].compactMap(\.stagingBytes).min())
  }
}

extension Transition {
  /// The source's placements on the target's mesh, where both are of one shape and something partial
  /// would be reduced; nil else.
  fileprivate var carriedPartial: TensorDistAttr? {
    guard from.mesh.shape == to.mesh.shape,
      from.placements.contains(where: { $0.reduceOp != nil }),
      from.placements != to.placements, from.sizes.allSatisfy({ $0 == nil })
    else { return nil }
    return try? TensorDistAttr(mesh: to.mesh, placements: from.placements)
  }
}
