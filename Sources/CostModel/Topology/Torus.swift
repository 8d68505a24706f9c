// Distances in a torus: shortest ways, dim by dim.
extension Topology {
  /// The place of a rank in the torus of a level.
  func torusCoordinate(of rank: Int, _ index: Int) -> [Int] {
    let within = index > 0 ? levels[index - 1].ranks ?? 1 : 1
    var node = rank / within
    if let ranks = levels[index].ranks { node %= max(1, ranks / within) }
    return levels[index].torus.reversed().map { length in
      defer { node /= length }
      return node % length
    }.reversed()
  }

  /// The hops between two ranks over a level: of a torus the shortest way around each ring.
  package func hops(between one: Int, and other: Int, over index: Int) -> Int {
    let torus = levels[index].torus
    guard !torus.isEmpty else { return 1 }
    let (start, end) = (torusCoordinate(of: one, index), torusCoordinate(of: other, index))
    return torus.indices.reduce(0) { hops, dim in
      let algorithm = abs(start[dim] - end[dim])
      return hops + min(algorithm, torus[dim] - algorithm)
    }
  }
}
