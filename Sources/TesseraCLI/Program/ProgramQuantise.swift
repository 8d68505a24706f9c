import ArgumentParser
import Checkpoints
import Console
import Files
import PlanningCommands
import Programs
import Sharding
import Tensors
import Tessera

/// Transformer layers that multiply integers of 8 bits.
struct ProgramQuantise: SoloCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantise",
    abstract: "Have a program's transformer layers multiply integers of 8 bits.",
    discussion: """
      Layers are fused, and run in this process on examples, which say how large the values are that the products
      meet. The report says how far each product, and each result, is from that of floats.

      Example:
        ./Launch/run program quantise layer.program --parameters layer.safetensors \\
          --calibrate x=a.npy --calibrate x=b.npy --to layer8.program --weights-to layer8.safetensors
      """)

  @OptionGroup var file: ProgramFile

  @Option(
    help: ArgumentHelp(
      "An input's values, as --input of `program run` takes them; once for each input. The second time for an input is "
        + "the second example's.", valueName: "name=file"))
  var calibrate: [String] = []

  @Option(
    help: ArgumentHelp(
      "Take the parameters from this file, each by its name.", valueName: "file.safetensors"))
  var parameters: String?

  @Option(help: ArgumentHelp("Write the quantised program to this file.", valueName: "file"))
  var to: String?

  @Option(
    help: ArgumentHelp(
      "Write the quantised program's parameters to this file.", valueName: "file.safetensors"))
  var weightsTo: String?

  @OptionGroup var told: ReportOptions

  var isSolo: Bool { true }

  func run() throws {
    do { try quantise() } catch { throw TesseraError(error) }
  }

  private func quantise() throws {
    let examples = try Self.examples(calibrate)
    let source = try file.source(examples[0])
    let program = source.program.withoutPlacements()
    let whole = try Completion(on: [.single(0)])(program)
    let cluster = Cluster.virtual(1)
    var given: [[String: DistTensor]] = []
    for (place, example) in examples.enumerated() {
      let inputs = try ProgramInputs(
        example, parameters: parameters, model: source.model, of: whole)
      if place == 0 {
        source.model?.notices(missing: inputs.missing).forEach(ErrorLine.notice)
      }
      given.append(try inputs.tensors(on: cluster))
    }
    let quantised = try QuantisedProgram(program, examples: given, on: cluster)
    if let to { try NewFile.write(quantised.program.text + "\n", to: to) }
    if let weightsTo { try Checkpoint.write(quantised.parameters, to: weightsTo, on: cluster) }
    let report = QuantisationReport(quantised, examples: examples.count)
    try told.tell(text: report.text, json: try report.json())
  }

  /// The words of each example: the k-th for an input are the k-th example's, which must have one for each.
  static func examples(_ words: [String]) throws(TesseraError) -> [[String]] {
    guard !words.isEmpty else {
      throw TesseraError(
        .usage, "--calibrate: values of the inputs are required, as x=FILE.npy; none are given")
    }
    var examples: [[String]] = []
    var counts: [String: Int] = [:]
    for word in words {
      let name = word.split(separator: "=").first.map(String.init) ?? ""
      guard word.contains("="), !name.isEmpty else {
        throw TesseraError(.usage, "--calibrate \(word): NAME=FILE is required")
      }
      let number = counts[name, default: 0]
      counts[name] = number + 1
      if examples.count <= number { examples.append([]) }
      examples[number].append(word)
    }
    let most = counts.values.max() ?? 0
    if let short = counts.sorted(by: { $0.key < $1.key }).first(where: { $0.value < most }) {
      throw TesseraError(
        .usage,
        "--calibrate: as many examples of each input are required; \(short.key) has \(short.value), "
          + "another \(most)")
    }
    return examples
  }
}

/// How far a quantised program is from the floats'.
struct QuantisationReport: Encodable {
  struct Value: Encodable {
    let value: String
    let largestInput: Double?
    let largest: Double
    let worst: Double
    let relative: Double

    enum CodingKeys: String, CodingKey {
      case value, largest
      case largestInput = "largest_input"
      case worst = "largest_error"
      case relative = "relative_error"
    }
  }

  struct Refused: Encodable {
    let value: String
    let reason: String
  }

  let program: String
  let examples: Int
  let layers: Int
  let values: [Value]
  let refused: [Refused]

  init(_ quantised: QuantisedProgram, examples: Int) {
    program = quantised.program.name
    self.examples = examples
    layers = quantised.layers
    values = quantised.errors.map {
      Value(
        value: $0.value, largestInput: $0.largestInput, largest: $0.largest, worst: $0.worst,
        relative: $0.relative)
    }
    refused = quantised.refused.map { Refused(value: $0.value, reason: $0.reason ?? "") }
  }

  var text: String {
    var table = TextTable([
      "value", "largest input", "largest", "largest error", "relative error",
    ])
    for value in values {
      table.add([
        .words(value.value), value.largestInput.map { .number($0, digits: 2) } ?? .none,
        .number(value.largest, digits: 2), .number(value.worst, digits: 3),
        .number(value.relative, digits: 3),
      ])
    }
    let runs = examples == 1 ? "one example" : "\(examples) examples"
    let notes = refused.map { "'\($0.value)' stays in floats: \($0.reason)" }
    return
      ([
        "\(layers) \(layers == 1 ? "layer multiplies" : "layers multiply") integers of 8 bits, by \(runs)"
      ]
      + table.lines + notes).joined(separator: "\n")
  }

  func json() throws -> String { try prettyJSON() }
}
