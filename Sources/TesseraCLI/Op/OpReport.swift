import Foundation
import PlanningCommands
import Tessera

/// What an op did: the fields that `--json` prints.
struct OpReport: Encodable {
  let op: String
  let mesh: String
  let inputs: [String]
  let outputs: [String]
  /// Those of the outputs.
  let names: [String]
  /// The op's line of the trace.
  let moves: [Trace.Move]
  private(set) var verified: Bool?
  /// How it was verified.
  var equality: Equality? { didSet { verified = equality.map { _ in true } } }
  private(set) var printed: String?
  /// The trace as a table, for the text.
  let table: String?

  enum CodingKeys: String, CodingKey {
    case op, mesh, inputs, outputs, moves, verified, equality, printed
    case names = "output_names"
  }

  /// - Parameter tabled: whether the text has the trace.
  init(
    _ op: String, _ inputs: [DistTensor], _ outputs: [DistTensor], _ names: [String],
    _ trace: Trace, tabled: Bool
  ) {
    self.op = op
    mesh = inputs.first.map { "\($0.mesh)" } ?? ""
    self.inputs = inputs.map(\.description)
    self.outputs = outputs.map(\.description)
    self.names = names
    moves = trace.entries.flatMap(\.moves)
    table = tabled ? trace.description : nil
  }

  /// Adds an output in full, under its name where the op has several.
  mutating func add(_ text: String, of place: Int) {
    let text = names.count > 1 ? "\(names[place]): \(text)" : text
    printed = printed.map { "\($0)\n\(text)" } ?? text
  }
}

extension OpReport {
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// The trace if it is wanted, else each output in a line.
  var text: String {
    var lines = table.map { [$0] } ?? zip(names, outputs).map { "\($0)  \($1)" }
    if let equality { lines.append(equality.text) }
    if let printed { lines.append(printed) }
    return lines.joined(separator: "\n")
  }
}
