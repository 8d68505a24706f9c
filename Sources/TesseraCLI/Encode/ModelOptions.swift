import ArgumentParser
import BERT
import CheckpointFormats
import Elements
import Foundation
import PlanningCommands
import Tessera

/// A model's files, and what it is given.
struct ModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The weights of a BertModel: a .safetensors file, an index of several, or the folder of them; each rank reads "
        + "its own shards only.", valueName: "file|dir"))
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

  @Option(
    help: ArgumentHelp(
      "The segment of each token, of the shape of the ids, i32 or i64 (default: all 0).",
      valueName: "file.npy"))
  var segments: String?

  @Flag(
    name: .customLong("ignore-unexpected"),
    help: "Skip unknown tensors within the encoder, such as adapters.")
  var ignoreUnexpected = false

  /// The config, and the tokens that it takes.
  func open() throws(TesseraError) -> (BertConfig, TokenBatch) {
    let parsed = try BertConfig(contentsOf: config)
    return (parsed, try TokenBatch(ids: ids, mask: mask, segments: segments, for: parsed))
  }

  /// The files that have the weights, one at least.
  func weightFiles() throws(TesseraError) -> [String] {
    let isFolder = (try? FileManager.default.contentsOfDirectory(atPath: weights)) != nil
    guard isFolder || weights.hasSuffix(".index.json") else { return [weights] }
    let files = try CheckpointContents(reading: weights).files.map(\.path)
    guard let wrong = files.first(where: { !$0.hasSuffix(".safetensors") }) else {
      return files.isEmpty ? [weights] : files
    }
    throw TesseraError(
      .data, "--weights \(weights): .safetensors files are required, it has \(wrong)")
  }
}
