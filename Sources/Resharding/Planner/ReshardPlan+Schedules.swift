import CostModel

extension ReshardPlan {
  /// How each step goes by a cost model.
  ///
  /// - Complexity: as planning.
  package func schedules(on costs: CostModel) -> [StepSchedule] {
    let space = SearchSpace(transition, Planning(costs: costs), direct: CrossNdMesh.self)
    return space.legs(of: steps).map { space.schedule(of: $0) }
  }
}
