import CostModel
import Testing

@Suite struct TransformerModelTests {
  static let models: [(name: String, model: TransformerModel, parameters: Double)] = [
    (
      "GPT-3 175B, of 51,200 rows",
      TransformerModel(
        family: .gpt, layers: 96, hidden: 12_288, heads: 96, ffn: 49_152, vocabulary: 51_200,
        sequence: 2048), 174_615_846_912
    ),
    (
      "MPT-13B, as llm-foundry's table has it",
      TransformerModel(
        family: .gpt, layers: 40, hidden: 5120, heads: 40, ffn: 20_480, vocabulary: 50_368,
        sequence: 2048), 12_853_954_560
    ),
    (
      "Llama 3 8B",
      TransformerModel(
        family: .llama, layers: 32, hidden: 4096, heads: 32, kvHeads: 8, ffn: 14_336,
        vocabulary: 128_256, sequence: 8192), 8_030_261_248
    ),
    (
      "Mixtral 8x7B",
      TransformerModel(
        family: .moe, layers: 32, hidden: 4096, heads: 32, kvHeads: 8, ffn: 14_336,
        vocabulary: 32_000, sequence: 4096, experts: 8, expertsPerToken: 2), 46_702_792_704
    ),
  ]

  @Test(arguments: models)
  func `a known model has its number of parameters`(
    name: String, model: TransformerModel, parameters: Double
  ) {
    #expect(model.parameters == parameters, "\(name)")
  }

  /// Narayanan et al. 2021, equation 3: 96 B s l h² (1 + s / 6h + V / 16lh) with all layers computed
  /// again, so three quarters of what the layers have of it are the model's.
  @Test(arguments: [(24, 2304, 24), (96, 12_288, 96), (128, 25_600, 160)])
  func `a GPT has the operations of the published formula`(layers: Int, hidden: Int, heads: Int) {
    let model = TransformerModel(
      family: .gpt, layers: layers, hidden: hidden, heads: heads, ffn: 4 * hidden,
      vocabulary: 51_200, sequence: 2048)
    let (l, h): (Double, Double) = (Double(layers), Double(hidden))
    let (s, v): (Double, Double) = (2048, 51_200)
    let parts: Double = 1 + s / (6 * h) + v / (12 * l * h)
    let formula: Double = 72 * l * h * h * parts
    #expect(abs(model.operationsPerToken / formula - 1) < 1e-12)
  }

  @Test func `a token passes its own experts only`() {
    let few = Self.models[3].model
    var all = few
    all.expertsPerToken = 8
    let more = Double(32 * 6) * few.mlpWeights
    #expect(all.operationsPerToken - few.operationsPerToken == 6 * more)
    #expect(all.parameters == few.parameters)
  }
}
