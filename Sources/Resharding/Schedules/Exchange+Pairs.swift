import Sharding

extension Exchange {
  /// How many messages its `Schedule` has at the most; `Int.max` where that exceeds every integer.
  ///
  /// - Complexity: O(ranks), whatever the number of messages.
  package var mostMessages: Int {
    let (source, target) = (from.mesh.shape, to.mesh.shape)
    let contributions = foldedDims.reduce(1) { $0 *| source[$1] }
    if isOnOneMesh {
      let cuts = from.placements.indices.filter {
        from.placements[$0].shardDim != nil && !pinnedDims.contains($0)
      }
      let pairs = cuts.reduce(to.mesh.count *| contributions) { $0 *| source[$1] }
      return pairs *| (from.mostRanges(shape) +| to.mostRanges(shape) - 1)
    }
    let takers = to.placements.indices.reduce(1) { count, dim in
      to.placements[dim].shardDim != nil || keptAtZeroDims.contains(dim)
        ? count : count *| target[dim]
    }
    let meetings = shape.indices.reduce(1) { count, dim in
      count *| Self.meetings(from.ranges(of: dim, shape[dim]), to.ranges(of: dim, shape[dim]))
    }
    // Of several copies of a block each has a piece of the line of what is wanted.
    let copies = contributions > 1 ? 0 : from.mesh.count
    return meetings *| takers *| contributions +| copies
  }

  /// How many pairs of pieces overlap, of two ways to cut a dim.
  private static func meetings(_ old: [Range<Int>], _ new: [Range<Int>]) -> Int {
    var (count, first) = (0, 0)
    for piece in old {
      while first < new.count, new[first].upperBound <= piece.lowerBound { first += 1 }
      var index = first
      while index < new.count, new[index].lowerBound < piece.upperBound {
        count += 1
        index += 1
      }
    }
    return count
  }
}

extension TensorDistAttr {
  /// The ranges of a tensor dim of `size` that shards have, ascending. O(ranks + ranges).
  fileprivate func ranges(of dim: Int, _ size: Int) -> [Range<Int>] {
    var coordinate = [Int](repeating: 0, count: mesh.ndim)
    let cutters = cutters(of: dim)
    var pieces: [Range<Int>] = []
    func descend(_ rest: ArraySlice<Int>) {
      guard let cutter = rest.first else {
        pieces += ranges(of: dim, size, at: coordinate).filter { !$0.isEmpty }
        return
      }
      for index in 0..<mesh.shape[cutter] {
        coordinate[cutter] = index
        descend(rest.dropFirst())
      }
    }
    descend(cutters[...])
    return isStrided ? pieces.sorted { $0.lowerBound < $1.lowerBound } : pieces
  }

  /// How many boxes a shard is at the most. O(dims x mesh dims).
  package func mostRanges(_ shape: [Int]) -> Int {
    pieces.indices.reduce(1) { count, meshDim in
      guard isStrided(meshDim), let dim = placements[meshDim].shardDim else { return count }
      switch pieces[meshDim] {
      case .parts(let parts): return count *| Swift.min(parts, Swift.max(1, shape[dim]))
      case .cyclic(let block, _):
        return count *| Swift.max(1, (shape[dim] / block + 1) / mesh.shape[meshDim] + 1)
      default: return count
      }
    }
  }
}
