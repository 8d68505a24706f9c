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

  /// The plan of a transition: that of the first function in `allReshardFunctions` that suits.
  ///
  /// - Throws: `ShardingError.placement` where the tensor cannot lie as said.
  public init(_ transition: Transition) throws(ShardingError) {
    do {
      try self.init(transition, Planning())
    } catch {
      switch error {
      case .placement(let error): throw error
      case .size: throw .placement(error.description)
      case .memory: preconditionFailure("there is no memory limit")
      }
    }
  }

  /// The plan of a transition that `planning` asks for.
  ///
  /// The first function in `allReshardFunctions` that suits answers. Changes of one mesh dim have one
  /// answer; where all is left, and where more than bytes is to be saved, the planner searches.
  ///
  /// - Throws: `PlanningError` where the tensor cannot lie as said, or no plan keeps to the limit.
  /// - Complexity: O(1) in the ranks on one mesh; O(ranks) between meshes. The number of mesh dims
  ///   and of tensor dims counts: some layouts of them are looked at.
  public init(_ transition: Transition, _ planning: Planning) throws(PlanningError) {
    do { try transition.validate() } catch { throw .placement(error) }
    guard !transition.isIdentity else {
      self.init(transition, function: nil, steps: [])
      return
    }
    guard let function = allReshardFunctions.first(where: { $0.suits(transition) }) else {
      preconditionFailure("no reshard function for \(transition): the list must be total")
    }
    let own = function.isSearched ? nil : function.steps(transition)
    let hasOneAnswer = planning.minimise == .bytes || transition.changedDim != nil
    let isCountable = transition.isCountable
    if let own, hasOneAnswer, planning.memoryLimit == nil, isCountable {
      self.init(transition, function: function.name, steps: own)
      return
    }
    let found = try Planner(transition, planning, direct: function)
      .cheapest(given: own, isPreferred: hasOneAnswer)
    guard isCountable || found.cost.bytes < .max else {
      throw .size(transition: transition.description)
    }
    self.init(
      transition, function: function.name, steps: found.steps, stagingBytes: found.stagingBytes)
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
