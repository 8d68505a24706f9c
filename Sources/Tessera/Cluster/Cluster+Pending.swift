import Resharding
import Sharding

extension Cluster {
  /// The plan of a transition that is not waited for; a look-up from the second time on.
  func crossing(_ transition: Transition) throws(TesseraError) -> ReshardPlan {
    if let known = crossings[transition] { return known }
    try require(transition.from.mesh)
    try require(transition.to.mesh)
    let plan = try translated { try ReshardPlan.crossing(transition, options.planning) }
    if crossings.count >= 1024 { crossings.removeAll() }
    crossings[transition] = plan
    return plan
  }
}
