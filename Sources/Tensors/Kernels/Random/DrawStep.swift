/// Which of its draws a random op takes: those of a step of training, and within it of a micro-batch.
///
/// An op's draws follow from its seed and from each element's place in the whole tensor, so that it draws alike whenever it
/// runs. A model in training needs others in each step. They follow from the step's number, and are the same on any mesh,
/// in a run that goes on from a checkpoint, and where the backward computes an op anew. A micro-batch takes the draws
/// that its rows have in the whole batch, of tensors whose first dim is that of the rows.
///
///     for step in 0..<steps {
///       try DrawStep.with(step) { try compiled(inputs) }
///     }
public struct DrawStep: Hashable, Sendable {
  /// The number of the step, from 0, whose draws are those of the op's seed.
  public let step: Int
  /// The number of the micro-batch within the step, from 0.
  public let microbatch: Int

  /// Seeds of neighbouring steps lie so far apart: 2^64 by the golden ratio, so that up to 2^30 steps of ops whose seeds
  /// differ by less than 2^31 never meet (the three-gap theorem).
  static let stride: UInt64 = 0x9e37_79b9_7f4a_7c15

  @TaskLocal static var current = DrawStep(step: 0, microbatch: 0)

  /// Runs `body`, in which random ops draw what is theirs at a step. Nothing is communicated: all ranks name the same step.
  public static func with<R>(_ step: Int, microbatch: Int = 0, _ body: () throws -> R) rethrows
    -> R
  {
    precondition(step >= 0 && microbatch >= 0, "step \(step), micro-batch \(microbatch)")
    return try $current.withValue(DrawStep(step: step, microbatch: microbatch), operation: body)
  }
}
