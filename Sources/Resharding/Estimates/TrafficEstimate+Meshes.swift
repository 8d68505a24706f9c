import Sharding

extension TrafficEstimate {
  /// The movement between layouts of two meshes, where the copies of a block share the sending.
  ///
  /// - Parameter sites: the source's and the target's, of one tensor.
  /// - Complexity: O(lengths of the mesh dims), and O(shared ranks).
  init(
    _ crossing: Crossing, _ meshShapes: (from: MeshShape, to: MeshShape), _ from: PlacementState,
    _ to: PlacementState
  ) {
    let (source, target) = meshShapes
    let orders = ShardOrders(source, from, target, to)
    let (from, to) = (orders.from, orders.to)
    let roles = MeshDimRoles(
      from.placements, to.placements, isOnOneMesh: false, haveOneShape: source.mesh == target.mesh)
    let contributions = roles.folded.reduce(1) { $0 * source.mesh[$1] }
    let needers = target.mesh.indices.reduce(1) { count, dim in
      !to.places[dim].isShard && !roles.keptAtZero.contains(dim)
        ? count * target.mesh[dim] : count
    }
    let copies = source.mesh.indices.reduce(1) { count, dim in
      from.places[dim].isReplicated ? count * source.mesh[dim] : count
    }
    let pinned = roles.pinned.reduce(1) { $0 * source.mesh[$1] }
    let stays = crossing.stays(meshShapes, orders, roles)
    total = .difference((contributions, needers, target.elements), (stays.total, 1))
    kept = stays.most
    guard total > 0 else { return }
    var (wanted, offered, met) = (1, 1, 1)
    var (sources, receivers) = (1, 1)
    var (sendsInPlace, sendsWhole) = (copies == 1 || contributions > 1, true)
    var (receivesInPlace, receivesWhole) = (roles.folded.isEmpty, true)
    for dim in target.shape.indices.reversed() {
      let (held, needed) = (source.longest(dim, in: from), target.longest(dim, in: to))
      wanted *= needed
      offered *= held
      met *= min(held, needed)
      let pieces = Grid(source, dim, in: from)
      let targets = Grid(target, dim, in: to)
      sources *= pieces.meeting(targets)
      receivers *= targets.meeting(pieces)
      if !sendsWhole, min(held, needed) > 1 { sendsInPlace = false }
      if !receivesWhole, min(held, needed) > 1 { receivesInPlace = false }
      if targets.count > 1 { sendsWhole = false }
      if pieces.count > 1 { receivesWhole = false }
    }
    let askers = receivers * max(1, needers / pinned)
    received = .difference((contributions, wanted, 1), (stays.least, 1))
    if contributions == 1 {
      sent = (offered *| max(1, needers / pinned) +| (copies - 1)) / copies
      let room = max(1, offered *| needers)
      let holders = (met *| copies +| (room - 1)) / room
      sources *= min(copies, max(1, holders))
    } else {
      sent = (askers + copies - 1) / copies *| met
    }
    peers = min(contributions * sources, source.mesh.reduce(1, *))
    fan = max(peers, (askers + copies - 1) / copies + (copies > 1 ? 1 : 0)) *| orders.ranges
    folded = contributions > 1 ? contributions *| wanted : 0
    foldOp = roles.folded.count == 1 ? from.places[roles.folded[0]].reduceOp : nil
    // Of several copies each gives other pieces to each that needs them.
    if copies == 1 || contributions > 1 {
      for dim in target.mesh.indices
      where !to.places[dim].isShard && !roles.keptAtZero.contains(dim) {
        takers |= 1 << UInt64(dim)
      }
    }
    packedOut = sendsInPlace && !orders.rearranges ? 0 : sent
    packedIn = receivesInPlace && !orders.rearranges ? 0 : received
  }
}
