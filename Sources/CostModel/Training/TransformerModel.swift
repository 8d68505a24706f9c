/// A decoder of transformer layers, as its config says it: what a training step computes.
package struct TransformerModel: Hashable, Sendable {
  /// Which layers it has.
  package enum Family: String, Hashable, Sendable, CaseIterable {
    /// Layer norms and products with biases, learned positions, an MLP of two products, and logits from the
    /// embedding's own weights (Radford et al. 2019; Brown et al. 2020).
    case gpt
    /// RMS norms, rotary positions, an MLP of three products, and a matrix of its own for the logits
    /// (Touvron et al. 2023).
    case llama
    /// As `llama`, with experts in place of the MLP, of which a router gives each token some
    /// (Jiang et al. 2024).
    case moe
  }

  package var family: Family
  package var layers: Int
  /// The width of the residual stream.
  package var hidden: Int
  /// Heads of queries.
  package var heads: Int
  /// Heads of keys and values.
  package var kvHeads: Int
  /// The width of a head.
  package var headSize: Int
  /// The inner width of the MLP, or of one expert.
  package var ffn: Int
  package var vocabulary: Int
  /// Tokens of a sequence.
  package var sequence: Int
  /// Experts of a layer; 0 where it has one MLP.
  package var experts: Int
  /// How many experts a token goes to.
  package var expertsPerToken: Int

  package init(
    family: Family, layers: Int, hidden: Int, heads: Int, kvHeads: Int? = nil, headSize: Int? = nil,
    ffn: Int, vocabulary: Int, sequence: Int, experts: Int = 0, expertsPerToken: Int = 0
  ) {
    self.family = family
    self.layers = layers
    self.hidden = hidden
    self.heads = heads
    self.kvHeads = kvHeads ?? heads
    self.headSize = headSize ?? hidden / max(1, heads)
    self.ffn = ffn
    self.vocabulary = vocabulary
    self.sequence = sequence
    self.experts = experts
    self.expertsPerToken = expertsPerToken
  }
}

extension TransformerModel {
  /// The width of all queries together.
  var queryWidth: Double { Double(heads) * Double(headSize) }
  /// The width of all keys together, and of all values.
  var keyWidth: Double { Double(kvHeads) * Double(headSize) }
  var width: Double { Double(hidden) }
  var inner: Double { Double(ffn) }
  var isGated: Bool { family != .gpt }
  var hasExperts: Bool { experts > 0 }

  /// The weights of a layer's products in attention.
  package var attentionWeights: Double { width * (2 * queryWidth + 2 * keyWidth) }
  /// The weights of the products of one MLP, or of one expert.
  package var mlpWeights: Double { (isGated ? 3 : 2) * width * inner }
  /// The weights of a layer's products that all tokens pass, the router among them.
  var sharedWeights: Double {
    attentionWeights + (hasExperts ? width * Double(experts) : mlpWeights)
  }

  /// The weights of all of a layer's products.
  var layerWeights: Double { sharedWeights + (hasExperts ? Double(experts) * mlpWeights : 0) }

  /// Biases and norms of a layer.
  var layerVectors: Double {
    switch family {
    case .gpt: queryWidth + 2 * keyWidth + inner + 6 * width
    case .llama, .moe: 2 * width
    }
  }

  /// The embedding of tokens, or the matrix of the logits.
  var vocabularyWeights: Double { Double(vocabulary) * width }

  /// The parameters at the ends of the layers: embeddings, the matrix of the logits where it is no embedding, the last norm.
  ///
  /// - Parameter isWhole: whether one stage has both ends; else what the first one has.
  /// - Returns: the numbers of those that ranks of tensor parallelism share, and of those that each of them has.
  func endWeights(isWhole: Bool) -> (cut: Double, own: Double) {
    switch family {
    case .gpt: (vocabularyWeights, Double(sequence) * width + (isWhole ? 2 * width : 0))
    case .llama, .moe: isWhole ? (2 * vocabularyWeights, width) : (vocabularyWeights, 0)
    }
  }

  /// All parameters: embeddings, layers, the last norm.
  ///
  /// Of a GPT: V h + s h + L (12 h² + 13 h) + 2 h where the MLP is four times as wide as the stream.
  ///
  /// - Source: Narayanan et al. 2021, equation 2, with the last norm; a row of llm-foundry's tables tells the
  ///   exact number of MPT-13B, the models' cards those of Llama 3 8B and Mixtral 8x7B.
  package var parameters: Double {
    let ends = endWeights(isWhole: true)
    return Double(layers) * (layerWeights + layerVectors) + ends.cut + ends.own
  }

  /// Operations of a token in a step, forward and backward, as utilisation is counted: 6 for each weight
  /// that it is multiplied with, and 12 L s times the width of the queries for the core of attention, of
  /// which a causal mask leaves half unused. Recomputation does not count.
  ///
  /// - Source: Narayanan et al. 2021, equation 3 without the recomputation; Korthikanti et al. 2022,
  ///   equation 7; Chowdhery et al. 2022, appendix B (the utilisation of a model's operations).
  package var operationsPerToken: Double {
    let met =
      sharedWeights + (hasExperts ? Double(expertsPerToken) * mlpWeights : 0)
    let inLayers = Double(layers) * (6 * met + 12 * Double(sequence) * queryWidth)
    return inLayers + 6 * vocabularyWeights
  }
}
