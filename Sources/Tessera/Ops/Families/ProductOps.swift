import SPMDRules
import Tensors

/// Matrix products, in the dtype that the factors promote to.
let productOps: [OpDefinition] = [
  product("matmul"), product("matmul_v2"), product("bmm", transposes: false),
]

/// - Parameter transposes: whether `trans_x` and `trans_y` say if a factor's last two dims are swapped.
private func product(_ name: String, transposes: Bool = true) -> OpDefinition {
  OpDefinition(name) { (call: OpCall) throws(TesseraError) in
    [try call.promoted()]
  } compute: {
    call in
    func factor(_ index: Int, _ isSwapped: String) -> DenseTensor {
      let tensor = call.tensor(index).converted(to: call.dtypes[0])
      guard transposes, call.bool(isSwapped), tensor.ndim > 1 else { return tensor }
      return tensor.transposed(tensor.ndim - 2, tensor.ndim - 1)
    }
    return [factor(0, "trans_x").matmul(factor(1, "trans_y"))]
  }
}
