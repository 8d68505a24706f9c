import SPMDRules
import Sharding
import Tessera

extension Cluster {
  /// Tensors of the specs on a mesh of all ranks: zeros of integers, else numbers that are the same in each run.
  func operands(_ specs: [Operand<String>]) throws -> [Operand<DistTensor>] {
    let mesh = try ProcessMesh(shape: [size])
    func tensor(_ text: String) throws -> DistTensor {
      let spec = try TensorSpec(parsing: text, on: [mesh])
      return try DistTensor(
        fill: spec.dtype.isInteger ? .zeros : .random(seed: 1), shape: spec.shape,
        dtype: spec.dtype, attr: spec.attr, on: self)
    }
    return try specs.map { spec in
      switch spec {
      case .one(let text): .one(try tensor(text))
      case .list(let texts): .list(try texts.map(tensor))
      }
    }
  }
}
