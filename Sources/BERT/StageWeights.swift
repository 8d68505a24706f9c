import Tessera
/// The weights of one stage by their names in the checkpoint, as they lie on its ranks.
struct StageWeights {
  let tensors: [String: DistTensor]

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

  /// What a rank holds of them.
  func byteCount(on rank: Int) -> Int {
    tensors.values.reduce(0) { sum, tensor in
      let box = tensor.attr.box(of: rank, shape: tensor.shape)
      return sum + (box?.count ?? 0) * tensor.dtype.byteCount
    }
  }
}
