import BERT
import Foundation
import Tensors
import Tessera
import Testing

/// What an encoder is told, before it computes anything.
@Suite struct BertConfigTests {
  /// The tiny config with one field changed: a pattern, and what stands in its place.
  private func changed(_ pattern: String, _ replacement: String) throws -> BertConfig {
    let text = try String(contentsOfFile: TinyBert.path("config.json"), encoding: .utf8)
    let file = FileManager.default.temporaryDirectory.appending(path: "config-\(UUID()).json")
    defer { try? FileManager.default.removeItem(at: file) }
    let other = text.replacing(try Regex(pattern), with: replacement)
    try #require(other != text || pattern.isEmpty)
    try Data(other.utf8).write(to: file)
    return try BertConfig(contentsOf: file.path)
  }

  @Test func `a config is read, and what is left out has its default`() throws {
    let config = try TinyBert.config()
    #expect(config.vocabularySize == 61 && config.hiddenSize == 30 && config.layerCount == 3)
    #expect(config.headCount == 3 && config.headSize == 10 && config.intermediateSize == 50)
    #expect(config.positionCount == 16 && config.tokenTypeCount == 2)
    #expect(config.epsilon == 1e-12 && config.activation == .gelu)
    for field in ["model_type", "hidden_act", "type_vocab_size", "layer_norm_eps"] {
      #expect(try changed("\"\(field)\": [^\n]*\n", "") == config)
    }
    #expect(try changed("\"gelu\"", "\"gelu_new\"").activation == .geluNew)
  }

  @Test(arguments: [
    ("\"gelu\"", "\"glu\"", "hidden_act must be one of 'gelu', "),
    ("\"gelu\"", "7", "hidden_act: a value of type String is required"),
    ("\"bert\"", "\"roberta\"", "model_type must be 'bert', it is 'roberta'"),
    (
      "\"model_type\": \"bert\"", "\"architectures\": [\"RobertaModel\"]",
      "architectures must be BERT's (BertModel, BertFor…) where model_type is not given, one is "
        + "'RobertaModel'"
    ),
    (
      "\"model_type\": \"bert\"", "\"architectures\": [\"BertGenerationEncoder\"]",
      "one is 'BertGenerationEncoder'"
    ),
    ("\"absolute\"", "\"relative_key\"", "position_embedding_type must be 'absolute'"),
    ("\"model_type\"", "\"is_decoder\": true, \"model_type\"", "is_decoder must be false"),
    ("_heads\": 3", "_heads\": 4", "divide hidden_size, 4 does not divide 30"),
    ("_heads\": 3", "_heads\": 0", "num_attention_heads must be at least 1, it is 0"),
    ("_layers\": 3", "_layers\": -1", "num_hidden_layers must be at least 1, it is -1"),
    ("1e-12", "0", "layer_norm_eps must be above 0"),
    ("\"vocab_size\": 61,", "", "the field 'vocab_size' is missing"),
    ("61", "6.5", "or a number does not fit its field"),
    ("\\{", "", "it is not JSON"),
  ])
  func `a field that does not fit is named`(pattern: String, replacement: String, message: String)
    throws
  {
    let error = #expect(throws: TesseraError.self) { try changed(pattern, replacement) }
    #expect(error?.kind == .data && error?.message.contains(message) == true, "\(error as Any)")
    #expect(error?.message.contains("config-") == true)
  }

  @Test(arguments: ["BertModel", "BertForMaskedLM", "BertLMHeadModel"])
  func `BERT's architectures need no model_type`(name: String) throws {
    let field = "\"architectures\": [\"\(name)\"]"
    #expect(try changed("\"model_type\": \"bert\"", field) == TinyBert.config())
  }

  @Test func `of a field that is given twice the last counts`() throws {
    let other = "\"vocab_size\": 7, \"vocab_size\": 61"
    #expect(try changed("\"vocab_size\": 61", other).vocabularySize == 61)
    let error = #expect(throws: TesseraError.self) {
      try changed("\"model_type\": \"bert\"", "\"model_type\": \"bert\", \"model_type\": \"gpt2\"")
    }
    #expect(error?.message.contains("model_type must be 'bert', it is 'gpt2'") == true)
  }

  @Test func `tokens that the model does not take are refused`() throws {
    let config = try TinyBert.config()
    func ones(_ shape: [Int], _ dtype: DType = .int64) -> DenseTensor {
      DenseTensor(ones: shape, dtype: dtype)
    }
    let wrong: [(DenseTensor, DenseTensor?, String)] = [
      (DenseTensor([1 as Int64, 61], shape: [1, 2]), nil, "(vocab_size), one is 61, at [0, 1]"),
      (DenseTensor([-1 as Int32, 0], shape: [2, 1]), nil, "0..<61 (vocab_size), one is -1"),
      (ones([2, 17]), nil, "ids: a sample must have 1 to 16 tokens"),
      (ones([2, 0]), nil, "the ids are [2, 0]"),
      (ones([4]), nil, "of two dims, samples and tokens, they are i64[4]"),
      (ones([2, 4], .float32), nil, "ids: ids must be i32 or i64"),
      (ones([2, 4]), ones([2, 3]), "mask: a mask must be real numbers of the ids' shape [2, 4]"),
      (ones([2, 4]), ones([2, 4], .complex64), "it is c64[2, 4]"),
      (
        ones([2, 4]), DenseTensor(repeating: 2, shape: [2, 4], dtype: .int64),
        "must hold 0 and 1, one element is 2.0"
      ),
    ]
    let segments: [(DenseTensor, String)] = [
      (ones([2, 3]), "segments: segments must be i32 or i64 of the ids' shape [2, 4]"),
      (ones([2, 4], .float32), "they are f32[2, 4]"),
      (
        DenseTensor(repeating: 2, shape: [2, 4], dtype: .int32),
        "must be in 0..<2 (type_vocab_size), one is 2, at [0, 0]"
      ),
    ]
    for (given, message) in segments {
      let error = #expect(throws: TesseraError.self) {
        try TokenBatch(ids: ones([2, 4]), segments: given, for: config)
      }
      #expect(error?.kind == .data && error?.message.contains(message) == true, "\(error as Any)")
    }
    for (ids, mask, message) in wrong {
      let error = #expect(throws: TesseraError.self) {
        try TokenBatch(ids: ids, mask: mask, for: config)
      }
      #expect(error?.kind == .data && error?.message.contains(message) == true, "\(error as Any)")
    }
  }

  @Test(arguments: [DType.bool, .int32, .float32, .float64])
  func `a mask may be of truths or numbers`(dtype: DType) throws {
    let mask = DenseTensor([1 as Int64, 0], shape: [1, 2]).converted(to: dtype)
    let ids = DenseTensor([3 as Int32, 4], shape: [1, 2])
    let batch = try TokenBatch(ids: ids, mask: mask, for: TinyBert.config())
    #expect(batch.mask?.values(as: Float.self) == [1, 0])
  }
}
