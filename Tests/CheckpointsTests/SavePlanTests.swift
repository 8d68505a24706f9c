import CheckpointCases
import Checkpoints
import Elements
import ReshardCases
import Sharding
import Testing

/// Who writes what.
@Suite struct SavePlanTests {
  @Test func `each element is written once, by a rank that holds it`() throws {
    for number in 0..<200 {
      var trial = CheckpointTrial(seed: Seed.drawn() &+ UInt64(number))
      let attrs = trial.attrs(below: 8).filter { !$0.value.isPartial }
      let tensors = trial.tensors.compactMap { tensor in
        attrs[tensor.name].map {
          SavePlan.Tensor(name: tensor.name, dtype: tensor.dtype, shape: tensor.shape, attr: $0)
        }
      }
      let plan = SavePlan(tensors)
      for (index, tensor) in tensors.enumerated() {
        let pieces = plan.pieces.filter { $0.tensor == index }
        for (place, piece) in pieces.enumerated() {
          #expect(piece.holders.contains(piece.writer))
          #expect(tensor.boxes(of: piece.writer)[piece.part] == piece.box)
          #expect(pieces[..<place].allSatisfy { $0.box.intersection(piece.box) == nil })
        }
        let count = pieces.reduce(0) { $0 + $1.box.count }
        #expect(count == Box(shape: tensor.shape).count, "case \(number)")
      }
    }
  }

  @Test func `replicas are spread over the ranks, to one box`() throws {
    let mesh = try ProcessMesh(shape: [2, 3])
    let attr = TensorDistAttr.replicated(on: mesh)
    let sizes = [100, 90, 80, 33, 20, 20, 11, 7, 3, 1]
    let plan = SavePlan(
      sizes.enumerated().map { number, size in
        .init(name: "t\(number)", dtype: .float32, shape: [size], attr: attr)
      })
    let loads = (0..<6).map { plan.loads[$0] ?? 0 }
    #expect(loads.reduce(0, +) == 4 * sizes.reduce(0, +))
    #expect(loads.max()! - loads.min()! <= 400)
    #expect(plan.writers == [0, 1, 2, 3, 4, 5])
  }

  @Test func `a rank that alone holds much is spared what others hold too`() throws {
    let mesh = try ProcessMesh(shape: [2])
    let cut = try TensorDistAttr(parsing: "S(0:9,1)", on: [mesh])
    let plan = SavePlan([
      .init(name: "cut", dtype: .float32, shape: [10], attr: cut),
      .init(name: "both", dtype: .float32, shape: [4], attr: .replicated(on: mesh)),
    ])
    #expect(plan.loads == [0: 36, 1: 20])
  }
}
