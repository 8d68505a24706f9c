import Elements
import Resharding

/// One change of placements with its plan, and the values that are made so.
package struct ReshardKind: Sendable {
  /// What is changed.
  package let transition: Transition
  /// How.
  package let plan: ReshardPlan
  /// What that is worth.
  package let certificate: Certificate
  /// The names of what the program's reshards make.
  package fileprivate(set) var values: [String] = []
  /// The names of gradients that are moved so after the program, by the optimiser's step.
  package fileprivate(set) var moved: [String] = []

  /// How often a step does it, for each micro-batch and behind the last.
  var count: Int { values.count + moved.count }
}

/// Kinds of reshards, each planned once.
struct ReshardKinds {
  private let planner: Planner
  private var places: [Transition: Int] = [:]
  private(set) var all: [ReshardKind] = []

  init(_ planner: Planner) { self.planner = planner }

  /// Adds a reshard, and returns the place of its kind.
  ///
  /// - Throws: `TesseraError` where no plan keeps to the memory limit.
  mutating func add(_ transition: Transition, making value: String, afterwards: Bool = false)
    throws(TesseraError) -> Int
  {
    let place: Int
    if let known = places[transition] {
      place = known
    } else {
      let planner = planner
      let plan = try translated { try planner.plan(transition) }
      all.append(
        ReshardKind(
          transition: transition, plan: plan, certificate: planner.certificate(of: plan)))
      place = all.count - 1
      places[transition] = place
    }
    if afterwards { all[place].moved.append(value) } else { all[place].values.append(value) }
    return place
  }
}
