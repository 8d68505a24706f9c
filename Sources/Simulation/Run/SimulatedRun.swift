import CostModel

/// What a simulation found: when each step began and ended, and why it took so long.
///
/// Times are seconds from the start of the first step.
public struct SimulatedRun: Hashable, Sendable, Codable {
  public let method: Simulator.Method
  /// The topology's name.
  public let topology: String
  /// How many ranks took part, and in how many classes of ranks that are alike.
  public let ranks: Int
  public let classes: Int
  /// When the last rank ended.
  public let seconds: Double
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

  public static let portLimit = 8
  public static let rowLimit = 64
}

extension SimulatedRun {
  /// One step over all ranks.
  public struct Step: Hashable, Sendable, Codable {
    public let function: String
    public let collective: Collective
    /// By which way: see `ExchangeAlgorithm`; nil where nothing moves.
    public let way: String?
    /// The names of the mesh dims in whose groups it runs; nil for all ranks.
    public let over: [String]?
    /// In the notation.
    public let from: String
    public let to: String
    /// When the first rank began it, and the last ended it.
    public let start: Double
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
    public let start: Double
    public let end: Double
    /// The message's size, and the name of the level whose link it takes.
    public let bytes: Int?
    public let level: String?

    public var seconds: Double { end - start }
  }

  /// Parts of the whole, that sum to 1; all 0 where no time passes.
  public struct Shares: Hashable, Sendable, Codable {
    public var overhead = 0.0
    public var work = 0.0
    public var latency = 0.0
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
    public let firstRank: Int
    public let lastRank: Int
    public let bytes: Int
    /// The part of the whole time for which these bytes keep the port full.
    public let utilisation: Double
  }

  /// What one rank did.
  public struct Row: Hashable, Sendable, Codable {
    public let rank: Int
    /// How many ranks did the same.
    public let count: Int
    public let spans: [Span]
  }

  /// What a rank spends a while on.
  public struct Span: Hashable, Sendable, Codable {
    public let cause: Cause
    /// The index of the step.
    public let step: Int
    public let start: Double
    public let end: Double
  }
}
