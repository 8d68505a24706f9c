import CostModel
import Resharding
import Tensors

/// A record of a reshard, as this process counted it for its ranks.
public struct ReshardRecord: Sendable {
  /// A record of one step.
  public struct Step: Sendable {
    /// Bytes, by resident rank.
    public var sent: [Int: Int] = [:]
    /// The bytes that each rank received from others, by rank.
    public var received: [Int: Int] = [:]
    /// The bytes of this rank's messages to other hosts, in a two-level step. `sent` and `received` are those of the
    /// plan, which include bytes that ranks of one host read.
    public var crossed = 0
    /// The seconds from the begin to the end, on the slowest rank of this process.
    public var seconds = 0.0
    /// The start of the step; nil if no rank waited for it.
    public var began: ContinuousClock.Instant?
    /// The way in which this process's ranks carried out the step; nil if nothing moved.
    public var mode: ExchangeMode?
  }

  /// The plan that was carried out.
  public let plan: ReshardPlan
  /// One record for each step of the plan.
  public var steps: [Step]
  /// The seconds from the begin to the end, on the slowest rank of this process.
  public var seconds = 0.0
  /// The maximum number of bytes that each rank of this process held beside its source and target shards, for
  /// staging and for intermediate shards.
  public var peakExtraBytes: [Int: Int] = [:]

  /// Creates a record without steps.
  package init(_ plan: ReshardPlan) {
    self.plan = plan
    steps = [Step](repeating: Step(), count: plan.steps.count)
  }
}

extension Duration {
  var seconds: Double {
    let (whole, atto) = components
    return Double(whole) + Double(atto) * 1e-18
  }
}
