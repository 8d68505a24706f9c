import ArgumentParser
import Elements
import BERT
import PlanningCommands
import Tessera

/// A model's files, and what it is given.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The weights of a BertModel; each rank reads its own shards only.",
      valueName: "file.safetensors"))
  var weights: String

  @Option(help: ArgumentHelp("The model's config.json.", valueName: "file.json"))
  var config: String

  @Option(
    help: ArgumentHelp(
      "The ids of the tokens, [samples, tokens], i32 or i64.", valueName: "file.npy"))
  var ids: String

  @Option(
    help: ArgumentHelp(
      "A mask of the shape of the ids: 1 for a token, 0 for padding (default: all 1).",
      valueName: "file.npy"))
  var mask: String?

  @Flag(
    name: .customLong("ignore-unexpected"),
    help: "Skip unknown tensors within the encoder, such as adapters.")
  var ignoreUnexpected = false

  /// The config, and the tokens that it takes.
  func open() throws(TesseraError) -> (BertConfig, TokenBatch) {
    let parsed = try BertConfig(contentsOf: config)
    return (parsed, try TokenBatch(ids: ids, mask: mask, for: parsed))
  }
}
