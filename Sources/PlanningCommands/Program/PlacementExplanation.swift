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
  let chains: [Chain]
  /// The result of the op whose alternatives they are.
  let decider: String?
  let alternatives: [Alternative]

  /// Who asked that a mesh dim cut the value, or made it partial, link by link to the annotation.
  struct Chain: Encodable {
    let axis: String
    let links: [Link]
  }

  struct Link: Encodable {
    let value: String
    let placements: String
    let cause: String
    let rule: String?
  }

  struct Alternative: Encodable {
    let name: String
    let outputs: [String]
    let bytes: Int
    let isChosen: Bool

    enum CodingKeys: String, CodingKey {
      case name, outputs, bytes
      case isChosen = "chosen"
    }

    init(_ weighed: PlacementReason.Alternative) {
      name = weighed.name
      outputs = weighed.outputs.map(\.description)
      bytes = weighed.bytes
      isChosen = weighed.isChosen
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
    let attr = completed.attrs[id]
    value = name
    tensor =
      "\(entry.dtype.notation)[\(entry.shape.map(String.init).joined(separator: ","))]{\(attr)}"
    cause =
      switch reason.cause {
      case .annotated: "the program, or a pattern, says so"
      case .carried(let origin): "carried from '\(origin)', whose op asks for it"
      case .nobody: "nobody asks for anything: it is replicated"
      case .made: "the op makes it so of its operands"
      case .wanted(let reader): "'\(reader)' wants this operand so: it is resharded"
      }
    rule = reason.rule
    chains = attr.placements.indices.filter { attr.placements[$0] != .replicate }.map { meshDim in
      Chain(
        axis: attr.mesh.axes[meshDim],
        links: completed.chain(of: id, along: meshDim).map { link in
          Link(
            value: link.value, placements: link.attr.description, cause: Self.words(link.cause),
            rule: link.rule)
        })
    }
    // Of what an op asks for, that op weighed the alternatives.
    decider =
      switch reason.cause {
      case .carried(let origin): origin
      case .wanted(let reader): reader
      case .annotated, .nobody, .made: name
      }
    let decided = decider.flatMap { completed.program.value(named: $0) }
    alternatives = (decided.map { completed.reasons[$0].alternatives } ?? []).map(Alternative.init)
  }

  private static func words(_ cause: PlacementLink.Cause) -> String {
    switch cause {
    case .annotation: "the program, or a pattern, says so"
    case .asked(let op): "the op of \(op) asks for it"
    case .made: "its op makes it so"
    case .wanted(let op): "the op of \(op) wants it so"
    case .resharded: "it is resharded"
    case .nobody: "nobody asks for anything"
    }
  }

  var text: String {
    var lines = ["\(value): \(tensor)", "why: \(cause)"]
    if let rule { lines.append("rule: \(rule)") }
    if !chains.isEmpty { lines += chainTable.lines }
    guard !alternatives.isEmpty else { return lines.joined(separator: "\n") }
    if let decider, decider != value { lines.append("alternatives of the op of \(decider):") }
    var table = TextTable(["computed for", "results", .init("moved", of: .allRanks), "taken"])
    for alternative in alternatives {
      table.add([
        .words(alternative.name), .words(alternative.outputs.joined(separator: " ")),
        .bytes(alternative.bytes), .words(alternative.isChosen ? "yes" : ""),
      ])
    }
    return (lines + table.lines).joined(separator: "\n")
  }

  /// A row for each link, the value first.
  private var chainTable: TextTable {
    var table = TextTable(["mesh dim", "value", "placements", "because", "rule"])
    for chain in chains {
      for (place, link) in chain.links.enumerated() {
        table.add([
          .words(place == 0 ? chain.axis : ""), .words(link.value), .words(link.placements),
          .words(link.cause), .words(link.rule ?? "-"),
        ])
      }
    }
    return table
  }

  func json() throws -> String { try prettyJSON() }
}
