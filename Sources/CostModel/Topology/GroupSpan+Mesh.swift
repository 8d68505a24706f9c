import Sharding

/// How the groups of a mesh lie, found from its lengths.
extension Topology {
  /// How the groups of a mesh dim lie, or all ranks of the mesh together, with the whole mesh active.
  ///
  /// - Complexity: as `span(of:over:)`.
  package func span(of mesh: ProcessMesh, along dim: Int?) -> GroupSpan {
    span(of: mesh, over: dim.map { [$0] })
  }

  /// How the groups of merged mesh dims lie, with the whole mesh active.
  ///
  /// - Parameter dims: nil for all ranks of the mesh together.
  /// - Complexity: O(mesh dims x levels) where the ranks ascend by one and all domains and ports hold
  ///   equally much of the mesh, as on clusters that are cut into equal parts; else, and in a torus,
  ///   O(ranks x levels).
  package func span(of mesh: ProcessMesh, over dims: [Int]?) -> GroupSpan {
    if let tiling = Tiling(mesh, over: dims ?? Array(mesh.shape.indices)),
      let span = span(of: tiling)
    {
      return span
    }
    guard let dims else { return span(of: mesh.ranks, among: mesh.ranks) }
    let origin = [Int](repeating: 0, count: mesh.ndim)
    return span(of: mesh.group(of: origin, along: dims), among: mesh.ranks)
  }

  /// How all groups of merged mesh dims lie, each kind of them, with the whole mesh active.
  ///
  /// Of a mesh of more than `Survey.mostRanks` ranks that does not fill its domains evenly the first group
  /// stands for all.
  ///
  /// - Parameters:
  ///   - dims: nil for all ranks of the mesh together.
  ///   - takers: the mesh dims in whose coordinates ranks need the same blocks.
  ///   - hosts: by rank, of all ranks of a job: its host; nil for what the topology says.
  /// - Complexity: as `span(of:over:)`.
  package func spans(of mesh: ProcessMesh, over dims: [Int]?, takers: [Int], hosts: [Int]? = nil)
    -> StepSpan
  {
    let ground = Ground(self, hosts: hosts)
    let merged = dims ?? Array(mesh.shape.indices)
    let needsAll = merged.allSatisfy { takers.contains($0) || mesh.shape[$0] == 1 }
    let isLarge = mesh.count > Survey.mostRanks
    let isTiled = Tiling(mesh, over: merged).flatMap { span(of: $0, inTorus: true) } != nil
    if ground.isTopology, isTiled || isLarge {
      var found = span(of: mesh, over: dims)
      // How many ranks of a host need the same only counts where hosts are not alone.
      if takers.isEmpty || found.isOneDomain || found.mostTogether == 1 { return StepSpan(found) }
      let near =
        needsAll
        ? found : Tiling(mesh, over: takers).flatMap { span(of: $0, inTorus: true) }
      if let near = near ?? (isLarge ? span(of: mesh, over: takers) : nil) {
        found.takers = Double(near.levels[0].peers + 1)
        return StepSpan(found)
      }
    }
    let offsets = mesh.positions(of: merged)
    let origins = mesh.positions(of: mesh.shape.indices.filter { !merged.contains($0) })
    let groups = origins.map { origin in offsets.map { mesh.rankOrder[origin + $0] } }
    let keys =
      takers.isEmpty || needsAll
      ? nil : origins.map { origin in offsets.map { mesh.key(origin + $0, takers) } }
    return Survey.span(ground, groups, takers: keys, needsSame: !takers.isEmpty)
  }

  /// How the ranks of two meshes lie, which act together; ranks of the second one need the same blocks where
  /// they differ in some coordinates only.
  package func spans(
    of ranks: RankOrder, takenBy target: (mesh: ProcessMesh, dims: [Int]), hosts: [Int]? = nil
  ) -> StepSpan {
    // Ranks that are distinct.
    let all = try! ProcessMesh(shape: [ranks.count], order: ranks)
    var found = spans(of: all, over: nil, takers: [], hosts: hosts)
    guard !target.dims.isEmpty else { return found }
    let near = spans(of: target.mesh, over: target.dims, takers: [], hosts: hosts)
    let takers = Double(near.kinds[0][0].levels[0].peers + 1)
    for kind in found.kinds.indices {
      for view in found.kinds[kind].indices {
        let span = found.kinds[kind][view]
        if span.mostTogether > 1, !span.isOneDomain { found.kinds[kind][view].takers = takers }
      }
    }
    return found
  }

