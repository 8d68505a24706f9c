import SPMDRules
import Tensors

/// Matrix products, in the dtype that the factors promote to.
let productOps: [OpDefinition] = [
  product("matmul"), product("matmul_v2"), product("bmm"),
]

/// The factors' last two dims are swapped where `trans_x`, `trans_y` say so.
private func product(_ name: String) -> OpDefinition {
  OpDefinition(name) { (call: OpCall) throws(TesseraError) in
    [try call.promoted()]
  } compute: {
    call in
    func factor(_ index: Int, _ transposes: String) -> DenseTensor {
      let tensor = call.tensor(index).converted(to: call.dtypes[0])
      guard call.bool(transposes), tensor.ndim > 1 else { return tensor }
      return tensor.transposed(tensor.ndim - 2, tensor.ndim - 1)
    }
    return [factor(0, "trans_x").matmul(factor(1, "trans_y"))]
  }
}
