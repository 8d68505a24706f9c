extension ReshardPlan {
  /// How each step goes by a cost model.
  ///
  /// - Complexity: as planning.
  package func schedules(on costs: CostModel) -> [StepSchedule] {
    let land = Landscape(transition, Planning(costs: costs), direct: CrossNdMesh.self)
    return land.legs(of: steps).map { land.schedule(of: $0) }
  }
}
