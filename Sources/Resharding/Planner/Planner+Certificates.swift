import CostModel
import Sharding

extension Planner {
  /// The number of ranks up to which a certificate visits each rank.
  public static let enumerableRanks = 256

  /// Certifies a plan by this planner's cost model and staging; its goal has no influence.
  ///
  /// - Complexity: as planning; up to `enumerableRanks` ranks also O(ranks²), for exact memory.
  public func certificate(of plan: ReshardPlan) -> Certificate {
    var planning = planning
    if let stagingBytes = plan.stagingBytes {
      planning.stagingBytes = min(stagingBytes, planning.stagingBytes)
    }
    planning.memoryLimit = nil
    let space = SearchSpace(plan.transition, planning)
    let legs = space.legs(of: plan.steps)
    let loads = legs.map { leg in
      space.load(
        of: leg.candidate, in: space.group(of: leg.candidate, from: leg.old.side, to: leg.new.side))
    }
    let memory = legs.reduce(0) { peak, leg in
      max(peak, space.cost(of: leg.candidate, from: leg.old, to: leg.new)?.memory ?? 0)
    }
    let isSmall = Self.enumerates(plan.transition)
    let stepBytes = legs.map { $0.candidate.traffic.total *| space.elementBytes }
    let enumerated = isSmall ? EnumeratedPlan(plan, stagingBytes: planning.stagingBytes) : nil
    return Certificate(
      received: stepBytes.reduce(0) { $0 +| $1 }, stepBytes: stepBytes,
      traffic: enumerated?.traffic,
      lowerBound: space.lowerBound ?? (isSmall ? plan.transition.enumeratedLowerBound : nil),
      busiestReceived: loads.reduce(0) { $0 +| $1.received },
      messages: loads.reduce(0) { $0 + $1.peers },
      peakExtraBytes: enumerated?.peakExtraBytes ?? memory,
      sourceBytes: space.meshShapes[0].largestShard(space.start) * space.elementBytes,
      targetBytes: space.meshShapes[space.lastSide].largestShard(space.end) * space.elementBytes,
      loads: loads,
      pricedSteps: legs.map {
        space.selectAlgorithm(for: $0.candidate, from: $0.old.side, to: $0.new.side)
      })
  }

  /// Returns whether a certificate of the transition visits each rank.
  public static func enumerates(_ transition: Transition) -> Bool {
    max(transition.from.mesh.count, transition.to.mesh.count) <= enumerableRanks
  }
}

extension Planner {
  /// Predicts the seconds that a plan takes, and the bytes that all ranks receive, without visiting each rank.
  ///
  /// - Complexity: as planning.
  public func price(of plan: ReshardPlan) -> (seconds: Double, received: Int) {
    let space = SearchSpace(plan.transition, planning)
    let legs = space.legs(of: plan.steps)
    let price = legs.reduce(Price()) {
      $0 + space.selectAlgorithm(for: $1.candidate, from: $1.old.side, to: $1.new.side).price
    }
    let received = legs.reduce(0) { $0 +| $1.candidate.traffic.total *| space.elementBytes }
    return (price.seconds, received)
  }

  /// Returns the bytes that all ranks receive together in each step. They follow from the layouts, without
  /// visiting each rank, so that a mesh may be large.
  ///
  /// - Complexity: as planning.
  public static func receivedBytes(of plan: ReshardPlan) -> [Int] {
    let space = SearchSpace(plan.transition, Planning())
    return space.legs(of: plan.steps).map { $0.candidate.traffic.total * space.elementBytes }
  }

  /// How each step goes by this planner's cost model, in each of its groups.
  ///
  /// - Parameter hosts: by rank, of all ranks of a job: its host; nil for what the topology says.
  /// - Complexity: as planning.
  package func schedules(of plan: ReshardPlan, hosts: [Int]? = nil) -> [StepSchedules] {
    let space = SearchSpace(plan.transition, Planning(costs: planning.costs), hosts: hosts)
    return space.legs(of: plan.steps).map { space.schedule(of: $0) }
  }
}
