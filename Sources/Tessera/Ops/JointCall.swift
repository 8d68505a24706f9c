import SPMDRules
import Sharding
import Tensors

/// An op that its ranks can only compute together: all of this process's parts, and folds over mesh dims.
///
/// All ranks of the mesh make the same folds in the same order.
struct JointCall {
  /// By resident rank of the mesh.
  let parts: [Int: LocalCall]
  /// Where the inputs and the outputs lie.
  let inputs: [TensorDistAttr]
  let outputs: [TensorDistAttr]
  let cluster: Cluster
  /// What was folded, as it was before and after.
  private(set) var folds: [(from: DistTensor, to: DistTensor)] = []

  init(
    parts: [Int: LocalCall], inputs: [TensorDistAttr], outputs: [TensorDistAttr], cluster: Cluster
  ) {
    self.parts = parts
    self.inputs = inputs
    self.outputs = outputs
    self.cluster = cluster
  }

  /// The parts of a tensor of `shape` that lies as `attr`, folded over mesh dims that it is replicated
  /// on: one all-reduce of a part for each.
  mutating func folded(
    _ values: [Int: DenseTensor], _ op: ReduceOp, over meshDims: [Int], shape: [Int],
    dtype: DType, as attr: TensorDistAttr
  ) throws(TesseraError) -> [Int: DenseTensor] {
    let partial = meshDims.reduce(attr) { $0.replacing($1, with: .partial(op)) }
    let tensor = DistTensor(
      shape: shape, dtype: dtype, attr: partial, cluster: cluster, shards: values)
    let result = try tensor.moved(to: attr)
    folds.append((tensor, result))
    return result.shards
  }
}
