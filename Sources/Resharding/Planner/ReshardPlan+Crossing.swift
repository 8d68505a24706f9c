import Sharding

extension ReshardPlan {
  /// The plan of a transition between meshes, whose partial values cross as they are, to be reduced
  /// where they are needed, if that is cheaper than what is planned otherwise.
  ///
  /// Reduced before they cross, fewer bytes do; reduced after it, the target mesh's links carry the
  /// reduction, which may be the faster ones.
  ///
  /// - Parameter planning: what counts first, and the cost model that prices both.
  /// - Throws: `PlanningError` as planning does.
  public static func crossing(_ transition: Transition, _ planning: Planning)
    throws(PlanningError) -> ReshardPlan
  {
    let plan = try ReshardPlan(transition, planning)
    guard !transition.isOnOneMesh, let carried = transition.carriedPartial,
      let across = try? ReshardPlan(transition.hop(to: carried), planning),
      let reduction = try? ReshardPlan(transition.hop(from: carried), planning)
    else { return plan }
    let steps = across.steps + reduction.steps
    let space = SearchSpace(transition, planning, direct: CrossNdMesh.self)
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
  var carriedPartial: TensorDistAttr? {
    guard from.mesh.shape == to.mesh.shape,
      from.placements.contains(where: { $0.reduceOp != nil }),
      from.placements != to.placements, from.sizes.allSatisfy({ $0 == nil })
    else { return nil }
    return try? TensorDistAttr(mesh: to.mesh, placements: from.placements)
  }
}
