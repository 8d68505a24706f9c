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
  /// The folds that the op's rule says are made, and are not made yet, in order.
  private var awaited: ArraySlice<InnerFold>
  /// What was folded, as it was before and after.
  private(set) var folds: [(from: DistTensor, to: DistTensor)] = []

  init(
    parts: [Int: LocalCall], inputs: [TensorDistAttr], outputs: [TensorDistAttr],
    folds: [InnerFold], cluster: Cluster
  ) {
    self.parts = parts
    self.inputs = inputs
    self.outputs = outputs
    self.cluster = cluster
    awaited = folds[...]
  }

  /// Whether there is a fold to make.
  var hasFolds: Bool { !awaited.isEmpty }

  /// Whether the fold of that name is the next one.
  func awaits(_ name: String) -> Bool { awaited.first?.name == name }

  /// The values that ranks have made for the next fold, folded: one all-reduce of a part for each.
  mutating func folded(_ values: [Int: DenseTensor]) throws(TesseraError) -> [Int: DenseTensor] {
    guard let fold = awaited.popFirst() else { preconditionFailure("the rule says what is folded") }
    precondition(
      values.values.allSatisfy { $0.dtype == fold.dtype }, "the rule says in which dtype")
    let tensor = DistTensor(
      shape: fold.shape, dtype: fold.dtype, attr: fold.from, cluster: cluster, shards: values)
    let result = try tensor.moved(to: fold.to)
    folds.append((tensor, result))
    return result.shards
  }
}
