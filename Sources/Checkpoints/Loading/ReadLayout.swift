import Elements
import Sharding

/// How ranks share the reading of a tensor: what each reads, and where a reshard then takes it.
package struct ReadLayout: Hashable, Sendable {
  /// What each rank reads.
  package let read: TensorDistAttr
  /// Where the reshard takes it: each rank then holds what it holds of the target. The mesh may have the target's dims in
  /// parts, those of hosts and those of the ranks of a host.
  package let received: TensorDistAttr

  /// The layout for a target.
  ///
  /// Where ranks along a mesh dim want the same, each reads a part, if they are all of one host, or if they are of hosts
  /// with equally many in a row, the parts of each host being read on it; otherwise the parts of all of them are. A tensor
  /// without dims is read by each rank.
  ///
  /// O(mesh).
  ///
  /// - Parameter hosts: by rank: a number that those of one host share.
  package init(
    _ target: TensorDistAttr, shape: [Int], hosts: [Int], sharing: ReadSharing
  ) {
    let unlike = target.placements.indices.filter { target.placements[$0].shardDim == nil }
    let isJobWide = ReadLayout(
      read: target.spread(shape, over: unlike), received: target)
    switch sharing {
    case .rank: self = ReadLayout(read: target, received: target)
    case .job: self = isJobWide
    case .host:
      let perHost = Self.perHost(target, shape, unlike, hosts)
      self = perHost.readsOnce(shape, hosts) ? perHost : isJobWide
    }
  }

  private init(read: TensorDistAttr, received: TensorDistAttr) {
    (self.read, self.received) = (read, received)
  }

  private static func perHost(
    _ target: TensorDistAttr, _ shape: [Int], _ unlike: [Int], _ hosts: [Int]
  ) -> ReadLayout {
    var received = target
    var spread: [Int] = []
    // From the last on, so that the numbers of those before stay.
    for meshDim in unlike.reversed() {
      let ways = target.mesh.shape[meshDim]
      let together = ranksTogether(target.mesh, meshDim, hosts)
      if together == ways {
        spread.append(meshDim)
      } else if together > 1 {
        received = received.dividing(meshDim, intoGroupsOf: together)
        spread = spread.map { $0 + 1 } + [meshDim + 1]
      }
    }
    return ReadLayout(read: received.spread(shape, over: spread.sorted()), received: received)
  }

  /// How many ranks in a row along a mesh dim are of one host: the same number everywhere, each host's in one row; else as
  /// many as there are.
  private static func ranksTogether(_ mesh: ProcessMesh, _ meshDim: Int, _ hosts: [Int]) -> Int {
    let ways = mesh.shape[meshDim]
    let step = mesh.shape[(meshDim + 1)...].reduce(1, *)
    let ranks = mesh.ranks
    var found: Int?
    for start in ranks.indices where start / step % ways == 0 {
      let group = (0..<ways).map { hosts[ranks[start + $0 * step]] }
      var runs: [(host: Int, count: Int)] = []
      for host in group {
        if runs.last?.host == host {
          runs[runs.count - 1].count += 1
        } else {
          runs.append((host, 1))
        }
      }
      guard Set(runs.map(\.host)).count == runs.count,
        runs.allSatisfy({ $0.count == found ?? runs[0].count })
      else { return ways }
      found = runs[0].count
    }
    return found ?? ways
  }

  /// Whether the ranks of a host read no element twice, but for those of a tensor without dims.
  private func readsOnce(_ shape: [Int], _ hosts: [Int]) -> Bool {
    if shape.isEmpty { return true }
    var seen: [Int: Set<Box>] = [:]
    for rank in read.mesh.ranks {
      guard let box = read.box(of: rank, shape: shape), !box.isEmpty else { continue }
      // Boxes of one layout are equal or disjoint.
      if !seen[hosts[rank], default: []].insert(box).inserted { return false }
    }
    return true
  }
}

extension TensorDistAttr {
  /// The same layout on a mesh whose dim `meshDim`, which does not cut, is two: groups of so many ranks in a row, and the
  /// ranks in them.
  fileprivate func dividing(_ meshDim: Int, intoGroupsOf size: Int) -> TensorDistAttr {
    var shape = mesh.shape
    shape.replaceSubrange(meshDim...meshDim, with: [shape[meshDim] / size, size])
    var axes = mesh.axes
    let name = axes[meshDim]
    axes.replaceSubrange(meshDim...meshDim, with: ["\(name).hosts", "\(name).ranks"])
    if Set(axes).count < axes.count { axes = axes.indices.map { "d\($0)" } }
    func twice<T>(_ list: [T]) -> [T] {
      var list = list
      list.insert(list[meshDim], at: meshDim)
      return list
    }
    // Of the same ranks, and as many placements as the mesh has dims.
    let mesh = try! ProcessMesh(shape: shape, axes: axes, order: mesh.rankOrder, name: mesh.name)
    return try! TensorDistAttr(
      mesh: mesh, placements: twice(placements), cutOrder: twice(cutOrder), pieces: twice(pieces))
  }
}
