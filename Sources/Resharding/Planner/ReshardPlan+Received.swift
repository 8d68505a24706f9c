extension ReshardPlan {
  /// Of each step, the bytes that all ranks receive together, found from layouts: no rank is looked at by
  /// itself, so that a mesh may have many.
  ///
  /// - Complexity: as planning.
  public var receivedBytes: [Int] {
    let space = SearchSpace(transition, Planning(), direct: CrossNdMesh.self)
    return space.legs(of: steps).map { $0.candidate.traffic.total * space.elementBytes }
  }
}
