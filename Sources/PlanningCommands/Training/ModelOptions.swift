import ArgumentParser
import CostModel

extension TransformerModel.Family: ExpressibleByArgument {}

/// The config of a model.
package struct ModelOptions: ParsableArguments {
  package init() {}

  @Option(
    help: ArgumentHelp(
      "The family: gpt (layer norms, learned positions, two products in an MLP), llama (RMS norms, rotary "
        + "positions, three products), moe (llama with experts).", valueName: "family"))
  package var model: TransformerModel.Family

  @Option(help: "The layers.")
  package var layers: Int

  @Option(help: "The width of the residual stream.")
  package var hidden: Int

  @Option(help: "The heads of queries.")
  package var heads: Int

  @Option(help: "The heads of keys and values (default: as many as --heads).")
  package var kvHeads: Int?

  @Option(help: "The width of a head (default: --hidden / --heads).")
  package var headSize: Int?

  @Option(
    help:
      "The inner width of an MLP, or of an expert (default: 4 x --hidden; of llama and moe 8/3 x, up to a multiple of 256)."
  )
  package var ffn: Int?

  @Option(help: "The rows of the embedding (default: 51200; of llama 128256, of moe 32000).")
  package var vocab: Int?

  @Option(help: "The tokens of a sequence (default: 2048; of llama 8192, of moe 4096).")
  package var sequence: Int?

  @Option(help: "The experts of a layer; of moe (default: 8).")
  package var experts: Int?

  @Option(help: "The experts that a token goes to; of moe (default: 2).")
  package var expertsPerToken: Int?

  /// The model that is meant.
  ///
  /// - Throws: `TrainingError` if its width is not that of whole heads.
  package func config() throws(TrainingError) -> TransformerModel {
    guard heads > 0, hidden > 0, hidden <= 1 << 24 else {
      throw TrainingError(
        "--hidden and --heads: whole numbers from 1 to \(1 << 24) are required, \(hidden) and \(heads) are given"
      )
    }
    guard headSize != nil || hidden % heads == 0 else {
      throw TrainingError(
        "--heads: a divisor of the width \(hidden) is required, or --head-size, \(heads) is given")
    }
    guard expertsPerToken == nil || model == .moe else {
      throw TrainingError("--experts-per-token goes with --model moe")
    }
    let isGPT = model == .gpt
    return TransformerModel(
      family: model, layers: layers, hidden: hidden, heads: heads, kvHeads: kvHeads,
      headSize: headSize, ffn: ffn ?? (isGPT ? 4 * hidden : (8 * hidden / 3 + 255) / 256 * 256),
      vocabulary: vocab ?? (isGPT ? 51_200 : model == .moe ? 32_000 : 128_256),
      sequence: sequence ?? (isGPT ? 2048 : model == .moe ? 4096 : 8192),
      experts: experts ?? (model == .moe ? 8 : 0),
      expertsPerToken: expertsPerToken ?? (model == .moe ? 2 : 0))
  }
}
