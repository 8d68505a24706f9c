/// The order in which the stages of a pipeline work on micro-batches.
///
/// A schedule is a value: it runs and communicates nothing. A stage does its actions one after another, each as
/// soon as its input has arrived.
public struct PipelineSchedule: Hashable, Sendable {
  /// The order of the forwards and backwards of a stage.
  public enum Order: String, CaseIterable, Codable, Sendable {
    /// All forwards, then all backwards, the last micro-batch first. A stage keeps the activations of
    /// every micro-batch.
    ///
    /// - Source: Huang et al., "GPipe: Efficient Training of Giant Neural Networks using Pipeline
    ///   Parallelism" (2019), figure 2 (c).
    case gpipe
    /// As few forwards as fill the pipeline, then a forward and a backward in turn, then the remaining
    /// backwards. Stage s of p keeps the activations of at most p - s micro-batches.
    ///
    /// - Source: Narayanan et al., "PipeDream: Generalized Pipeline Parallelism for DNN Training" (2019),
    ///   with the flush of "Efficient Large-Scale Language Model Training on GPU Clusters" (2021),
    ///   section 2.2.1 and figure 4.
    case oneForwardOneBackward = "1f1b"
  }

  /// One pass of a stage over one micro-batch.
  public struct Action: Hashable, Sendable {
    /// The direction of a pass.
    public enum Kind: String, Hashable, Codable, Sendable { case forward, backward }

    /// The pass.
    public let kind: Kind
    /// The index of the micro-batch.
    public let microbatch: Int

    /// The forward of a micro-batch.
    public static func forward(_ microbatch: Int) -> Action {
      Action(kind: .forward, microbatch: microbatch)
    }

    /// The backward of a micro-batch.
    public static func backward(_ microbatch: Int) -> Action {
      Action(kind: .backward, microbatch: microbatch)
    }
  }

  /// The order that the schedule follows.
  public let order: Order
  /// The number of stages.
  public let stages: Int
  /// The number of micro-batches.
  public let microbatches: Int
  /// Whether there are backwards; without them both orders are the same.
  public let trains: Bool

  /// - Precondition: at least one stage and one micro-batch.
  public init(_ order: Order, stages: Int, microbatches: Int, trains: Bool = true) {
    precondition(stages > 0 && microbatches > 0, "a schedule has a stage and a micro-batch")
    (self.order, self.stages, self.microbatches) = (order, stages, microbatches)
    self.trains = trains
  }
}

extension PipelineSchedule {
  /// Returns the actions of a stage, in order. O(micro-batches).
  public func actions(of stage: Int) -> [Action] {
    precondition((0..<stages).contains(stage), "stage \(stage) of \(stages)")
    let forwards = (0..<microbatches).map(Action.forward)
    guard trains else { return forwards }
    switch order {
    case .gpipe:
      return forwards + (0..<microbatches).reversed().map(Action.backward)
    case .oneForwardOneBackward:
      let ahead = min(stages - stage - 1, microbatches)
      let pairs = (ahead..<microbatches).flatMap { [.forward($0), Action.backward($0 - ahead)] }
      return forwards[..<ahead] + pairs
        + (microbatches - ahead..<microbatches).map(Action.backward)
    }
  }

  /// Returns the maximum number of micro-batches whose activations the stage keeps between forward and backward.
  public func mostKept(by stage: Int) -> Int {
    var (kept, most) = (0, 0)
    for action in actions(of: stage) where trains {
      kept += action.kind == .forward ? 1 : -1
      most = max(most, kept)
    }
    return most
  }

  /// The share of time in which a stage is idle, if all stages take equally long and transfers take no time:
  /// (p - 1) / (m + p - 1), with p stages and m micro-batches, in either order.
  public var idealBubble: Double {
    Double(stages - 1) / Double(microbatches + stages - 1)
  }
}

extension PipelineSchedule.Action: CustomStringConvertible {
  /// `F0`, `B3`.
  public var description: String { "\(kind == .forward ? "F" : "B")\(microbatch)" }
}
