import Elements

/// The order in which the stages of a pipeline work on micro-batches.
///
/// A schedule is a value: it runs and communicates nothing. Stage s lies on lane s modulo the number of lanes; a lane is
/// a group of ranks that works on one thing at a time. It takes its steps one after another, each as soon as its input
/// has arrived.
///
///     let schedule = try PipelineSchedule(checking: .interleaved, stages: 4, lanes: 2, microbatches: 4)
///     print(schedule.steps(of: 0))  // 0F0 0F1 2F0 2F1 0F2 2B0 …
public struct PipelineSchedule: Hashable, Sendable {
  /// The order of the forwards and backwards of a lane.
  public enum Order: String, CaseIterable, Codable, Sendable {
    /// All forwards, then all backwards. A stage keeps the activations of every micro-batch. Several stages of a lane
    /// take turns after all micro-batches, and go backward in reverse.
    ///
    /// - Source: Huang et al., "GPipe: Efficient Training of Giant Neural Networks using Pipeline
    ///   Parallelism" (2019), figure 2 (c), which goes backward from the last micro-batch on; as PyTorch does, the first
    ///   comes first. Lamy-Poirier, "Breadth-First Pipeline Parallelism" (2022), of several stages.
    case gpipe
    /// As few forwards as fill the pipeline, then a forward and a backward in turn, then the remaining
    /// backwards. Stage s of p keeps the activations of at most p - s micro-batches.
    ///
    /// - Source: Narayanan et al., "PipeDream: Generalized Pipeline Parallelism for DNN Training" (2019),
    ///   with the flush of "Efficient Large-Scale Language Model Training on GPU Clusters" (2021),
    ///   section 2.2.1 and figure 4.
    case oneForwardOneBackward = "1f1b"
    /// The same of lanes with several stages each, which take turns after as many micro-batches as there are lanes.
    ///
    /// - Source: Narayanan et al. 2021, section 2.2.2 and figure 4 (bottom).
    case interleaved
    /// The backward in two parts: the gradient of a stage's input, which the stage before waits for, comes first; those of
    /// its weights, for which nobody waits, where the lane would be idle.
    ///
    /// - Source: Qi et al., "Zero Bubble Pipeline Parallelism" (2023), schedule ZB-H1, of one stage or several in a lane.
    case zeroBubble = "zero-bubble"
  }

  /// One pass of a stage over one micro-batch.
  public struct Action: Hashable, Sendable {
    /// What a pass computes.
    public enum Kind: String, Hashable, Codable, Sendable {
      /// The output of the stage.
      case forward
      /// The gradients of the stage's input and of its weights.
      case backward
      /// The gradient of the stage's input alone.
      case inputGradient
      /// The gradients of its weights, after that.
      case weightGradient
    }

    /// The pass.
    public let kind: Kind
    /// The index of the micro-batch.
    public let microbatch: Int

    /// A pass over a micro-batch.
    public init(_ kind: Kind, _ microbatch: Int) {
      (self.kind, self.microbatch) = (kind, microbatch)
    }

    /// The forward of a micro-batch.
    public static func forward(_ microbatch: Int) -> Action { Action(.forward, microbatch) }

    /// The backward of a micro-batch.
    public static func backward(_ microbatch: Int) -> Action { Action(.backward, microbatch) }
  }

  /// What a lane does at a time.
  public struct Step: Hashable, Sendable {
    /// The stage, which is one of the lane's.
    public let stage: Int
    /// What the stage does.
    public let action: Action

    init(_ stage: Int, _ action: Action) { (self.stage, self.action) = (stage, action) }
  }

  /// The order that the schedule follows.
  public let order: Order
  /// The number of stages.
  public let stages: Int
  /// The number of groups of ranks that they lie on.
  public let lanes: Int
  /// The number of micro-batches.
  public let microbatches: Int
  /// Whether there are backwards; without them all orders are the same.
  public let trains: Bool

  /// A schedule that can be.
  ///
  /// - Parameter lanes: nil for one of each stage.
  /// - Precondition: what `init(checking:)` asks for.
  public init(
    _ order: Order, stages: Int, lanes: Int? = nil, microbatches: Int, trains: Bool = true
  ) {
    do {
      try self.init(
        checking: order, stages: stages, lanes: lanes, microbatches: microbatches, trains: trains)
    } catch { preconditionFailure("\(error)") }
  }

  /// A schedule, if there can be one.
  ///
  /// - Parameter lanes: nil for one of each stage.
  /// - Throws: `TesseraError.Kind.usage` where there is no stage or no micro-batch, the stages are no multiple of the lanes,
  ///   `1f1b` has several stages in a lane, or stages that take turns cannot have the micro-batches in equal rounds of at
  ///   least as many as there are lanes.
  public init(
    checking order: Order, stages: Int, lanes: Int? = nil, microbatches: Int, trains: Bool = true
  ) throws(TesseraError) {
    let lanes = lanes ?? stages
    func require(_ holds: Bool, _ requirement: String) throws(TesseraError) {
      guard holds else { throw TesseraError(.usage, "schedule \(order.rawValue): \(requirement)") }
    }
    try require(
      stages > 0 && microbatches > 0,
      "a stage and a micro-batch are required, there are \(stages) and \(microbatches)")
    try require(
      lanes > 0 && stages % lanes == 0,
      "the same number of stages on each group of ranks is required, not \(stages) stages on \(lanes) groups"
    )
    self.order = order
    self.stages = stages
    self.lanes = lanes
    self.microbatches = microbatches
    self.trains = trains
    if order == .oneForwardOneBackward {
      try require(
        lanes == stages,
        "one stage on each group of ranks is required, there are \(stages) stages on \(lanes); "
          + "interleaved takes them")
    }
    if order == .interleaved || order == .zeroBubble {
      let rounds = max(1, microbatches / lanes)
      try require(
        microbatches % rounds == 0,
        "micro-batches in \(rounds) equal rounds of at least \(lanes) are required, \(microbatches) are given"
      )
    }
  }
}

extension PipelineSchedule.Action: CustomStringConvertible {
  /// `F0`, `B3`; `I3` and `W3` of a backward in two parts.
  public var description: String {
    let letter =
      switch kind {
      case .forward: "F"
      case .backward: "B"
      case .inputGradient: "I"
      case .weightGradient: "W"
      }
    return "\(letter)\(microbatch)"
  }
}

extension PipelineSchedule.Step: CustomStringConvertible {
  /// `2F0`: the stage, and what it does.
  public var description: String { "\(stage)\(action)" }
}
