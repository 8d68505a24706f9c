import Foundation
import Tessera

/// What an op did: the fields that `--json` prints.
struct OpReport: Encodable {
  let op: String
  let mesh: String
  let inputs: [String]
  let outputs: [String]
  /// The op's line of the trace.
  let moves: [Trace.Move]
  var verified: Bool?
  var printed: String?
  /// The trace as a table, for the text.
  let table: String?

  enum CodingKeys: String, CodingKey {
    case op, mesh, inputs, outputs, moves, verified, printed
  }

  /// - Parameter tabled: whether the text has the trace.
  init(
    _ op: String, _ inputs: [DistTensor], _ outputs: [DistTensor], _ trace: Trace, tabled: Bool
  ) {
    self.op = op
    mesh = inputs.first.map { "\($0.mesh)" } ?? ""
    self.inputs = inputs.map(\.description)
    self.outputs = outputs.map(\.description)
    moves = trace.entries.flatMap(\.moves)
    table = tabled ? trace.description : nil
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
    var lines = table.map { [$0] } ?? outputs.enumerated().map { "output \($0)  \($1)" }
    if verified == true { lines.append("verified: equal to the single-process result") }
    if let printed { lines.append(printed) }
    return lines.joined(separator: "\n")
  }
}
