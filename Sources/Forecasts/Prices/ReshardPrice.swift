import CostModel
import Resharding
import Sharding
import Simulation

/// What a reshard takes on a topology.
package struct ReshardPrice: Hashable, Sendable {
  /// One collective of it.
  package struct Call: Hashable, Sendable {
    package let collective: Collective
    /// The bytes that all ranks receive.
    package let received: Int
    package let seconds: Double
    /// The outermost level whose links it crosses.
    package let level: Int
  }

  package let calls: [Call]
  /// What the busiest rank receives.
  package let busiestReceived: Int
  /// What a rank holds beyond source and target.
  package let peakExtraBytes: Int
  /// By level of the topology, what passes its links; nil where that is not known without visiting each rank.
  package let levelBytes: [Int]?

  package var seconds: Double { calls.reduce(0) { $0 + $1.seconds } }
  package var received: Int { calls.reduce(0) { $0 +| $1.received } }
  /// The outermost level of all calls; nil where nothing is sent.
  package var level: Int? {
    calls.filter { $0.collective != .local }.map(\.level).max()
  }

  init(_ plan: ReshardPlan, _ certificate: Certificate, on topology: Topology) {
    calls = zip(plan.steps, zip(certificate.stepBytes, certificate.pricedSteps)).map {
      step, entry in
      Call(
        collective: step.collective, received: entry.0, seconds: entry.1.price.seconds,
        level: step.level(on: topology))
    }
    busiestReceived = certificate.busiestReceived
    peakExtraBytes = certificate.peakExtraBytes
    levelBytes =
      plan.steps.isEmpty
      ? topology.levels.map { _ in 0 }
      : ((try? Simulator(plan, on: topology))?.levelBytes).map { steps in
        steps.reduce(topology.levels.map { _ in 0 }) { sum, step in zip(sum, step).map { $0 +| $1 }
        }
      }
  }
}

extension ReshardStep {
  /// The outermost level that a group of the step crosses: that between its first rank and its last, in the groups
  /// of coordinate 0.
  func level(on topology: Topology) -> Int {
    let mesh = from.mesh
    var last = [Int](repeating: 0, count: mesh.ndim)
    guard let meshDims else {
      let ends = [from.mesh, to.mesh].flatMap {
        [$0.rankOrder.lowest, $0.rankOrder.highest]
      }
      return topology.level(between: ends.min() ?? 0, and: ends.max() ?? 0)
    }
    let first = mesh.rank(at: last)
    for dim in meshDims { last[dim] = mesh.shape[dim] - 1 }
    return topology.level(between: first, and: mesh.rank(at: last))
  }
}
