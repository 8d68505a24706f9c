/// The schemas as Swift values: a file for each kind of op, and the list of all.
struct SchemaFiles {
  let entries: [Entry]

  func files() -> [(path: String, text: String)] {
    let kinds = Set(entries.map(\.kind)).sorted()
    let values = kinds.map { kind in
      let title = kind.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }
        .joined()
      let own = entries.filter { $0.kind == kind }.map(schema).joined(separator: "\n")
      return (
        path: "Sources/Ops/Generated/Schemas+\(title).swift",
        text: SwiftText.header + "\nextension Schemas {\n" + own + "}\n"
      )
    }
    let names = entries.map { "    Schemas." + SwiftText.name($0.method.name) + "," }
    let list =
      SwiftText.header + """

        /// The ops by name, as they are in the YAML.
        enum Schemas {}

        extension OpSchema {
          /// Every op, in the order of the YAML.
          public static let all: [OpSchema] = [

        """ + names.joined(separator: "\n") + "\n  ]\n}\n"
    return values + [(path: "Sources/Ops/Generated/OpSchema+All.swift", text: list)]
  }

  private func schema(_ entry: Entry) -> String {
    var lines: [String] = []
    if !entry.aliases.isEmpty { lines.append("aliases: \(SwiftText.strings(entry.aliases))") }
    lines.append("documentation: \(SwiftText.string(entry.documentation))")
    lines.append("kind: .\(Entry.camel(entry.kind))")
    lines.append("inputs: \(SwiftText.strings(entry.inputs.map(\.word)))")
    if entry.outputs.map(\.word) != ["out"] {
      lines.append("outputs: \(SwiftText.strings(entry.outputs.map(\.word)))")
    }
    if !entry.attributes.isEmpty {
      lines.append(list("attributes", entry.attributes.map(attribute)))
    }
    if !entry.bounds.isEmpty {
      lines.append(list("indices", entry.bounds.map { bound($0, entry) }))
    }
    lines.append("rule: \(SwiftText.string(entry.rule))")
    if let dtypes = entry.dtypes { lines.append("dtypes: .\(dtypes)") }
    if let kernel = entry.kernel { lines.append("kernel: \(SwiftText.string(kernel))") }
    if !entry.scratch.isEmpty {
      lines.append("scratch: [" + entry.scratch.map { ".\($0)" }.joined(separator: ", ") + "]")
    }
    if let reason = entry.uncomputed { lines.append("uncomputed: \(SwiftText.string(reason))") }
    if entry.wraps { lines.append("wraps: true") }
    lines.append("gradient: \(gradient(entry.gradient))")
    lines.append("method: \(method(entry))")
    if !entry.knownAs.isEmpty { lines.append("knownAs: \(SwiftText.strings(entry.knownAs))") }
    if !entry.pytorch.isEmpty { lines.append(list("pytorch", entry.pytorch.map(call))) }
    if !entry.paddle.isEmpty { lines.append(list("paddle", entry.paddle.map(call))) }
    if !entry.onnx.isEmpty { lines.append(list("onnx", entry.onnx.map(call))) }
    return "  static let \(SwiftText.name(entry.method.name)) = OpSchema(\n    "
      + SwiftText.string(entry.name) + ",\n    " + lines.joined(separator: ",\n    ") + ")\n"
  }

  private func gradient(_ gradient: Entry.Gradient) -> String {
    switch gradient {
    case .formula: ".formula"
    case .writtenOut: ".writtenOut"
    case .zero(let reason): ".zero(\(SwiftText.string(reason)))"
    case .missing(let reason): ".missing(\(SwiftText.string(reason)))"
    }
  }

  private func list(_ name: String, _ elements: [String]) -> String {
    "\(name): [\n      " + elements.joined(separator: ",\n      ") + ",\n    ]"
  }

  private func attribute(_ attribute: Entry.Attribute) -> String {
    let type =
      switch attribute.type {
      case "choice": ".choice(\(SwiftText.strings(attribute.choices)))"
      case "dtype":
        attribute.choices.isEmpty
          ? ".dtype(DType.allCases)"
          : ".dtype([" + attribute.choices.map { ".\($0)" }.joined(separator: ", ") + "])"
      default: ".\(attribute.type)"
      }
    let absence =
      switch attribute.absence {
      case .value(let words): ".value(\(SwiftText.value(words, attribute)))"
      case .means(let text): ".means(\(SwiftText.string(text)))"
      case .refused: ".refused"
      }
    let rest =
      (attribute.alias.map { ", alias: \(SwiftText.string($0))" } ?? "")
      + (attribute.idle.map { ", idle: \(SwiftText.string($0))" } ?? "")
      + (attribute.words.isEmpty ? "" : ", words: \(SwiftText.strings(attribute.words))")
    return "Attribute(\(SwiftText.string(attribute.name)), \(type), \(absence)\(rest))"
  }

  private func bound(_ bound: Entry.Bound, _ entry: Entry) -> String {
    func place(_ name: String?) -> Int { entry.inputs.firstIndex { $0.name == name } ?? 0 }
    let input = place(bound.counted["input"])
    let extent: String
    if let attribute = bound.counted["attribute"] {
      extent = ".attribute(\(SwiftText.string(attribute)))"
    } else if let dim = bound.counted["dim"] {
      extent =
        Int(dim).map { ".dim(\($0), of: \(input))" }
        ?? ".axis(\(SwiftText.string(dim)), of: \(input))"
    } else {
      let names = ["leading": "leadingDims", "each": "eachDim", "rows": "rows", "tables": "tables"]
      extent = ".\(names[bound.counted["dims"] ?? ""] ?? "rows")(of: \(input))"
    }
    let unless = bound.counted["unless"].map { ", unless: \(SwiftText.string($0))" } ?? ""
    return "IndexBound(\(place(bound.input)), \(extent)\(unless))"
  }

  private func method(_ entry: Entry) -> String {
    if entry.uncomputed != nil { return ".none" }
    if let written = entry.method.written { return ".written(\(SwiftText.string(written)))" }
    let subject = entry.method.selfInput.map { ", of: \(SwiftText.string($0))" } ?? ""
    return ".generated(\(SwiftText.string(MethodFile.name(entry)))\(subject))"
  }

  private func call(_ call: Entry.Call) -> String {
    var text =
      "ForeignCall(\n        \(SwiftText.strings(call.names)),\n        \(SwiftText.string(call.text))"
    if let dims = call.dims { text += ", dims: \(dims)" }
    if !call.sets.isEmpty {
      let sets = call.sets.map {
        "\(SwiftText.string($0.attribute.name)): \(SwiftText.value($0.value, $0.attribute))"
      }
      text += ",\n        sets: [\(sets.joined(separator: ", "))]"
    }
    if let results = call.results { text += ",\n        results: \(SwiftText.strings(results))" }
    return text + ")"
  }
}
