import CostModel
import Sharding

/// What a plan is worth, found from its placements: its bytes against the fewest that any plan could
/// move, its messages, its memory, and the seconds that a cost model foretells.
public struct Certificate: Hashable, Sendable {
  /// Bytes that all ranks receive together.
  public let received: Int
  /// The fewest that any plan moves; nil where values become partial on more ranks than are worth
  /// enumerating.
  public let lowerBound: Int?
  /// Bytes that the busiest rank receives; at most, where pieces are uneven.
  public let busiestReceived: Int
  /// How many messages the busiest rank receives.
  public let messages: Int
  /// Bytes that a rank holds beyond its old shard and its new one; at most, on large meshes.
  public let peakExtraBytes: Int
  /// The bytes of the largest old shard and of the largest new one.
  public let sourceBytes: Int
  public let targetBytes: Int
  /// What each step asks of the busiest rank.
  public let loads: [StepLoad]
  /// How each step goes, and what it takes.
  public let ways: [PricedWay]

  public var price: Price { ways.reduce(Price()) { $0 + $1.price } }

  /// Received over the lower bound; 1 where both are 0, nil where the bound is not known, or is 0 and
  /// something is received.
  public var ratio: Double? {
    guard let lowerBound else { return nil }
    if received == lowerBound { return 1 }
    return lowerBound > 0 ? Double(received) / Double(lowerBound) : nil
  }
}

extension Certificate {
  /// Up to how many ranks what depends on every rank is enumerated.
  public static let enumerableRanks = 256

  /// Up to how many stagings of a shard, of 8 MiB each where nothing else is said, memory is exact.
  package static let enumerableRounds = 1 << 14
}

extension ReshardPlan {
  /// The plan's certificate.
  ///
  /// - Parameter planning: whose cost model and staging count; what it minimises does not.
  /// - Complexity: as planning; up to `Certificate.enumerableRanks` ranks also O(ranks²), for exact memory,
  ///   where shards are not as large as no memory is.
  public func certificate(_ planning: Planning = Planning()) -> Certificate {
    var planning = planning
    if let stagingBytes { planning.stagingBytes = min(stagingBytes, planning.stagingBytes) }
    planning.memoryLimit = nil
    let space = SearchSpace(transition, planning, direct: CrossNdMesh.self)
    let legs = space.legs(of: steps)
    let loads = legs.map { leg in
      space.load(
        of: leg.candidate, in: space.group(of: leg.candidate, from: leg.old.side, to: leg.new.side))
    }
    let memory = legs.reduce(0) { peak, leg in
      max(peak, space.cost(of: leg.candidate, from: leg.old, to: leg.new)?.memory ?? 0)
    }
    let isSmall = transition.isEnumerable
    // Exact memory is looked up round by round.
    let largest = max(
      space.meshShapes[0].largestShard(space.start),
      space.meshShapes[space.lastSide].largestShard(space.end))
    let isShort =
      largest *| space.elementBytes / max(1, planning.stagingBytes) <= Certificate.enumerableRounds
    return Certificate(
      received: legs.reduce(0) { $0 +| $1.candidate.traffic.total } *| space.elementBytes,
      lowerBound: space.lowerBound ?? (isSmall ? transition.enumeratedLowerBound : nil),
      busiestReceived: loads.reduce(0) { $0 +| $1.received },
      messages: loads.reduce(0) { $0 + $1.peers },
      peakExtraBytes: isSmall && isShort
        ? peakExtraBytes(stagingBytes: planning.stagingBytes) : memory,
      sourceBytes: space.meshShapes[0].largestShard(space.start) * space.elementBytes,
      targetBytes: space.meshShapes[space.lastSide].largestShard(space.end) * space.elementBytes,
      loads: loads,
      ways: legs.map { space.way(of: $0.candidate, from: $0.old.side, to: $0.new.side) })
  }
}

extension Transition {
  /// Whether its ranks are few enough to be looked at one by one.
  public var isEnumerable: Bool {
    max(from.mesh.count, to.mesh.count) <= Certificate.enumerableRanks
  }
}
