import CostModel

/// What a step of a program takes on a cluster, without the cluster. Seconds, bytes; all of one step.
public struct ProgramForecast: Hashable, Sendable, Codable {
  /// Seconds of the busiest stage by what takes them.
  public struct Parts: Hashable, Sendable, Codable {
    /// In which kernels run.
    public var computing = 0.0
    /// In which messages are under way.
    public var communicating = 0.0
    /// In which nothing is computed for messages.
    public var exposedCommunication = 0.0
    /// In which messages run beside kernels.
    public var hiddenCommunication = 0.0
    /// In which the stage waits for other stages.
    public var bubble = 0.0
    /// The optimiser's step, and what it moves.
    public var optimiser = 0.0
  }

  /// All calls of a collective.
  public struct Call: Hashable, Sendable, Codable {
    /// Its name.
    public let collective: String
    /// How often the program calls it.
    public var count = 0
    /// What all ranks receive.
    public var bytes = 0
    /// What it takes alone.
    public var seconds = 0.0
  }

  /// What a rank of a stage holds.
  public struct Memory: Hashable, Sendable, Codable {
    /// The mesh, by its name or its place.
    public let stage: String
    /// When it holds most.
    public let peak: MemoryPoint
    /// From op to op, at the most `pointLimit` points, those of the peak among them.
    public let points: [MemoryPoint]
  }

  /// What crosses a level's links.
  public struct Link: Hashable, Sendable, Codable {
    /// The name of the level.
    public let level: String
    /// The bytes that all ranks receive over it; nil where that is not known without visiting each rank.
    public let bytes: Int?
    /// In which a rank of the busiest stage sends over it.
    public let seconds: Double
    /// The part of the step.
    public let share: Double
  }

  /// What a lane of the time line does.
  public struct Span: Hashable, Sendable, Codable {
    /// `kernels`, or the level whose links messages cross.
    public let lane: String
    /// The mesh, by its name or its place.
    public let stage: String
    /// The value that is made, or the pass of a micro-batch.
    public let name: String
    /// Seconds from the beginning of the step.
    public let begin: Double
    /// When it ends, in seconds from the beginning of the step.
    public let end: Double
  }

  /// The name of the program.
  public let program: String
  /// The topology's name.
  public let topology: String
  /// The ranks of all meshes.
  public let ranks: Int
  /// The seconds of a step.
  public let stepSeconds: Double
  /// The rows of the first input of integers, or of the first input, over all micro-batches.
  public let samples: Int
  /// The numbers of that input where they are integers, as the ids of tokens are; else nil.
  public let tokens: Int?
  /// Multiplications and additions of all ranks.
  public let operations: Double
  /// The operations beside the peak of all ranks in bfloat16.
  public let utilisation: Double
  /// Where the time goes.
  public let seconds: Parts
  /// What all ranks receive.
  public let receivedBytes: Int
  /// By collective; local steps among them.
  public let calls: [Call]
  /// By stage.
  public let memory: [Memory]
  /// The most that any rank holds.
  public let peakBytesPerRank: Int
  /// What a rank's memory has.
  public let capacityBytes: Int
  /// By level of the topology.
  public let links: [Link]
  /// The energy of all devices; nil where the topology does not say what they draw.
  public let joules: Double?
  /// What all devices cost for the step; nil where the topology has no price.
  public let price: Double?
  /// What happens when, of stages alike; at the most `spanLimit`, the longest.
  public let spans: [Span]

  /// The most points of memory and spans of time that a forecast lists.
  public static let pointLimit = 512
  /// The most spans of time that a forecast lists.
  public static let spanLimit = 4096

  /// Whether every rank's memory suffices.
  public var fits: Bool { peakBytesPerRank <= capacityBytes }
  /// Rows a second.
  public var samplesPerSecond: Double { Double(samples) / stepSeconds }
  /// Tokens a second.
  public var tokensPerSecond: Double? { tokens.map { Double($0) / stepSeconds } }
}
