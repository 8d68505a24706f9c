import ArgumentParser
import Console
import CostModel
import Elements

/// What a training step of a model would take on a cluster, without the cluster.
package struct SimulateTraining: WritingCommand {

  package init() {}
  package static let configuration = CommandConfiguration(
    commandName: "simulate-training",
    abstract: "Price a training step of a model, given by its config; also 'simulate --train'.",
    discussion: """
      Example:
        ./Launch/run simulate --train --model llama --layers 32 \\
          --hidden 4096 --heads 32 --kv-heads 8 --ffn 14336 \\
          --dp 8 --zero 3 --microbatch 2 \\
          --topology Meshes/topology-dgx-h100.yaml
      """)

  @OptionGroup package var model: ModelOptions
  @OptionGroup package var spread: ParallelOptions

  @Option(
    help: ArgumentHelp(
      "A topology file (YAML) that says what a rank computes with (key 'device').",
      valueName: "file"))
  package var topology: String

  @OptionGroup package var told: ReportOptions

  package var isSolo: Bool { true }

  package var files: [WrittenFile] {
    told.files
  }

  package func run() throws {
    do {
      let report = TrainingReport(try step())
      try told.tell(text: report.text, json: try report.json())
    } catch { throw TesseraError(error) }
  }
}

extension SimulateTraining {
  /// What the options ask for.
  ///
  /// - Throws: `TrainingError` if the step cannot be, `TopologyError` if the topology cannot be read.
  package func step() throws -> TrainingStep {
    try TrainingStep(spread.plan(of: model.config()), on: Topology(contentsOf: topology))
  }

  /// The same of the words of a command line.
  package static func step(parsing words: [String]) throws -> TrainingStep {
    try parse(words).step()
  }
}
