/// In which order a stage of a pipeline computes the forward and the backward passes of its micro-batches.
public enum PipelineOrder: String, Hashable, Sendable, Codable, CaseIterable {
  /// All forward, then all backward (Huang et al. 2019).
  case gpipe
  /// As few forward passes ahead as there are stages behind, then one forward and one backward in turn
  /// (Narayanan et al. 2019, 2021).
  case oneForwardOneBackward = "1f1b"

  /// One pass of one micro-batch.
  public struct Turn: Hashable, Sendable, Codable {
    /// Whether it is the forward pass.
    public let isForward: Bool
    /// Which micro-batch, from 0.
    public let microbatch: Int
  }

  /// What a stage does, in order.
  public func turns(stage: Int, of stages: Int, microbatches: Int) -> [Turn] {
    let ahead =
      self == .gpipe ? microbatches : min(microbatches, stages - stage)
    var turns = (0..<ahead).map { Turn(isForward: true, microbatch: $0) }
    for microbatch in 0..<microbatches {
      turns.append(Turn(isForward: false, microbatch: microbatch))
      if ahead + microbatch < microbatches {
        turns.append(Turn(isForward: true, microbatch: ahead + microbatch))
      }
    }
    return turns
  }

  /// For how many micro-batches a stage holds activations at the most.
  public func inFlight(stage: Int, of stages: Int, microbatches: Int) -> Int {
    self == .gpipe ? microbatches : min(microbatches, stages - stage)
  }
}
