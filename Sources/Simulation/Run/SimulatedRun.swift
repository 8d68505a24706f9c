import CostModel

/// What a simulation found: when each step began and ended, and why it took so long.
///
/// Times are seconds from the start of the first step.
public struct SimulatedRun: Hashable, Sendable, Codable {
  /// How the run was simulated.
  public let method: Simulator.Method
  /// The topology's name.
  public let topology: String
  /// How many ranks took part, and in how many classes of ranks that are alike.
  public let ranks: Int
  /// How many classes of ranks that behave alike there are.
  public let classes: Int
  /// When the last rank ended.
  public let seconds: Double
  /// One entry for each step of the plan.
  public let steps: [Step]
  /// What ended last, and what had to end for it to begin, back to the start: without gaps.
  public let criticalPath: [Segment]
  /// The critical path by cause.
  public let shares: Shares
  /// The ports that were used most, of each class one; the busiest first, at most
  /// `portLimit`.
  public let ports: [PortUse]
  /// What some ranks did when: one for each class, those of the critical path first, at most
  /// `rowLimit`.
  public let timeline: [Row]

  /// The most ports that a run lists.
  public static let portLimit = 8
  /// The most ranks whose time line a run lists.
  public static let rowLimit = 64
}

extension SimulatedRun {
  /// One step over all ranks.
  public struct Step: Hashable, Sendable, Codable {
    /// The reshard function of the step.
    public let function: String
    /// The collective that carries the step out.
    public let collective: Collective
    /// By which way: see `ExchangeAlgorithm`; nil if nothing moves.
    public let way: String?
    /// The names of the mesh dims in whose groups it runs; nil for all ranks.
    public let over: [String]?
    /// In the notation.
    public let from: String
    /// The placements after.
    public let to: String
    /// When the first rank began it, and the last ended it.
    public let start: Double
    /// When it ends, in seconds.
    public let end: Double
    /// The rank that ended it last; one of its class.
    public let criticalRank: Int
    /// Between all ranks together; a read is one too.
    public let messages: Int
    /// That all ranks receive, as planned.
    public let bytes: Int
    /// What passes the links of each level, from the innermost.
    public let levelBytes: [Int]
    /// Bytes of the rank with most.
    public let largestSent: Int
    /// Bytes that the rank with most receives.
    public let largestReceived: Int
  }

  /// Why time passes for a rank.
  public enum Cause: String, Hashable, Sendable, Codable, CaseIterable {
    /// Before anything moves in a step.
    case overhead
    /// Copies, packing, unpacking and folds.
    case work
    /// First bytes of messages.
    case latency
    /// Bytes of messages.
    case bandwidth
    /// Other ranks are not ready.
    case waiting
  }

  /// A piece of the critical path.
  public struct Segment: Hashable, Sendable, Codable {
    /// Never `waiting`: the path goes on with the rank that was waited for.
    public let cause: Cause
    /// The index of the step.
    public let step: Int
    /// The rank that spends the time; of a message the one that sends it.
    public let rank: Int
    /// The rank that receives the message.
    public let receiver: Int?
    /// When it begins, in seconds.
    public let start: Double
    /// When it ends, in seconds.
    public let end: Double
    /// The message's size, and the name of the level whose link it takes.
    public let bytes: Int?
    /// The name of the level whose link the message takes.
    public let level: String?

    /// How long it takes.
    public var seconds: Double { end - start }
  }

  /// Parts of the whole, that sum to 1; all 0 where no time passes.
  public struct Shares: Hashable, Sendable, Codable {
    /// The share of overhead.
    public var overhead = 0.0
    /// The share of copies, packing and folds.
    public var work = 0.0
    /// The share of first bytes.
    public var latency = 0.0
    /// The share of further bytes.
    public var bandwidth = 0.0
  }

  /// How much a port carried.
  public struct PortUse: Hashable, Sendable, Codable {
    /// The one that stands for its class.
    public let port: Port
    /// How many carry the same.
    public let count: Int
    /// The name of the level, and the ranks that share the port.
    public let level: String
    /// The first rank that shares the port.
    public let firstRank: Int
    /// The last rank that shares the port.
    public let lastRank: Int
    /// The bytes that the port carries.
    public let bytes: Int
    /// The part of the whole time for which these bytes keep the port full.
    public let utilisation: Double
  }

  /// What one rank did.
  public struct Row: Hashable, Sendable, Codable {
    /// The rank; one of its class.
    public let rank: Int
    /// How many ranks did the same.
    public let count: Int
    /// What it does, in the order of time.
    public let spans: [Span]
  }

  /// What a rank spends a while on.
  public struct Span: Hashable, Sendable, Codable {
    /// Why the time passes.
    public let cause: Cause
    /// The index of the step.
    public let step: Int
    /// When it begins, in seconds.
    public let start: Double
    /// When it ends, in seconds.
    public let end: Double
  }
}
