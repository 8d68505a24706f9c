import BERT
import Sharding
import Tensors
import Tessera
import Testing

@Suite struct EncoderTests {
  static let meshes = [
    "encoder-single.yaml", "encoder-tp2.yaml", "encoder-tp4.yaml", "encoder-dp2-tp2.yaml",
    "encoder-pp2-tp2.yaml", "encoder-pp3.yaml", "{tp:5}", "{dp:4}", "{tp:2, dp:3}", "overlapping",
  ]

  /// Stages of different sizes that share ranks, one in another order.
  static func encoder(_ mesh: String, fuses: Bool = false) throws -> BertEncoder {
    guard mesh == "overlapping" else { return try TinyBert.encoder(mesh, fuses: fuses) }
    let meshes = [
      try ProcessMesh(shape: [3], axes: ["tp"], ranks: [2, 0, 1], name: "wide"),
      try ProcessMesh(shape: [2, 2], axes: ["dp", "tp"], ranks: [1, 2, 3, 4], name: "square"),
    ]
    return try BertEncoder(
      safetensors: TinyBert.path("model.safetensors"), config: TinyBert.config(), on: meshes,
      in: .virtual(5), fuses: fuses)
  }

  @Test(arguments: meshes)
  func `every activation is NumPy's on every mesh`(mesh: String) throws {
    let encoder = try Self.encoder(mesh)
    let answers = try TinyBert.answers()
    var names: [String] = []
    let result = try encoder.encode(TinyBert.tokens(), pooling: .mean, normalizes: true) {
      (name, value) throws(TesseraError) in
      names.append(name)
      guard let answer = answers[name], let full = try value.full(on: 0) else { return }
      let difference = full.difference(from: answer, relative: 1e-5, absolute: 1e-5)
      #expect(difference == nil, "\(name) on \(mesh)")
    }
    #expect(
      names == BertEncoder.activations(of: encoder.config, pooling: .mean, normalizes: true))
    #expect(
      Set(names).isSuperset(of: answers.keys.filter { !["unmasked", "segmented"].contains($0) }))
    #expect(result.shape == [3, 30] && result.mesh == encoder.stages.last?.mesh)
  }

  @Test(arguments: ["encoder-single.yaml", "encoder-tp4.yaml", "encoder-pp2-tp2.yaml"])
  func `without a mask all tokens count`(mesh: String) throws {
    let encoder = try TinyBert.encoder(mesh)
    let tokens = try TinyBert.tokens(masked: false)
    let result = try encoder.encode(tokens)
    let full = try #require(try result.full(on: 0))
    let answer = try #require(try TinyBert.answers()["unmasked"])
    #expect(full.difference(from: answer, relative: 1e-5, absolute: 1e-5) == nil)
    // A mask of ones is no mask.
    let ones = DenseTensor(ones: tokens.ids.shape, dtype: .int64)
    let masked = try TokenBatch(ids: tokens.ids, mask: ones, for: encoder.config)
    let pooled = [
      try encoder.encode(tokens, pooling: .mean), try encoder.encode(masked, pooling: .mean),
    ]
    let means = try pooled.compactMap { try $0.full(on: 0) }
    #expect(means[0].difference(from: means[1], relative: 1e-5, absolute: 1e-6) == nil)
    // The first token of each sample.
    let first = try #require(try encoder.encode(tokens, pooling: .cls).full(on: 0))
    let width = full.shape[2]
    let want = full.slice(offsets: [0, 0, 0], sizes: [full.shape[0], 1, width])
    #expect(first.shape == [full.shape[0], width])
    #expect(first.values(as: Float.self) == want.copy().values(as: Float.self))
  }

  @Test(arguments: ["encoder-single.yaml", "encoder-dp2-tp2.yaml", "encoder-pp2-tp2.yaml"])
  func `segments have rows of their own`(mesh: String) throws {
    let encoder = try TinyBert.encoder(mesh)
    let tokens = try TokenBatch(
      ids: TinyBert.path("ids.npy"), mask: TinyBert.path("mask.npy"),
      segments: TinyBert.path("segments.npy"), for: encoder.config)
    let answer = try #require(try TinyBert.answers()["segmented"])
    let whole = try #require(try encoder.encode(tokens).full(on: 0))
    #expect(whole.difference(from: answer, relative: 1e-5, absolute: 1e-5) == nil)
    // Micro-batches have theirs.
    let parts = try tokens.microbatches(3)
    let run = try encoder.encode(parts, in: encoder.pipeline(for: parts))
    let joined = try #require(try run.output.full(on: 0))
    #expect(joined.difference(from: answer, relative: 1e-5, absolute: 1e-5) == nil)
  }

  @Test func `activations lie as the weights have them, and only sums and stages move them`() throws
  {
    let encoder = try TinyBert.encoder("encoder-dp2-tp2.yaml")
    var attrs: [String: String] = [:]
    let (_, trace) = try Trace.record {
      try encoder.encode(TinyBert.tokens(), pooling: .mean) { attrs[$0] = "\($1.attr)" }
    }
    #expect(attrs["embeddings"] == "S(0),R@model")
    #expect(attrs["encoder.0.attention.self"] == "S(0),S(2)@model")
    #expect(attrs["encoder.0.attention"] == "S(0),R@model")
    #expect(attrs["encoder.0.intermediate"] == "S(0),S(2)@model")
    #expect(attrs["encoder.2.output"] == "S(0),R@model")
    #expect(attrs["pooled"] == "S(0),R@model")
    // One for the embeddings, two a layer; nothing else is communicated.
    #expect(trace.totals.filter { $0.collective != "local" }.map(\.collective) == ["all-reduce"])
    let sums = trace.entries.filter { $0.op == "reshard" && $0.inputs[0].contains("P(sum)") }
    #expect(sums.count == 7)
  }

  @Test(arguments: [
    ("encoder-single.yaml", [92_760]), ("encoder-pp3.yaml", [37_400, 27_680, 27_680]),
    ("encoder-tp2.yaml", [55_020, 40_140]), ("encoder-tp4.yaml", [29_196, 29_196, 29_076, 12_492]),
    ("encoder-dp2-tp2.yaml", [55_020, 40_140, 55_020, 40_140]),
    ("encoder-pp2-tp2.yaml", [38_360, 28_400, 16_660, 11_740]),
  ])
  func `each rank holds its shards of the weights only`(mesh: String, bytes: [Int]) throws {
    let encoder = try TinyBert.encoder(mesh)
    #expect(encoder.cluster.residents.map { encoder.weightBytes(on: $0) } == bytes)
  }
}
