import SPMDRules
import Tensors

/// The same elements under other dims; nothing is copied where strides can say it.
let viewOps: [OpDefinition] = [
  reshape("reshape"), reshape("reshape2"), reshape("view"),
  reshape("flatten"), reshape("flatten_contiguous_range"),
  reshape("squeeze"), reshape("squeeze2"), reshape("unsqueeze"), reshape("unsqueeze2"),
  permutation("transpose", perm), permutation("transpose2", perm), permutation("permute", perm),
  permutation("swapaxes", swapped), permutation("swapdims", swapped),
  permutation("moveaxis", moved), permutation("movedim", moved),
  expansion("expand"), expansion("expand_v2"), expansion("broadcast_to"),
  expansion("expand_as"), expansion("expand_as_v2"),
]

/// An op whose outputs have its first input's dtype.
func movement(
  _ name: String, _ compute: @escaping @Sendable (LocalCall) throws -> [DenseTensor]
) -> OpDefinition {
  OpDefinition(name) { (call: OpCall) throws(TesseraError) in
    [DType](repeating: call.dtypes[0], count: call.outputShapes.count)
  } compute: { call in
    try compute(call)
  }
}

/// A part is the part of the result, row-major, so that its sizes are all there is to know.
private func reshape(_ name: String) -> OpDefinition {
  movement(name) { call in [call.shaped(call.tensor(0))] }
}

private func permutation(
  _ name: String, _ order: @escaping @Sendable (LocalCall, _ ndim: Int) -> [Int]
) -> OpDefinition {
  movement(name) { call in
    let x = call.tensor(0)
    return [x.permuted(order(call, x.ndim))]
  }
}

private func perm(_ call: LocalCall, _ ndim: Int) -> [Int] { call.dims("perm", of: ndim) }

private func swapped(_ call: LocalCall, _ ndim: Int) -> [Int] {
  var order = Array(0..<ndim)
  if ndim > 0 {
    order.swapAt(call.dim("axis0", of: ndim), call.dim("axis1", of: ndim))
  }
  return order
}

private func moved(_ call: LocalCall, _ ndim: Int) -> [Int] {
  let from = call.dims("source", of: ndim)
  let to = call.dims("destination", of: ndim)
  var order = (0..<ndim).filter { !from.contains($0) }
  for (place, dim) in zip(to, from).sorted(by: { $0.0 < $1.0 }) { order.insert(dim, at: place) }
  return order
}

/// Of the target, whether attribute or tensor, only the sizes count.
private func expansion(_ name: String) -> OpDefinition {
  movement(name) { call in [call.tensor(0).expanded(to: call.outputs[0].sizes)] }
}
