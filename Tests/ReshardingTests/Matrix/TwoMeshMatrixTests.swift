import Elements
import ReshardCases
import Resharding
import Sharding
import Testing

/// Every placement of a 2-D tensor on one 1-D mesh to every one on another.
@Suite struct TwoMeshMatrixTests {
  /// Two meshes and how they lie to each other.
  struct Pair: CustomTestStringConvertible {
    let from: [Int]
    let to: [Int]
    var testDescription: String { "\(from) -> \(to)" }
  }

  static let disjoint = (1...4).flatMap { p in
    (1...4).map { q in Pair(from: Array(0..<p), to: Array(4..<4 + q)) }
  }
  static let overlapping = [
    Pair(from: [0, 1], to: [1, 2]), Pair(from: [0, 1, 2], to: [2, 1, 3]),
    Pair(from: [0, 1, 2, 3], to: [2, 3, 4, 5]), Pair(from: [0, 1, 2, 3], to: [3, 4, 1]),
    Pair(from: [0, 1], to: [3, 1, 2, 5]),
  ]
  /// The same ranks in another order, and parts of each other.
  static let nested = [
    Pair(from: [0, 1], to: [1, 0]), Pair(from: [0, 1, 2], to: [2, 0, 1]),
    Pair(from: [0, 1, 2, 3], to: [1, 2]), Pair(from: [0, 1, 2, 3], to: [3, 0, 2]),
    Pair(from: [2, 1], to: [0, 1, 2]), Pair(from: [1, 3, 0], to: [0, 1, 2, 3]),
    Pair(from: [0, 1, 2, 3], to: [2]), Pair(from: [1], to: [0, 1, 2]),
  ]

  @Test(arguments: disjoint + overlapping + nested)
  func `every pair keeps the value by the table's function`(pair: Pair) throws {
    let placements = Placement.all(ndim: 2, dtype: .float32)
    for shape in [[7, 5], [2, 1]] {
      for from in placements {
        for to in placements {
          let transition = Transition(
            shape: shape, dtype: .float32, from: .row(pair.from, from), to: .row(pair.to, to))
          let trial = try Trial(transition)
          if let fault = trial.fault { Issue.record("\(fault)") }
          if let expected = OneDimExpectation.betweenMeshes(transition.from, transition.to) {
            #expect(OneDimExpectation(trial.plan) == expected, "\(trial.plan)")
          }
        }
      }
    }
  }

  @Test(arguments: disjoint.filter { $0.from.count * $0.to.count > 3 } + overlapping)
  func `empty tensors and tensors without dims cross`(pair: Pair) throws {
    for shape in [[0, 3], [3, 0], []] {
      let placements = Placement.all(ndim: shape.count, dtype: .int16)
      for from in placements {
        for to in placements {
          let trial = try Trial(
            Transition(
              shape: shape, dtype: .int16, from: .row(pair.from, from), to: .row(pair.to, to)))
          if let fault = trial.fault { Issue.record("\(fault)") }
          if shape.contains(0) { #expect(trial.moved == 0) }
        }
      }
    }
  }
}
