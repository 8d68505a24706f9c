import Elements
import PlanningCommands
import Foundation
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
  /// Which rank holds which block of each output, where that is asked for.
  private(set) var layouts: [String]?
  /// The trace as a table, for the text.
  let table: String?

  enum CodingKeys: String, CodingKey {
    case op, mesh, inputs, outputs, moves, verified, equality, printed, layouts
    case names = "output_names"
  }

  /// - Parameter tabled: whether the text has the trace.
  init(
    _ program: OpProgram, _ outputs: [DistTensor], _ trace: Trace, tabled: Bool
  ) {
    op = program.title
    let given = program.steps.flatMap { $0.inputs.flatMap(\.elements) }.compactMap { source in
      if case .given(let input) = source { input.spec } else { nil }
    }
    mesh = given.first.map { "\($0.attr.mesh)" } ?? ""
    inputs = given.map(\.description)
    self.outputs = outputs.map(\.description)
    names = program.results.map(\.name)
    moves = trace.entries.flatMap(\.moves)
    table = tabled ? trace.description : nil
  }

  /// Adds a table for each output, under its name where there are several.
  mutating func add(layouts tables: [String]) {
    layouts = tables.indices.map { names.count > 1 ? "\(names[$0]):\n\(tables[$0])" : tables[$0] }
  }

  /// Adds an output in full, under its name where the op has several.
  mutating func add(_ text: String, of place: Int) {
    let text = names.count > 1 ? "\(names[place]): \(text)" : text
    printed = printed.map { "\($0)\n\(text)" } ?? text
  }
}

extension OpReport {
  func json() throws -> String { try prettyJSON() }

  /// The trace if it is wanted, else each output in a line.
  ///
  /// - Parameter detailed: whether it names the inputs too.
  func text(detailed: Bool = false) -> String {
    var lines = detailed ? inputs.enumerated().map { "input \($0)  \($1)" } : []
    lines += table.map { [$0] } ?? zip(names, outputs).map { "\($0)  \($1)" }
    if let equality { lines.append(equality.text) }
    return lines.joined(separator: "\n")
  }

  /// What is asked for beside the report; nil if nothing is.
  var rest: String? {
    let parts = (layouts ?? []) + (printed.map { [$0] } ?? [])
    return parts.isEmpty ? nil : parts.joined(separator: "\n")
  }
}
