import Sharding

extension AxisMap {
  /// Whether every tensor can lie so: a mesh dim that cuts an axis must cut the same elements in
  /// every dim that runs over it.
  ///
  /// A dim over several axes is cut from the major one: all before the last one that is cut have to
  /// be cut into single indices, and the cuts of that one have to be those of the whole dim, which
  /// is so if its size divides, and seldom else.
  func isLegal(_ assignment: Assignment, on mesh: ProcessMesh) -> Bool {
    for (axis, meshDims) in assignment.cuts.enumerated() where !meshDims.isEmpty {
      switch axes[axis].kind {
      case .whole: return false
      case .reduced(.avg):
        let ways = meshDims.reduce(1) { $0 * mesh.shape[$1] }
        if axes[axis].size % ways != 0 || meshDims.contains(where: { assignment.pieces[$0] != nil })
        {
          return false
        }
      case .free, .reduced: break
      }
    }
    guard windows.allSatisfy({ isLegal($0, assignment, mesh) }) else { return false }
    return tensors.allSatisfy { dims in
      dims.allSatisfy { $0.count < 2 || isLegal(dim: $0, assignment, mesh) }
    }
  }

  private func isLegal(dim members: [Int], _ assignment: Assignment, _ mesh: ProcessMesh) -> Bool {
    guard let last = members.lastIndex(where: { !assignment.cuts[$0].isEmpty }) else { return true }
    let cuts = members.map { axis in assignment.cuts[axis].map { mesh.shape[$0] } }
    if members.contains(where: { axis in
      assignment.cuts[axis].contains { assignment.pieces[$0] != nil }
    }) {
      return false
    }
    for index in 0..<last where cuts[index].reduce(1, *) != axes[members[index]].size {
      return isLegalInParts(dim: members[...last], members[(last + 1)...], assignment, mesh)
    }
    let size = axes[members[last]].size
    let inner = members[(last + 1)...].reduce(1) { $0 * axes[$1].size }
    let ways = cuts[last].reduce(1, *)
    if size % ways == 0 || inner == 1 { return true }
    guard ways <= Limits.pieces else { return false }
    return pieces(of: size * inner, cuts[last]) == pieces(of: size, cuts[last]).map { $0 * inner }
  }

  /// Whether a dim may be cut inside of the parts that its outer axes make, as `S(1/3)` cuts.
  private func isLegalInParts(
    dim members: ArraySlice<Int>, _ rest: ArraySlice<Int>, _ assignment: Assignment,
    _ mesh: ProcessMesh
  ) -> Bool {
    var outer = 1
    for axis in members {
      let (size, ways) = (axes[axis].size, assignment.ways(of: axis, on: mesh))
      if outer > 1, !assignment.cuts[axis].allSatisfy({ assignment.mayStride[$0] }) { return false }
      let isLast = axis == members.last
      if size % ways != 0, !isLast || rest.contains(where: { axes[$0].size > 1 }) { return false }
      outer *= size / ways
    }
    return true
  }

  private func pieces(of size: Int, _ ways: [Int]) -> [Int] {
    ways.reduce([size]) { lengths, count in lengths.flatMap { chunkSizes($0, over: count) } }
  }
}
