import Elements
import Sharding

/// What a reshard will do: the steps from one dist attr to another.
///
/// A plan is a value, which `Planner` finds. An executor runs it on MPI or on a virtual cluster; it can be
/// simulated, printed, compared and written as JSON.
public struct ReshardPlan: Hashable, Sendable {
  /// The change that the plan makes.
  public let transition: Transition
  /// The reshard function that answered for the whole transition; nil where nothing changes.
  public let function: String?
  /// The steps in their order; none where nothing changes.
  public let steps: [ReshardStep]
  /// The most bytes that a rank may stage in each direction, where the memory limit asks for less
  /// than is usual; nil where it does not. The executor obeys.
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
  /// The bytes that each rank sends and receives in each step.
  public var traffic: [Traffic] {
    steps.map { $0.traffic(shape: transition.shape, dtype: transition.dtype) }
  }
}

extension ReshardPlan: CustomStringConvertible {
  /// The transition and one line a step.
  public var description: String {
    let lines = steps.enumerated().map { "  \($0 + 1). \($1)" }
    return ([transition.description] + (lines.isEmpty ? ["  nothing to do"] : lines))
      .joined(separator: "\n")
  }
}
