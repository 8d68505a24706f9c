import Foundation
import Tessera

extension BertConfig {
  /// Reads a `config.json`. Fields that do not concern the encoder are ignored; of a field that is given
  /// twice the last counts, as in Python's `json`.
  ///
  /// - Throws: `TesseraError.Kind.data` with the file, the field, the requirement and the given value:
  ///   a size below 1, heads that do not divide the hidden size, an activation that is not known, or a
  ///   model that is another than this one.
  public init(contentsOf path: String) throws(TesseraError) {
    let fields: ConfigFields
    do {
      fields = try JSONDecoder().decode(
        ConfigFields.self, lastOfEachKeyIn: Data(contentsOf: URL(fileURLWithPath: path)))
    } catch let error as DecodingError {
      throw TesseraError(.data, "\(path): \(error.words)")
    } catch {
      throw TesseraError(.data, "\(path): a config.json is required, it cannot be read")
    }
    do { try self.init(fields) } catch { throw TesseraError(.data, "\(path): \(error.message)") }
  }

  private init(_ fields: ConfigFields) throws(TesseraError) {
    func require(_ isMet: Bool, _ what: String) throws(TesseraError) {
      guard isMet else { throw TesseraError(.data, what) }
    }
    func only(_ field: String, _ value: String?, _ required: String) throws(TesseraError) {
      let value = value ?? required
      try require(value == required, "\(field) must be '\(required)', it is '\(value)'")
    }
    try only("model_type", fields.modelType, "bert")
    if fields.modelType == nil {
      for name in fields.architectures ?? [] {
        try require(
          name.wholeMatch(of: /Bert(Model|LMHeadModel|For[A-Z]\w*)/) != nil,
          "architectures must be BERT's (BertModel, BertFor…) where model_type is not given, "
            + "one is '\(name)'")
      }
    }
    try only("position_embedding_type", fields.positionKind, "absolute")
    try require(
      fields.isDecoder != true, "is_decoder must be false, an encoder is required; it is true")
    let typeCount = fields.tokenTypeCount ?? 2
    for (field, size) in [
      ("vocab_size", fields.vocabularySize), ("hidden_size", fields.hiddenSize),
      ("num_hidden_layers", fields.layerCount), ("num_attention_heads", fields.headCount),
      ("intermediate_size", fields.intermediateSize),
      ("max_position_embeddings", fields.positionCount), ("type_vocab_size", typeCount),
    ] {
      try require(size >= 1, "\(field) must be at least 1, it is \(size)")
    }
    let (hidden, heads) = (fields.hiddenSize, fields.headCount)
    try require(
      hidden % heads == 0,
      "num_attention_heads must divide hidden_size, \(heads) does not divide \(hidden)")
    let epsilon = fields.epsilon ?? 1e-12
    try require(epsilon > 0, "layer_norm_eps must be above 0, it is \(epsilon)")
    let word = fields.activation ?? "gelu"
    guard let activation = Activation(rawValue: word) else {
      let known = Activation.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      throw TesseraError(.data, "hidden_act must be one of \(known), it is '\(word)'")
    }
    self.init(
      vocabularySize: fields.vocabularySize, hiddenSize: hidden, layerCount: fields.layerCount,
      headCount: heads, intermediateSize: fields.intermediateSize,
      positionCount: fields.positionCount, tokenTypeCount: typeCount, epsilon: epsilon,
      activation: activation)
  }
}

/// The file's fields; what may be left out has BertConfig's default.
private struct ConfigFields: Decodable {
  let vocabularySize, hiddenSize, layerCount, headCount, intermediateSize, positionCount: Int
  let tokenTypeCount: Int?
  let epsilon: Double?
  let activation, modelType, positionKind: String?
  let architectures: [String]?
  let isDecoder: Bool?

  enum CodingKeys: String, CodingKey {
    case vocabularySize = "vocab_size"
    case hiddenSize = "hidden_size"
    case layerCount = "num_hidden_layers"
    case headCount = "num_attention_heads"
    case intermediateSize = "intermediate_size"
    case positionCount = "max_position_embeddings"
    case tokenTypeCount = "type_vocab_size"
    case epsilon = "layer_norm_eps"
    case activation = "hidden_act"
    case modelType = "model_type"
    case architectures
    case positionKind = "position_embedding_type"
    case isDecoder = "is_decoder"
  }
}
