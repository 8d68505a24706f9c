import BERT
import Programs
import Sharding
import Tensors
import Tessera
import Testing

/// The encoder with fused ops in its program.
@Suite struct FusedEncoderTests {
  @Test(arguments: EncoderTests.meshes)
  func `results are NumPy's on every mesh, and no more bytes move`(mesh: String) throws {
    let answers = try TinyBert.answers()
    var (bytes, ops) = ([Int](), [[String]]())
    for fuses in [false, true] {
      let encoder = try EncoderTests.encoder(mesh, fuses: fuses)
      var told: [String] = []
      let (result, trace) = try Trace.record {
        try encoder.encode(TinyBert.tokens(), pooling: .mean, normalizes: true) {
          (name, value) throws(TesseraError) in
          told.append(name)
          guard let answer = answers[name], let full = try value.full(on: 0) else { return }
          let difference = full.difference(from: answer, relative: 1e-5, absolute: 1e-5)
          #expect(difference == nil, "\(name) on \(mesh)")
        }
      }
      #expect(told.contains("normalized") && told.contains("encoder.2.output"))
      #expect(result.shape == [3, 30])
      bytes.append(trace.totals.reduce(0) { $0 + $1.bytes })
      ops.append(trace.entries.map(\.op))
    }
    #expect(bytes[1] <= bytes[0], "\(bytes)")
    // Three heads and 50 features are cut by no mesh dim alike: there layers stay as they are.
    guard mesh.contains("single") || mesh.contains("pp3") || mesh == "{dp:4}" else { return }
    let fused = Set(ops[1]).filter { $0.hasPrefix("fused_") }
    #expect(fused == ["fused_embedding_eltwise_layernorm", "fused_multi_transformer"])
    for op in ["layer_norm", "flash_attention", "gelu", "embedding"] {
      #expect(!ops[1].contains(op), "\(op)")
    }
  }
}