  /// The span of a group of which every domain and every port that has some has equally many; nil
  /// where they have not. All ranks being alike, the first one stands for them.
  ///
  /// - Parameter inTorus: whether what a torus adds may be left out; else it is nil there.
  private func span(of tiling: Tiling, inTorus: Bool = false) -> GroupSpan? {
    var result = GroupSpan(
      count: tiling.count, levels: [], neighbours: tiling.active(within: levels[0].ranks))
    if let together = tiling.members(within: levels[0].ranks) {
      (result.domains, result.mostTogether) = (tiling.count / together, together)
      result.runs = result.domains
    }
    var (within, width) = (1, 1)
    let isSingle = tiling.count == 1
    for level in levels {
      let port = max(1, level.ranksPerPort)
      guard inTorus || level.torus.isEmpty, let together = tiling.members(within: level.ranks),
        let own = tiling.members(within: port), level.ranks.map({ $0 % width == 0 }) ?? true,
        port % width == 0 || width % port == 0,
        level.ranks.map({ port % $0 == 0 || $0 % port == 0 }) ?? true
      else { return nil }
      let all = port > 1 ? max(own, tiling.active(within: port)) : 1
      // The last rank of each inner domain sends to the next one; in the level that holds the whole
      // group the last of all sends to the first.
      var edges = max(1, own / within)
      if together < tiling.count, own >= together { edges = own / within - own / together }
      result.levels.append(
        GroupSpan.Level(
          peers: together - within, sharers: all, ownSharers: port > 1 ? own : 1,
          ringSharers: together == within || isSingle
            ? 0 : Double(edges) * (port > 1 ? Double(all) / Double(own) : 1)))
      (within, width) = (together, level.ranks ?? width)
    }
    return within == tiling.count ? result : nil
  }
}

extension ProcessMesh {
  /// The positions that are 0 in all coordinates but those of `dims`, row-major in these.
  fileprivate func positions(of dims: [Int]) -> [Int] {
    dims.reduce([0]) { positions, dim in
      let stride = shape[(dim + 1)...].reduce(1, *)
      return positions.flatMap { start in (0..<shape[dim]).map { start + $0 * stride } }
    }
  }

  /// What the ranks that differ in the coordinates of `dims` only have in common.
  fileprivate func key(_ position: Int, _ dims: [Int]) -> Int {
    let coordinate = coordinate(at: position)
    return self.position(at: dims.reduce(into: coordinate) { $0[$1] = 0 })
  }
}

/// A group of merged mesh dims among consecutive ranks, and how it fills blocks of them.
private struct Tiling {
  private let first: Int
  private let shape: [Int]
  private let isMerged: [Bool]
  /// The number of ranks of the group.
  let count: Int
  private let ranks: Int

  /// Nil where the ranks do not ascend by one, or the mesh dims are not in their order.
  init?(_ mesh: ProcessMesh, over dims: [Int]) {
    guard mesh.isConsecutive, zip(dims, dims.dropFirst()).allSatisfy(<) else { return nil }
    first = mesh.rankOrder[0]
    shape = mesh.shape
    isMerged = shape.indices.map(dims.contains)
    count = dims.reduce(1) { $0 * mesh.shape[$1] }
    ranks = mesh.count
  }

  /// Whether all ranks of the mesh are in one block of `width`.
  private func fits(_ width: Int) -> Bool { first / width == (first + ranks - 1) / width }

  /// How many ranks of the mesh the first one's block of `width` ranks has; nil for one without end.
  func active(within width: Int?) -> Int {
    guard let width, !fits(width) else { return ranks }
    return min(ranks, width - first % width)
  }

  /// How many ranks of the group each block of `width` ranks has that has any; nil if they differ.
  func members(within width: Int?) -> Int? {
    guard let width, !fits(width) else { return count }
    guard first % width == 0 else { return nil }
    var (members, stride) = (1, 1)
    for dim in shape.indices.reversed() {
      let length = shape[dim]
      if width < stride * length {
        guard width % stride == 0, length % (width / stride) == 0 else { return nil }
        return isMerged[dim] ? members * (width / stride) : members
      }
      if isMerged[dim] { members *= length }
      stride *= length
    }
    return members
  }
}
