import Tessera
/// The weights of one stage by their names in the checkpoint, as they lie on its ranks.
struct StageWeights {
  private let tensors: [String: DistTensor]

  /// Each rank reads its own shards. Nothing is communicated.
  init(
    _ parameters: [BertParameter], of checkpoint: BertCheckpoint, on place: StagePlace,
    in cluster: Cluster
  ) throws(TesseraError) {
    var tensors: [String: DistTensor] = [:]
    for parameter in parameters {
      tensors[parameter.name] = try checkpoint.tensor(parameter, on: place, of: cluster)
    }
    self.tensors = tensors
  }

  /// The stage must have it.
  subscript(name: String) -> DistTensor {
    guard let tensor = tensors[name] else { preconditionFailure("the stage has no '\(name)'") }
    return tensor
  }

  /// What a rank holds of them.
  func byteCount(on rank: Int) -> Int {
    tensors.values.reduce(0) { sum, tensor in
      let box = tensor.attr.box(of: rank, shape: tensor.shape)
      return sum + (box?.count ?? 0) * tensor.dtype.byteCount
    }
  }
}

extension StageWeights {
  /// The layer norm of that name, over the last dim.
  func norm(_ name: String, _ x: DistTensor, _ epsilon: Double) throws(TesseraError) -> DistTensor {
    try x.layerNorm(
      weight: self["\(name).LayerNorm.weight"], bias: self["\(name).LayerNorm.bias"],
      epsilon: epsilon)
  }

  /// The product with the weight of that name, whose dims and x's the equation says, and its bias added.
  func linear(_ name: String, _ equation: String, _ x: DistTensor) throws(TesseraError)
    -> DistTensor
  {
    try .einsum(equation, x, self["\(name).weight"]) + self["\(name).bias"]
  }
}
