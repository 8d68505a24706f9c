import Elements
import Sharding

/// What a reshard will do: the steps from one dist attr to another.
///
/// A plan is a value. Planning it touches no network and no data; the executor runs it on MPI or on
/// a virtual cluster; and it can be printed, compared and written as JSON.
public struct ReshardPlan: Hashable, Sendable {
  public let transition: Transition
  /// The reshard function that answered for the whole transition; nil where nothing changes.
  public let function: String?
  public let steps: [ReshardStep]

  init(_ transition: Transition, function: String?, steps: [ReshardStep]) {
    self.transition = transition
    self.function = function
    self.steps = steps
  }

  /// The plan of a transition: that of the first function in `allReshardFunctions` that suits.
  ///
  /// - Throws: `ShardingError.placement` where the tensor cannot lie as said.
  public init(_ transition: Transition) throws(ShardingError) {
    try transition.validate()
    self.init(planning: transition)
  }

  /// The plan of a transition that is known to be valid.
  init(planning transition: Transition) {
    guard !transition.isIdentity else {
      self.init(transition, function: nil, steps: [])
      return
    }
    guard let function = allReshardFunctions.first(where: { $0.suits(transition) }) else {
      preconditionFailure("no reshard function for \(transition): the list must be total")
    }
    self.init(transition, function: function.name, steps: function.steps(transition))
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
