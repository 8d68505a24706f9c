import CostModel
import Resharding
import Tensors

/// What a reshard did, as counted where it ran: for the resident ranks.
public struct ReshardRecord: Sendable {
  /// What one step did.
  public struct Step: Sendable {
    /// Bytes, by resident rank.
    public var sent: [Int: Int] = [:]
    /// The bytes that each rank received from others, by rank.
    public var received: [Int: Int] = [:]
    /// The bytes of this rank's messages to other hosts, of a step carried out in two levels: `sent` and
    /// `received` are the plan's, of which ranks of one host read theirs.
    public var crossed = 0
    /// The seconds from the begin to the end, on the slowest rank of this process.
    public var seconds = 0.0
    /// When it began; nil where it was not waited for.
    public var began: ContinuousClock.Instant?
    /// How this process's ranks carried it out; nil where nothing had to move.
    public var mode: ExchangeMode?
  }

  /// The plan that was carried out.
  public let plan: ReshardPlan
  /// One record for each step of the plan.
  public var steps: [Step]
  /// The seconds from the begin to the end, on the slowest rank of this process.
  public var seconds = 0.0
  /// By resident rank: the bytes held at the most beyond the old shard and the new one, for staging
  /// and for shards on the way.
  public var peakExtraBytes: [Int: Int] = [:]

  /// Of nothing done yet.
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
