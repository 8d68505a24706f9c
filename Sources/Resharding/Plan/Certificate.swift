import CostModel
import Sharding

/// The cost of a plan, which follows from its placements: its bytes and the fewest that any plan could
/// move, its messages, its memory, and the seconds that a cost model predicts.
public struct Certificate: Hashable, Sendable {
  /// Bytes that all ranks receive together.
  public let received: Int
  /// The same of each step.
  public let stepBytes: [Int]
  /// By step what each rank sends and receives, where ranks are few enough to be looked at one by one.
  public let traffic: [Traffic]?
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
  /// The bytes of the busiest rank's new shard.
  public let targetBytes: Int
  /// What each step asks of the busiest rank.
  package let loads: [StepLoad]
  /// How each step goes in its groups, and what it takes in the slowest.
  package let pricedSteps: [PricedStep]

  /// The sum over the steps.
  public var price: Price { pricedSteps.reduce(Price()) { $0 + $1.price } }

  /// Received over the lower bound; 1 where both are 0, nil where the bound is not known, or is 0 and
  /// something is received.
  public var ratio: Double? {
    guard let lowerBound else { return nil }
    if received == lowerBound { return 1 }
    return lowerBound > 0 ? Double(received) / Double(lowerBound) : nil
  }
}
