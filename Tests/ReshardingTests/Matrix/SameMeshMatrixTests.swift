import CostModel
import Elements
import ReshardCases
import Resharding
import Sharding
import Testing

/// Every placement of a 2-D tensor to every other, on one 1-D mesh.
@Suite struct SameMeshMatrixTests {
  static let meshes = [[0], [0, 1], [3, 1], [0, 1, 2], [2, 0, 4], [0, 1, 2, 3], [5, 2, 7, 0]]
  /// Shapes that divide by 1 to 4, do not divide, are smaller than the mesh, and hold nothing.
  static let shapes = [[12, 24], [7, 5], [2, 1], [0, 3], [4, 0]]

  @Test(arguments: meshes, [DType.float32, .bool])
  func `every pair keeps the value by the table's function`(ranks: [Int], dtype: DType) throws {
    let placements = Placement.all(ndim: 2, dtype: dtype)
    for shape in Self.shapes {
      for from in placements {
        for to in placements {
          let transition = Transition(
            shape: shape, dtype: dtype, from: .row(ranks, from), to: .row(ranks, to))
          let trial = try Trial(transition)
          if let fault = trial.fault { Issue.record("\(fault)") }
          #expect(OneDimExpectation(trial.plan) == .onOneMesh(from, to), "\(trial.plan)")
        }
      }
    }
  }

  @Test(arguments: meshes.filter { $0.count > 1 })
  func `each function asks for its collectives once`(ranks: [Int]) throws {
    let placements = Placement.all(ndim: 2, dtype: .float64)
    for from in placements {
      for to in placements where from != to {
        let trial = try Trial(
          Transition(
            shape: [12, 24], dtype: .float64, from: .row(ranks, from), to: .row(ranks, to)))
        var expected: [Collective: Int] = [:]
        // What reduces is carried by the collective that moves its blocks.
        for collective in OneDimExpectation.onOneMesh(from, to).collectives {
          switch collective {
          case .local: break
          case .reduceScatter: expected[.allToAll, default: 0] += 1
          case .allReduce:
            expected[.allToAll, default: 0] += 1
            expected[.allGather, default: 0] += 1
          default: expected[collective, default: 0] += 1
          }
        }
        #expect(trial.calls == expected, "\(trial.plan)")
      }
    }
  }
}
