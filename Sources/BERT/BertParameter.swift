import Sharding
import Tessera

/// A tensor of the checkpoint, and how it is sharded.
struct BertParameter: Hashable, Sendable {
  /// Without the prefix that some files have.
  let name: String
  /// In the file.
  let shape: [Int]
  /// The dim that tp cuts; nil if each of its ranks has the whole.
  var cutDim: Int?
  /// Where the cut dim holds heads: how many. It is then two, heads and their features, of which tp cuts
  /// the first, so that no head is torn, whatever the number of ranks.
  var heads: Int?

  /// The shape of the tensor as the layers use it.
  var tensorShape: [Int] {
    guard let heads, let cutDim else { return shape }
    return shape[..<cutDim] + [heads, shape[cutDim] / heads] + shape[(cutDim + 1)...]
  }

  /// In the file, what is a box of the tensor.
  func fileBox(_ box: Box) -> Box {
    guard let heads, let cutDim else { return box }
    let size = shape[cutDim] / heads
    var (offsets, sizes) = (box.offsets, box.sizes)
    // Heads are cut, never their features.
    offsets.replaceSubrange(cutDim...cutDim + 1, with: [offsets[cutDim] * size])
    sizes.replaceSubrange(cutDim...cutDim + 1, with: [sizes[cutDim] * size])
    return Box(offsets: offsets, sizes: sizes)
  }
}

extension BertParameter {
  /// Those of the embeddings: tables cut by rows, that is by words, positions and types.
  static func embeddings(_ config: BertConfig) -> [BertParameter] {
    [
      ("word", config.vocabularySize), ("position", config.positionCount),
      ("token_type", config.tokenTypeCount),
    ].map { kind, count in
      BertParameter(
        name: "embeddings.\(kind)_embeddings.weight", shape: [count, config.hiddenSize], cutDim: 0)
    } + norm("embeddings", config)
  }

  /// Those of one layer. Weights are `[output, input]`: what makes heads or inner features is cut by
  /// outputs, what takes them in is cut by inputs.
  static func layer(_ index: Int, _ config: BertConfig) -> [BertParameter] {
    let prefix = "encoder.layer.\(index)"
    let (hidden, inner, heads) = (config.hiddenSize, config.intermediateSize, config.headCount)
    let projections = ["query", "key", "value"].flatMap { part in
      let name = "\(prefix).attention.self.\(part)"
      return [
        BertParameter(name: "\(name).weight", shape: [hidden, hidden], cutDim: 0, heads: heads),
        BertParameter(name: "\(name).bias", shape: [hidden], cutDim: 0, heads: heads),
      ]
    }
    return projections + [
      BertParameter(
        name: "\(prefix).attention.output.dense.weight", shape: [hidden, hidden], cutDim: 1,
        heads: heads),
      BertParameter(name: "\(prefix).attention.output.dense.bias", shape: [hidden]),
    ] + norm("\(prefix).attention.output", config) + [
      BertParameter(
        name: "\(prefix).intermediate.dense.weight", shape: [inner, hidden], cutDim: 0),
      BertParameter(name: "\(prefix).intermediate.dense.bias", shape: [inner], cutDim: 0),
      BertParameter(name: "\(prefix).output.dense.weight", shape: [hidden, inner], cutDim: 1),
      BertParameter(name: "\(prefix).output.dense.bias", shape: [hidden]),
    ] + norm("\(prefix).output", config)
  }

  private static func norm(_ name: String, _ config: BertConfig) -> [BertParameter] {
    ["weight", "bias"].map {
      BertParameter(name: "\(name).LayerNorm.\($0)", shape: [config.hiddenSize])
    }
  }
}
