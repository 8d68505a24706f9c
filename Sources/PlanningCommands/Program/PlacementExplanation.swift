import Elements
import Files
import Programs
import Sharding

/// Why a value lies as it does, in words.
struct PlacementExplanation: Encodable {
  let value: String
  let tensor: String
  let cause: String
  let rule: String?
  let alternatives: [Alternative]

  struct Alternative: Encodable {
    let name: String
    let outputs: [String]
    let bytes: Int
    let isChosen: Bool

    enum CodingKeys: String, CodingKey {
      case name, outputs, bytes
      case isChosen = "chosen"
    }
  }

  /// - Throws: `TesseraError.Kind.usage` where the program has no such value.
  init(of name: String, in completed: CompletedProgram) throws(TesseraError) {
    guard let id = completed.program.value(named: name) else {
      let near = name.nearest(among: completed.program.values.map(\.name)).prefix(3)
      throw TesseraError(
        .usage,
        "--explain: '\(name)' is no value of program \(completed.program.name)"
          + (near.isEmpty ? "" : "; near are \(near.joined(separator: ", "))"))
    }
    let reason = completed.reasons[id]
    let entry = completed.program.values[id]
    value = name
    tensor =
      "\(entry.dtype.notation)[\(entry.shape.map(String.init).joined(separator: ","))]{\(completed.attrs[id])}"
    cause =
      switch reason.cause {
      case .annotated: "the program, or a pattern, says so"
      case .carried(let origin): "carried from '\(origin)', whose op asks for it"
      case .nobody: "nobody asks for anything: it is replicated"
      case .made: "the op makes it so of its operands"
      case .wanted(let reader): "'\(reader)' wants this operand so: it is resharded"
      }
    rule = reason.rule
    alternatives = reason.alternatives.map {
      Alternative(
        name: $0.name, outputs: $0.outputs.map(\.description), bytes: $0.bytes,
        isChosen: $0.isChosen)
    }
  }

  var text: String {
    var lines = ["\(value): \(tensor)", "why: \(cause)"]
    if let rule { lines.append("rule: \(rule)") }
    guard !alternatives.isEmpty else { return lines.joined(separator: "\n") }
    var table = TextTable(["computed for", "results", .init("moved", of: .allRanks), "taken"])
    for alternative in alternatives {
      table.add([
        .words(alternative.name), .words(alternative.outputs.joined(separator: " ")),
        .bytes(alternative.bytes), .words(alternative.isChosen ? "yes" : ""),
      ])
    }
    return (lines + table.lines).joined(separator: "\n")
  }

  func json() throws -> String { try prettyJSON() }
}
