import CostModel
import Sharding

/// Finds plans of reshards, and certifies their cost. A planner neither communicates nor touches data.
///
///     let plan = try Planner().plan(transition)
///     print(Planner().certificate(of: plan).ratio ?? 1)
public struct Planner: Hashable, Sendable {
  /// The goal and the limits of plans.
  public var planning: Planning

  /// Creates a planner with a goal and limits.
  public init(_ planning: Planning = Planning()) { self.planning = planning }

  /// Plans a transition.
  ///
  /// The first suitable function in `allReshardFunctions` gives the steps of a change of one mesh dim. A search
  /// finds the plan of any other change, and of every change if the goal is not bytes alone.
  ///
  /// - Throws: `PlanningError` if the placements do not fit the tensor, or no plan keeps to the memory limit.
  /// - Complexity: O(1) in the ranks on one mesh; O(ranks) between meshes. It grows with the number of mesh dims
  ///   and tensor dims, as the search visits layouts of them.
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
  /// Plans a transition between meshes. Partial values cross unreduced, and the target mesh reduces them, if
  /// that is cheaper than the plan of `plan(_:)`; otherwise the plan is that one.
  ///
  /// Values that the source mesh reduces cross in fewer bytes; values that the target mesh reduces use its links,
  /// which may be faster.
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
      from.placements != to.placements, from.pieces.allSatisfy({ $0 == nil })
    else { return nil }
    return try? TensorDistAttr(mesh: to.mesh, placements: from.placements)
  }
}
