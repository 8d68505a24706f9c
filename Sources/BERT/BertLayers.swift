import Elements
import Programs
import Tessera

/// The computation of a part of an encoder, on tensors of any kind: nothing here says where one lies.
///
/// The weights' placements do: tables are cut by rows over `tp`, attention by heads, the feed-forward part by its inner
/// features. Completion finds that each of the two parts of a layer ends in a partial sum, which is added up before its
/// layer norm: an all-reduce over `tp`, as is one for the embeddings.
struct BertLayers<Tensor: TensorValue> {
  let config: BertConfig
  let layers: Range<Int>
  /// Whether it begins with the embeddings, and takes ids.
  let isFirst: Bool
  /// The weight of a name in the checkpoint.
  let weight: (String) throws(TesseraError) -> Tensor

  /// The activations `[b, s, hidden]` after the last layer.
  ///
  /// - Parameters:
  ///   - input: ids `[b, s]` where it begins with the embeddings, else activations.
  ///   - mask: `[b, s]`, 1 where a token counts.
  ///   - segments: `[b, s]`, beside ids; nil where all tokens are of segment 0.
  func callAsFunction(_ input: Tensor, mask: Tensor?, segments: Tensor?) throws(TesseraError)
    -> Tensor
  {
    var x = isFirst ? try embeddings(input, segments) : input
    let hidden = try mask.map { mask throws(TesseraError) in
      // 0 where a key counts, else so low that its share is nothing; `[b, 1, 1, s]` as the scores lie.
      try ((mask - 1) * Double(Float.greatestFiniteMagnitude)).unsqueeze(1, 2)
    }
    for layer in layers { x = try self.layer(layer, x, hiding: hidden) }
    return x
  }

  /// The sum of what words, positions and segments say.
  private func embeddings(_ ids: Tensor, _ segments: Tensor?) throws(TesseraError) -> Tensor {
    func table(_ kind: String) throws(TesseraError) -> Tensor {
      try weight("embeddings.\(kind)_embeddings.weight")
    }
    let count = ids.shape[1]
    let positions = try ids.constant((0..<count).map(Double.init), shape: [count], dtype: .int64)
    let types =
      if let segments { segments } else { try ids.constant([0], shape: [1], dtype: .int64) }
    let sum =
      try table("word").embedding(ids) + table("position").embedding(positions)
      + table("token_type").embedding(types)
    return try norm("embeddings", sum).named("embeddings")
  }

  private func layer(_ index: Int, _ x: Tensor, hiding hidden: Tensor?) throws(TesseraError)
    -> Tensor
  {
    let (name, prefix) = ("encoder.\(index)", "encoder.layer.\(index)")
    func heads(_ part: String) throws(TesseraError) -> Tensor {
      try linear("\(prefix).attention.self.\(part)", "bsi,hdi->bshd", x)
    }
    let context = try heads("query").attention(
      keys: heads("key"), values: heads("value"), mask: hidden
    ).named("\(name).attention.self")
    let attention = try joined("\(prefix).attention.output", "bshd,ohd->bso", context, x)
      .named("\(name).attention")
    let inner = try config.activation(
      linear("\(prefix).intermediate.dense", "bsi,oi->bso", attention)
    ).named("\(name).intermediate")
    return try joined("\(prefix).output", "bsi,oi->bso", inner, attention).named("\(name).output")
  }

  /// The end of a layer's part: a product, with what went around it added, normalised.
  private func joined(_ name: String, _ equation: String, _ x: Tensor, _ around: Tensor)
    throws(TesseraError) -> Tensor
  {
    try norm(name, linear("\(name).dense", equation, x) + around)
  }

  /// The layer norm of that name, over the last dim.
  private func norm(_ name: String, _ x: Tensor) throws(TesseraError) -> Tensor {
    try x.layerNorm(
      weight: weight("\(name).LayerNorm.weight"), bias: weight("\(name).LayerNorm.bias"),
      epsilon: config.epsilon)
  }

  /// The product with the weight of that name, whose dims and x's the equation says, and its bias added.
  private func linear(_ name: String, _ equation: String, _ x: Tensor) throws(TesseraError)
    -> Tensor
  {
    try .einsum(equation, x, weight("\(name).weight")) + weight("\(name).bias")
  }
}
