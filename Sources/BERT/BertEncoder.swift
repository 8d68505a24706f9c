import Sharding
import Tessera

/// A BERT-family encoder over one mesh or several, written with the library's ops on `DistTensor`.
///
///     let config = try BertConfig(contentsOf: "config.json")
///     let encoder = try BertEncoder(
///       safetensors: "model.safetensors", config: config, on: meshes, in: cluster)
///     let tokens = try TokenBatch(ids: "ids.npy", mask: "mask.npy", for: config)
///     let embeddings = try encoder.encode(tokens, pooling: .mean, normalizes: true)
///
/// With several meshes each is a stage of a pipeline, and has its share of the layers.
public struct BertEncoder {
  /// The sizes of the model.
  public let config: BertConfig
  /// The stages, in the order of their layers.
  public let stages: [BertStage]
  /// The job whose ranks hold the model.
  public let cluster: Cluster
  let memory: BertMemory
  /// Tensors of the file among the encoder's own that were ignored, by name.
  public let ignoredTensors: [String]

  /// Opens the weights, holds them against the config, and has every rank read its shards.
  ///
  /// - Parameters:
  ///   - path: the `.safetensors` file of the weights.
  ///   - others: more files of the same model, where it has several; each tensor is in one of them.
  ///   - config: the model's sizes, as its `config.json` has them.
  ///   - meshes: one a stage, in order; the axis `dp` cuts the batch, `tp` the model.
  ///   - cluster: the job, whose ranks read their shards.
  ///   - ignoringUnexpected: whether tensors of the file that stand among the encoder's own and are none
  ///     of them (adapters, scales, cross-attention) are skipped instead of refused.
  ///   - fuses: whether what fused ops do is left to them. Activations within layers are then not told of.
  ///   - need: the memory that the encoder is going to need; by default that of the weights.
  ///     It is weighed before anything is read.
  /// - Throws: `TesseraError.Kind.data` if a mesh has another axis, there are more stages than
  ///   layers, the file does not have what the config asks for, or has tensors within the encoder that
  ///   it does not know; `.environment` if the job lacks a rank, or memory cannot hold what is needed.
  public init(
    safetensors path: String, _ others: [String] = [], config: BertConfig, on meshes: [ProcessMesh],
    in cluster: Cluster,
    ignoringUnexpected: Bool = false, fuses: Bool = false,
    weighing need: (BertMemory) throws(TesseraError) -> MemoryNeed = { memory in memory.loading }
  ) throws(TesseraError) {
    guard (1...config.layerCount).contains(meshes.count) else {
      throw TesseraError(
        .data,
        "stages: each must have a layer; there are \(meshes.count) meshes for "
          + "\(config.layerCount) layers")
    }
    var places: [StagePlace] = []
    for mesh in meshes {
      try cluster.require(mesh)
      places.append(try StagePlace(mesh))
    }
    let checkpoint = try BertCheckpoint(
      [path] + others, for: config, ignoringUnexpected: ignoringUnexpected)
    let memory = try BertMemory(config, places, of: checkpoint, in: cluster)
    try cluster.require(
      .max(memory.loading, try need(memory)),
      for: "the encoder with its weights and what it makes")
    var stages: [BertStage] = []
    for (index, place) in places.enumerated() {
      stages.append(
        try BertStage(
          layers: Self.share(of: config.layerCount, at: index, of: places.count),
          isFirst: index == 0, on: place, of: checkpoint, config: config, fuses: fuses,
          in: cluster))
    }
    self.config = config
    self.stages = stages
    self.cluster = cluster
    self.memory = memory
    ignoredTensors = checkpoint.unexpected
  }

  /// The layers of one of `count` stages: as many as every other's, and one more of the first ones
  /// where they do not divide.
  static func share(of layers: Int, at index: Int, of count: Int) -> Range<Int> {
    let (size, rest) = layers.quotientAndRemainder(dividingBy: count)
    let start = index * size + min(index, rest)
    return start..<start + size + (index < rest ? 1 : 0)
  }
}

extension BertEncoder {
  /// The bytes of weights that a rank holds, over all stages.
  public func weightBytes(on rank: Int) -> Int {
    stages.reduce(0) { $0 + $1.weightBytes(on: rank) }
  }

  /// Whether `encode` tells its observer of an activation of this name: O(1), whatever the number of layers.
  public static func hasActivation(
    named name: String, of config: BertConfig, pooling: Pooling? = nil, normalizes: Bool = false
  ) -> Bool {
    switch name {
    case "embeddings": return true
    case "pooled": return pooling != nil
    case "normalized": return normalizes
    default:
      let parts = name.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, parts[0] == "encoder", let layer = Int(parts[1]),
        String(layer) == parts[1]
      else { return false }
      return (0..<config.layerCount).contains(layer)
        && Self.activationsOfLayer.contains(String(parts[2]))
    }
  }

  private static let activationsOfLayer = ["attention.self", "attention", "intermediate", "output"]

  static func activations(ofLayer layer: Int) -> [String] {
    activationsOfLayer.map { "encoder.\(layer).\($0)" }
  }

  /// What `encode` tells its observer of, in order.
  public static func activations(
    of config: BertConfig, pooling: Pooling? = nil, normalizes: Bool = false
  ) -> [String] {
    ["embeddings"]
      + (0..<config.layerCount).flatMap(activations(ofLayer:)) + (pooling == nil ? [] : ["pooled"])
      + (normalizes ? ["normalized"] : [])
  }

  /// The last layer's activations `[b, s, hidden]`, or with a pooling one vector a sample, `[b, hidden]`;
  /// on the last stage's mesh.
  ///
  /// All ranks of the job call it together. Beside the all-reduces of the stages the activations cross
  /// from each stage to the next.
  public func encode(
    _ tokens: TokenBatch, pooling: Pooling? = nil, normalizes: Bool = false,
    observing observer: BertStage.Observer = { _, _ in }
  ) throws(TesseraError) -> DistTensor {
    try requireMemory(for: .init([tokens], pooling: pooling))
    var x = try tokens.ids(on: stages[0], of: cluster)
    for (index, stage) in stages.enumerated() {
      if !stage.isFirst { x = try x.resharded(to: stage.activations) }
      let mask = try tokens.mask(on: stage, of: cluster)
      x = try stage(
        x, mask: mask, segments: tokens.segments(on: stage, of: cluster),
        ending: ending(of: index, pooling, normalizes), observing: observer)
    }
    return x
  }

  /// What becomes of a stage's activations: something of the last one's.
  func ending(of stage: Int, _ pooling: Pooling?, _ normalizes: Bool) -> BertEnding {
    stage == stages.count - 1
      ? BertEnding(pooling: pooling, normalizes: normalizes) : BertEnding()
  }

  /// Refuses a batch whose activations memory cannot hold beside the weights.
  func requireMemory(for batch: BertMemory.Batch) throws(TesseraError) {
    try cluster.require(
      try memory.activations(batch),
      for: "encoding \(batch.all) samples of \(batch.tokens) tokens, beside the weights,")
  }
}
