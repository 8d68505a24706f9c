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
  public func hops(between one: Int, and other: Int, over index: Int) -> Int {
    let torus = levels[index].torus
    guard !torus.isEmpty else { return 1 }
    let (start, end) = (torusCoordinate(of: one, index), torusCoordinate(of: other, index))
    return torus.indices.reduce(0) { hops, dim in
      let way = abs(start[dim] - end[dim])
      return hops + min(way, torus[dim] - way)
    }
  }

  /// The hops from a rank to those of its group over a level, and in how many dims they extend.
  func hops(from rank: Int, _ index: Int, _ group: [Int])
    -> (mean: Double, most: Int, dims: Int)
  {
    let torus = levels[index].torus
    guard !torus.isEmpty else { return (1, 1, 0) }
    let home = torusCoordinate(of: rank, index)
    var (sum, most, peers) = (0, 1, 0)
    var extended = torus.map { _ in false }
    for peer in group where peer != rank && level(between: rank, and: peer) == index {
      let place = torusCoordinate(of: peer, index)
      let hops = hops(between: rank, and: peer, over: index)
      (sum, most, peers) = (sum + hops, max(most, hops), peers + 1)
      for dim in torus.indices where place[dim] != home[dim] { extended[dim] = true }
    }
    return (peers == 0 ? 1 : Double(sum) / Double(peers), most, extended.count { $0 })
  }
}
