import Elements
import SPMDRules
import Sharding

extension Cluster {
  /// What the kernels of an op take for themselves: of a virtual cluster, whose ranks compute one after the
  /// other, the most that one does. What is less than `least` is none.
  func scratch(
    of call: RuleCall, dtypes: [DType], _ answer: RuleAnswer, _ outputDTypes: [DType],
    from least: Double = weighedBytes
  ) -> MemoryNeed {
    let tensors = call.inputs.flatMap(\.elements)
    let (wanted, results) = (
      answer.inputs.flatMap(\.elements), answer.outputs.flatMap(\.elements)
    )
    func scratch(_ sizes: (TensorDistAttr, [Int]) -> [Int]) -> Double {
      KernelScratch(
        op: call.op,
        inputs: tensors.indices.map {
          KernelScratch.Part(sizes: sizes(wanted[$0], tensors[$0].shape), dtype: dtypes[$0])
        },
        outputs: results.indices.map {
          KernelScratch.Part(
            sizes: sizes(results[$0], answer.outputShapes[$0]), dtype: outputDTypes[$0])
        }, attributes: call.attributes
      ).bytes
    }
    var need = MemoryNeed()
    guard let mesh = (wanted + results).first?.mesh,
      scratch({ _, shape in shape }) * Double(mesh.count) >= least
    else { return need }
    for rank in isVirtual ? residents : Array(neighbours) {
      guard let coordinate = mesh.coordinate(of: rank) else { continue }
      let bytes = scratch { $0.box(at: coordinate, shape: $1).sizes }
      let own = MemoryNeed(bytes: isVirtual || rank == self.rank ? bytes : 0, hostBytes: bytes)
      need = isVirtual ? .max(need, own) : need + own
    }
    return need
  }
}
