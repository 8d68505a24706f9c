import Elements
import Sharding
import Tensors
import Tessera
import Testing

/// The scale of a loss, as PyTorch 2.15's `GradScaler` has it.
@Suite struct LossScaleTests {
  @Test func `bad steps halve it, good ones in a row double it`() {
    var scale = LossScale(4, interval: 2)
    let scales = (1...8).map { step in
      scale.note(isFinite: ![2, 6, 7].contains(step))
      return scale.scale
    }
    #expect(scales == [4, 2, 2, 4, 4, 2, 1, 1])
  }

  @Test func `it falls to 0, and does not become infinite`() {
    var scale = LossScale(1e-45, interval: 1)
    scale.note(isFinite: false)
    #expect(scale.scale == 0)
    var large = LossScale(Double(Float.greatestFiniteMagnitude), interval: 1)
    large.note(isFinite: true)
    #expect(large.scale == Double(Float.greatestFiniteMagnitude))
  }

  @Test func `a step of gradients that are not finite is left out`() throws {
    let cluster = Cluster.virtual(2)
    let mesh = try ProcessMesh(shape: [2])
    func tensor(_ number: Double) throws -> DistTensor {
      try DistTensor(
        DenseTensor([1, number], shape: [2]), attr: TensorDistAttr(parsing: "S(0)", on: [mesh]),
        on: cluster)
    }
    var optimizer = Optimizer(.momentum(), learningRate: 0.5)
    var scale: LossScale? = LossScale(8, interval: 1)
    var parameters = ["w": try tensor(3)]
    try optimizer.step(&parameters, ["w": tensor(.infinity)], scaledBy: &scale)
    #expect(optimizer.count == 0 && optimizer.state.isEmpty && scale?.scale == 4)
    #expect(try parameters["w"]?.full(on: 0)?.values(as: Double.self) == [1, 3])
    // Gradients of a loss that was scaled by 4.
    let norm = try optimizer.step(&parameters, ["w": tensor(0)], scaledBy: &scale)
    #expect(optimizer.count == 1 && scale?.scale == 8 && norm == 0.25)
    #expect(try parameters["w"]?.full(on: 0)?.values(as: Double.self) == [0.875, 3])
  }
}
