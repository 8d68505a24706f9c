import SPMDRules
import Tensors

/// Softmax along an axis, the last one unless said.
let softmaxOps: [OpDefinition] = [
  rows("softmax") { $0.softmax(axis: $1) }, rows("log_softmax") { $0.logSoftmax(axis: $1) },
]

private func rows(
  _ name: String, _ compute: @escaping @Sendable (DenseTensor, _ axis: Int) -> DenseTensor
) -> OpDefinition {
  OpDefinition(name) { (call: OpCall) throws(TesseraError) in
    try call.takesReals(0)
    return [call.dtypes[0]]
  } compute: { call in
    // A 0-D tensor is a row of one.
    let x = call.tensor(0).ndim == 0 ? call.tensor(0).unsqueezed(0) : call.tensor(0)
    return [call.shaped(compute(x, call.dim("axis", of: x.ndim)))]
  }
}
