import Tessera
/// What a BERT-family encoder is made of: the fields of Hugging Face's `config.json` that say so.
///
/// Source: Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers" (2019), and
/// https://huggingface.co/docs/transformers/model_doc/bert.
public struct BertConfig: Hashable, Sendable {
  /// The rows of the word embedding.
  public var vocabularySize: Int
  /// The features of a token between layers.
  public var hiddenSize: Int
  /// The number of layers.
  public var layerCount: Int
  /// The number of heads of an attention.
  public var headCount: Int
  /// The features within a layer's feed-forward part.
  public var intermediateSize: Int
  /// The longest sequence.
  public var positionCount: Int
  /// The number of token types.
  public var tokenTypeCount: Int
  /// What the layer norms add to the variance.
  public var epsilon: Double
  /// The activation between the two products of a layer.
  public var activation: Activation

  /// The features of one head.
  public var headSize: Int { hiddenSize / headCount }

  /// The function within a layer's feed-forward part, by the names that `hidden_act` has for it.
  public enum Activation: String, CaseIterable, Sendable {
    case gelu, relu, silu, swish
    /// GELU by its tanh approximation.
    case geluNew = "gelu_new"
    case geluFast = "gelu_fast"
    case geluTanh = "gelu_pytorch_tanh"
  }
}

extension BertConfig.Activation {
  func callAsFunction<Tensor: TensorValue>(_ x: Tensor) throws(TesseraError) -> Tensor {
    switch self {
    case .gelu: try x.gelu()
    case .geluNew, .geluFast, .geluTanh: try x.gelu(approximate: true)
    case .relu: try x.relu()
    case .silu, .swish: try x.silu()
    }
  }
}
