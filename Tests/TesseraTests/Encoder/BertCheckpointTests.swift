import BERT
import Foundation
import Sharding
import Tensors
import Tessera
import Testing

/// Weights that are named otherwise, and weights that are not what the config asks for.
@Suite struct BertCheckpointTests {
  /// What stands in the place of what in a header.
  typealias Changes = [(String, String)]

  static let older = [
    ("LayerNorm.weight", "LayerNorm.gamma"), ("LayerNorm.bias", "LayerNorm.beta"),
  ]
  static let prefixed = [("\"embeddings", "\"bert.embeddings"), ("\"encoder", "\"bert.encoder")]

  static let inside = [
    ("\"embeddings", "\"model.text.embeddings"), ("\"encoder", "\"model.text.encoder"),
  ]

  /// The answer of the tiny checkpoint, its header and the config changed, on two ranks.
  private func result(
    _ changes: Changes = [], config field: WritableKeyPath<BertConfig, Int>? = nil,
    _ value: Int = 0,
    stages: Int = 1, ignoringUnexpected: Bool = false
  ) throws -> DenseTensor? {
    let data = try Data(contentsOf: URL(filePath: TinyBert.path("model.safetensors")))
    let length = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = String(decoding: data[8..<8 + length], as: UTF8.self)
    let changed = changes.reduce(header) { $0.replacing($1.0, with: $1.1) }
    try #require(changes.isEmpty || changed != header)
    let prelude = (0..<8).map { UInt8(truncatingIfNeeded: changed.utf8.count >> (8 * $0)) }
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).safetensors")
    defer { try? FileManager.default.removeItem(at: file) }
    try (prelude + Data(changed.utf8) + data[(8 + length)...]).write(to: file)
    var config = try TinyBert.config()
    if let field { config[keyPath: field] = value }
    let meshes = try (0..<stages).map { _ in try ProcessMesh(shape: [2], axes: ["tp"]) }
    let encoder = try BertEncoder(
      safetensors: file.path, config: config, on: meshes, in: .virtual(2),
      ignoringUnexpected: ignoringUnexpected)
    return try encoder.encode(TinyBert.tokens()).full(on: 0)
  }

  @Test(arguments: [older, prefixed, older + prefixed, inside])
  func `other names of the same weights give the same`(changes: Changes) throws {
    let result = try #require(try result(changes))
    let answer = try #require(try TinyBert.answers()["encoder.2.output"])
    #expect(result.difference(from: answer, relative: 1e-5, absolute: 1e-5) == nil)
  }

  /// A tensor of no elements, named so, before all others.
  private static func beside(_ name: String) -> Changes {
    [
      (
        "{\"__metadata__\"",
        "{\"\(name)\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},\"__metadata__\""
      )
    ]
  }

  @Test(arguments: [
    "encoder.layer.0.attention.self.query.lora_A.weight",
    "encoder.layer.2.output.adapters.down.weight", "encoder.layer.1.output.dense.weight_scale",
    "encoder.layer.0.crossattention.self.query.weight", "encoder.rel_pos.weight",
    "embeddings.ngram_embeddings.weight", "prefix_encoder.embedding.weight",
    "base_model.model.encoder.layer.0.attention.self.key.lora_B.weight",
  ])
  func `an unknown tensor within the encoder is refused, or skipped where that is asked`(
    name: String
  ) throws {
    let error = #expect(throws: TesseraError.self) { try result(Self.beside(name)) }
    #expect(
      error?.kind == .data && error?.message.contains("it does not know '\(name)'") == true,
      "\(error as Any)")
    let skipped = try #require(try result(Self.beside(name), ignoringUnexpected: true))
    let answer = try #require(try TinyBert.answers()["encoder.2.output"])
    #expect(skipped.difference(from: answer, relative: 1e-5, absolute: 1e-5) == nil)
  }

  @Test(arguments: [
    "pooler.dense.weight", "cls.predictions.bias", "classifier.weight", "embeddings.position_ids",
    "linear.weight",
  ])
  func `a tensor of no concern is left`(name: String) throws {
    #expect(try result(Self.beside(name)) != nil)
  }

  @Test(arguments: [
    (
      [("layer.1.output.dense.bias", "layer.1.output.dense.bia")],
      "must have a tensor 'encoder.layer.1.output.dense.bias', but has "
    ),
    (
      [("LayerNorm.bias\": {\"dtype\": \"F32\"", "LayerNorm.bias\": {\"dtype\": \"I32\"")],
      "tensor 'embeddings.LayerNorm.bias' must be floating point of shape [30] by the config, it is "
        + "i32[30]"
    ),
    (
      [
        (
          "query.bias\": {\"dtype\": \"F32\", \"shape\": [30]",
          "query.bias\": {\"dtype\": \"F32\", \"shape\": [5, 6]"
        )
      ],
      "query.bias' must be floating point of shape [30] by the config, it is f32[5, 6]"
    ),
  ])
  func `a tensor that is missing or another is named`(changes: Changes, message: String) throws {
    let error = #expect(throws: TesseraError.self) { try result(changes) }
    #expect(error?.kind == .data && error?.message.contains(message) == true, "\(error as Any)")
  }

  @Test func `a config that is not the weights' is refused`() throws {
    let wrong: [(WritableKeyPath<BertConfig, Int>, Int, String)] = [
      (\.vocabularySize, 60, "shape [60, 30] by the config, it is f32[61, 30]"),
      (\.hiddenSize, 33, "word_embeddings.weight' must be floating point of shape [61, 33]"),
      (
        \.intermediateSize, 49,
        "intermediate.dense.weight' must be floating point of shape [49, 30]"
      ),
      (\.positionCount, 8, "position_embeddings.weight' must be"),
      (\.tokenTypeCount, 1, "token_type_embeddings.weight' must be"),
      (\.layerCount, 4, "must have a tensor 'encoder.layer.3."),
      (\.layerCount, 1_000_000_000_000, "must have a tensor 'encoder.layer.3."),
      (\.layerCount, 2, "layers below 2 are required by the config"),
    ]
    for changes in [[], Self.prefixed] {
      for (field, value, message) in wrong where changes.isEmpty || !message.contains("'encoder") {
        let error = #expect(throws: TesseraError.self) {
          try result(changes, config: field, value)
        }
        #expect(error?.kind == .data && error?.message.contains(message) == true, "\(error as Any)")
      }
    }
  }

  @Test func `there is a layer for every stage`() throws {
    #expect(try result(stages: 3) != nil)
    let error = #expect(throws: TesseraError.self) { try result(stages: 4) }
    #expect(error?.message.contains("there are 4 meshes for 3 layers") == true)
  }

  @Test func `layers are dealt evenly, the first stages having one more`() throws {
    let encoder = try TinyBert.encoder("encoder-pp2-tp2.yaml")
    #expect(encoder.stages.map(\.layers) == [0..<2, 2..<3])
    #expect(encoder.stages.map(\.isFirst) == [true, false])
  }
}
