import CostModel
import Sharding

/// The cost of a plan, which follows from its placements: its bytes and the fewest that any plan could
/// move, its messages, its memory, and the seconds that a cost model predicts.
public struct Certificate: Hashable, Sendable {
  /// The bytes that all ranks receive together.
  public let received: Int
  /// The bytes that all ranks receive together in each step.
  public let stepBytes: [Int]
  /// The bytes that each rank sends and receives, by step; nil if the certificate does not visit each rank.
  public let traffic: [Traffic]?
  /// The fewest bytes that any plan moves; nil if values become partial on more ranks than a certificate visits.
  public let lowerBound: Int?
  /// The bytes that the busiest rank receives; an upper bound if pieces are uneven.
  public let busiestReceived: Int
  /// The number of messages that the busiest rank receives.
  public let messages: Int
  /// The bytes that a rank holds beside its source and target shards; an upper bound on large meshes.
  public let peakExtraBytes: Int
  /// The bytes of the largest source shard.
  public let sourceBytes: Int
  /// The bytes of the largest target shard.
  public let targetBytes: Int
  /// What each step asks of the busiest rank.
  package let loads: [StepLoad]
  /// How each step goes in its groups, and what it takes in the slowest.
  package let pricedSteps: [PricedStep]

  /// The sum over the steps.
  public var price: Price { pricedSteps.reduce(Price()) { $0 + $1.price } }

  /// The received bytes divided by the lower bound; 1 if both are 0; nil if the bound is unknown, or if it is 0 and
  /// ranks receive something.
  public var ratio: Double? {
    guard let lowerBound else { return nil }
    if received == lowerBound { return 1 }
    return lowerBound > 0 ? Double(received) / Double(lowerBound) : nil
  }
}
