import Elements
import Sharding

/// The steps of a reshard from one dist attr to another.
///
/// `Planner` finds plans. A plan is a value: an executor runs it on MPI or on a virtual cluster, and a program can
/// simulate, print and compare it, and write it as JSON.
public struct ReshardPlan: Hashable, Sendable {
  /// The transition that the plan carries out.
  public let transition: Transition
  /// The name of the reshard function for the whole transition; nil if nothing changes.
  public let function: String?
  /// The steps in order; empty if nothing changes.
  public let steps: [ReshardStep]
  /// The maximum number of bytes that a rank stages in each direction, if the memory limit requires less than the
  /// default; nil otherwise. The executor keeps to it.
  public let stagingBytes: Int?

  package init(
    _ transition: Transition, function: String?, steps: [ReshardStep], stagingBytes: Int? = nil
  ) {
    self.transition = transition
    self.function = function
    self.steps = steps
    self.stagingBytes = stagingBytes
  }
}

extension ReshardPlan {
  /// Whether each rank makes its new shard of its old one.
  package var movesNothing: Bool { steps.allSatisfy { $0.collective == .local } }

  /// The bytes that each rank sends and receives in each step.
  public var traffic: [Traffic] {
    steps.map { $0.traffic(shape: transition.shape, dtype: transition.dtype) }
  }
}

extension ReshardPlan: CustomStringConvertible {
  /// The transition, and a line for each step.
  public var description: String {
    let lines = steps.enumerated().map { "  \($0 + 1). \($1)" }
    return ([transition.description] + (lines.isEmpty ? ["  nothing to do"] : lines))
      .joined(separator: "\n")
  }
}
