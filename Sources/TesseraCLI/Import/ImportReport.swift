import Elements
import Foundation
import Importing
import PlanningCommands
import Programs

/// What is in a model's file, and how its results compare.
struct ImportReport: Encodable {
  let model: String
  let pytorch: String?
  let producer: String?
  let ops: Int
  let weights: Int
  let weightBytes: Int
  let missing: [String]
  let cast: String?
  /// What must not be missed.
  let notices: [String]
  let inputs: [String]
  let outputs: [String]
  let bindings: [String: Int]
  /// Where the results lie; nothing where the model was not run.
  var results: [String: String] = [:]
  var comparisons: [Comparison.Outcome] = []

  enum CodingKeys: String, CodingKey {
    case model, pytorch, producer, ops, weights, missing, cast, inputs, outputs, bindings, results,
      comparisons
    case weightBytes = "weight_bytes"
  }

  init(_ imported: ImportedModel) {
    let program = imported.program
    func words(_ id: Program.ID) -> String {
      let value = program.values[id]
      return "\(value.name) \(value.dtype)[\(value.shape.map(String.init).joined(separator: ","))]"
    }
    model = program.name
    (pytorch, producer) = (imported.pytorch, imported.producer)
    ops = program.ops.count
    let parameters = program.inputs.filter { program.values[$0].role == .parameter }
    weights = parameters.count
    weightBytes = parameters.reduce(0) { bytes, id in
      let value = program.values[id]
      return bytes + value.shape.reduce(value.dtype.byteCount, *)
    }
    (missing, cast) = (imported.missing, imported.cast)
    notices = imported.notices(missing: missing)
    inputs = program.inputs.filter { program.values[$0].role == .input }.map(words)
    outputs = program.results.map(words)
    bindings = imported.bindings
  }

  var text: String {
    var lines = [
      "\(model): \(ops) ops, \(weights) weights of \(ByteCount(weightBytes))"
        + ((pytorch.map { "PyTorch \($0)" } ?? producer).map { ", written by \($0)" } ?? ""),
      "inputs: \(inputs.joined(separator: ", "))", "outputs: \(outputs.joined(separator: ", "))",
    ]
    if !bindings.isEmpty {
      let words = bindings.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
      lines.append("symbols: \(words.joined(separator: ", "))")
    }
    lines += notices
    for outcome in comparisons.prefix(Self.mostShown) {
      lines.append("\(outcome.value): as \(outcome.file) has it, \(outcome.words)")
    }
    if comparisons.count > Self.mostShown {
      lines.append("and \(comparisons.count - Self.mostShown) more values, all as they must be")
    }
    return lines.joined(separator: "\n")
  }

  private static let mostShown = 10
}

extension Comparison.Outcome {
  /// How near both are: the next power of ten, since the digits of a rounding error are the processor's.
  fileprivate var words: String {
    guard greatestDifference > 0 else { return "to the digit" }
    let bound = String(format: "1e%+03d", Int(log10(greatestDifference).rounded(.down)) + 1)
    return "all numbers within \(bound), the largest \(String(format: "%.3g", largest))"
  }
}
