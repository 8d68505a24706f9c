import CostModel
import Execution
import MPI
import Resharding
import Sharding
import Tensors

/// What a cluster remembers of reshards: plans, and one object for all tensors that are alike.
final class ReshardCache: ClusterState {
  static let slot = Cluster.Slot.reshards

  var plans: [Transition: ReshardPlan] = [:]
  /// Plans of reshards that are not waited for.
  var crossings: [Transition: ReshardPlan] = [:]
  /// Of each kind of tensor one.
  var layouts: [TensorLayout.Key: TensorLayout] = [:]
}

extension Cluster {
  var reshards: ReshardCache { state(ReshardCache.self) }

  /// The plan of a transition; a look-up from the second time on.
  ///
  /// - Throws: `TesseraError.Kind.data` if the placements do not fit the tensor.
  public func plan(_ transition: Transition) throws(TesseraError) -> ReshardPlan {
    if let known = reshards.plans[transition] { return known }
    try require(transition.from.mesh)
    try require(transition.to.mesh)
    let plan = try translated { try Planner(options.planning).plan(transition) }
    if reshards.plans.count >= 1024 { reshards.plans.removeAll() }
    reshards.plans[transition] = plan
    return plan
  }
}

extension Transition {
  /// The tensor before, as it describes itself.
  var tensor: String {
    "\(dtype.notation)[\(shape.map(String.init).joined(separator: ","))]{\(from)}"
  }

  /// Everything that ranks must have in common to call the same reshard.
  var fingerprint: String {
    "\(dtype.notation)\(shape) {\(from)} on \(from.mesh) -> {\(to)} on \(to.mesh)"
  }
}

extension Planning {
  /// What ranks must have in common to plan the same; nothing where all is as by default.
  var fingerprint: String {
    var usual = Planning()
    usual.stagingBytes = stagingBytes
    guard self != usual else { return "" }
    return ", minimising \(minimise) on \(costs.topology.name)"
      + (memoryLimit.map { " with at most \($0) B" } ?? "")
  }
}
