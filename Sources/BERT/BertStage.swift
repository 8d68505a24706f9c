import Elements
import Sharding
import Tensors
import Tessera

/// A part of an encoder on a mesh of its own: some layers, the first stage also the embeddings.
///
/// The weights carry the placements: tables are cut by rows over `tp`, attention by heads, the
/// feed-forward part by its inner features, and layer norms are whole on every rank; the ops' rules do
/// the rest. Each of the two parts of a layer ends in a partial sum, which is added up before its layer
/// norm: an all-reduce over `tp`, as is one for the embeddings.
public struct BertStage {
  /// The layers that it has.
  public let layers: Range<Int>
  /// Whether it begins with the embeddings, and takes ids.
  public let isFirst: Bool
  let place: StagePlace
  let weights: StageWeights
  let config: BertConfig

  /// Is told of activations by name, as they come to be.
  public typealias Observer = (_ name: String, _ value: DistTensor) throws(TesseraError) -> Void

  init(
    layers: Range<Int>, isFirst: Bool, on place: StagePlace, of checkpoint: BertCheckpoint,
    config: BertConfig, in cluster: Cluster
  ) throws(TesseraError) {
    weights = try StageWeights(
      Self.parameters(layers, isFirst: isFirst, config), of: checkpoint, on: place, in: cluster)
    self.layers = layers
    self.isFirst = isFirst
    self.place = place
    self.config = config
  }
}

extension BertStage {
  private static func parameters(_ layers: Range<Int>, isFirst: Bool, _ config: BertConfig)
    -> [BertParameter]
  {
    (isFirst ? BertParameter.embeddings(config) : [])
      + layers.flatMap { BertParameter.layer($0, config) }
  }

  /// Those of one of `count` stages.
  static func parameters(at index: Int, of count: Int, _ config: BertConfig) -> [BertParameter] {
    parameters(
      BertEncoder.share(of: config.layerCount, at: index, of: count), isFirst: index == 0, config)
  }

  /// The mesh on which the stage lies.
  public var mesh: ProcessMesh { place.mesh }

  /// How the stage takes its input and gives its output: the batch is cut over `dp`.
  public var activations: TensorDistAttr { place.batch }

  /// The bytes of weights that a rank holds for this stage.
  public func weightBytes(on rank: Int) -> Int { weights.byteCount(on: rank) }

  /// The activations `[b, s, hidden]` after the stage's last layer.
  ///
  /// All ranks of its mesh call it together; ranks outside return at once.
  ///
  /// - Parameters:
  ///   - input: ids `[b, s]` on the first stage, else what the stage before gave; as `activations`.
  ///   - mask: `[b, s]` in float32, as `TokenBatch.mask(on:of:)` gives it.
  ///   - observer: hears of each tensor that has a name.
  public func callAsFunction(
    _ input: DistTensor, mask: DistTensor?, observing observer: Observer
  ) throws(TesseraError) -> DistTensor {
    var x = input
    if isFirst {
      x = try embeddings(input)
      try observer("embeddings", x)
    }
    let hidden = try mask.map { mask throws(TesseraError) in
      // 0 where a key counts, else so low that its share is nothing; `[b, 1, 1, s]` as the scores lie.
      try ((mask - 1) * Double(Float.greatestFiniteMagnitude)).unsqueeze(1, 2)
    }
    for layer in layers {
      x = try self.layer(layer, x, hiding: hidden, observer)
    }
    return x
  }

  /// The sum of what words, positions and types say; all tokens have the type 0.
  private func embeddings(_ ids: DistTensor) throws(TesseraError) -> DistTensor {
    func table(_ kind: String) -> DistTensor { weights["embeddings.\(kind)_embeddings.weight"] }
    func places(_ fill: Fill, _ count: Int) throws(TesseraError) -> DistTensor {
      try DistTensor(
        fill: fill, shape: [count], dtype: .int64, attr: .replicated(on: mesh), on: ids.cluster)
    }
    // A partial sum of each table, for every rank looks up the rows that it has; added up once.
    let sum =
      try table("word").embedding(ids)
      + table("position").embedding(places(.iota, ids.shape[1]))
      + table("token_type").embedding(places(.zeros, 1))
    return try weights.norm("embeddings", sum.resharded(to: activations), config.epsilon)
  }

  private func layer(
    _ index: Int, _ x: DistTensor, hiding hidden: DistTensor?, _ observer: Observer
  ) throws(TesseraError) -> DistTensor {
    let (name, prefix) = ("encoder.\(index)", "encoder.layer.\(index)")
    func heads(_ part: String) throws(TesseraError) -> DistTensor {
      try weights.linear("\(prefix).attention.self.\(part)", "bsi,hdi->bshd", x)
    }
    let context = try heads("query").attention(
      keys: heads("key"), values: heads("value"), mask: hidden)
    try observer("\(name).attention.self", context)
    let attention = try joined("\(prefix).attention.output", "bshd,ohd->bso", context, x)
    try observer("\(name).attention", attention)
    let inner = try config.activation(
      weights.linear("\(prefix).intermediate.dense", "bsi,oi->bso", attention))
    try observer("\(name).intermediate", inner)
    let output = try joined("\(prefix).output", "bsi,oi->bso", inner, attention)
    try observer("\(name).output", output)
    return output
  }

  /// The end of a layer's part: a product, added up over the ranks with what went around it, normalised.
  private func joined(
    _ name: String, _ equation: String, _ x: DistTensor, _ around: DistTensor
  ) throws(TesseraError) -> DistTensor {
    let sum = try weights.linear("\(name).dense", equation, x) + around
    return try weights.norm(name, sum.resharded(to: activations), config.epsilon)
  }
}
