import Elements
import ReshardCases
import Resharding
import Sharding
import Testing

/// Tensors of other ranks than 2, and of every dtype.
@Suite struct ShapeMatrixTests {
  static let meshes = [
    try! ProcessMesh(shape: [3]), try! ProcessMesh(shape: [2, 2]),
    try! ProcessMesh(shape: [], ranks: [1]),
  ]

  @Test(arguments: meshes, meshes)
  func `tensors without dims keep their value`(source: ProcessMesh, target: ProcessMesh) throws {
    for dtype in [DType.complex64, .bool] {
      for from in TensorDistAttr.all(on: source, ndim: 0, dtype: dtype) {
        for to in TensorDistAttr.all(on: target, ndim: 0, dtype: dtype) {
          let trial = try Trial(Transition(shape: [], dtype: dtype, from: from, to: to))
          if let fault = trial.fault { Issue.record("\(fault)") }
        }
      }
    }
  }

  @Test(arguments: [[2, 3, 1, 4, 2], [1, 2, 0, 3, 2]], [[0, 1, 2], [1, 3, 4, 0]])
  func `tensors of five dims keep their value`(shape: [Int], ranks: [Int]) throws {
    let placements = (0..<5).map(Placement.shard) + [.replicate, .partial(.sum), .partial(.min)]
    for from in placements {
      for to in placements {
        for (source, target) in [([0, 1, 2], ranks), (ranks, [0, 1, 2])] {
          let trial = try Trial(
            Transition(
              shape: shape, dtype: .int16, from: .row(source, from), to: .row(target, to)))
          if let fault = trial.fault { Issue.record("\(fault)") }
        }
      }
    }
  }

  @Test(arguments: DType.allCases)
  func `every op of every dtype is reduced and made`(dtype: DType) throws {
    let placements = Placement.all(ndim: 2, dtype: dtype)
    for (source, target) in [([0, 1, 2], [0, 1, 2]), ([0, 1, 2], [3, 2])] {
      for from in placements {
        for to in placements {
          let trial = try Trial(
            Transition(
              shape: [5, 4], dtype: dtype, from: .row(source, from), to: .row(target, to)))
          if let fault = trial.fault { Issue.record("\(fault)") }
        }
      }
    }
  }
}
