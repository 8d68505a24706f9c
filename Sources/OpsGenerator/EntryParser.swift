import Yams

/// Reads the entries of one file.
struct EntryParser {
  let file: String
  let names: SourceNames

  func entries(_ text: String) throws -> [Entry] {
    let root: Node?
    do { root = try Yams.compose(yaml: text) } catch {
      // Its first line says what is wrong, the rest shows the text around.
      let line = "\(error)".split(separator: "\n").first.map(String.init) ?? ""
      throw GeneratorError("\(file): \(line)")
    }
    guard let root else { return [] }
    guard case .sequence(let sequence) = root else {
      throw GeneratorError("\(file): a list of ops is required")
    }
    return try sequence.enumerated().map { place, node in
      let name = node.mapping?["op"]?.scalar?.string
      let fields = try Fields(
        node, of: "\(file): " + (name.map { "op '\($0)'" } ?? "entry \(place + 1)"))
      return try entry(fields)
    }
  }

  /// How a gradient comes: a word, or a reason behind what it explains.
  private func gradient(_ fields: Fields) throws -> Entry.Gradient {
    let text = try fields.text("gradient")
    switch text {
    case "formula": return .formula
    case "written out": return .writtenOut
    default: break
    }
    let parts = text.split(separator: ": ", maxSplits: 1).map(String.init)
    guard parts.count == 2, ["zero", "none"].contains(parts[0]) else {
      throw fields.error(
        "'gradient' must be 'formula', 'written out', 'zero: WHY' or 'none: WHY', it is '\(text)'")
    }
    return parts[0] == "zero" ? .zero(parts[1]) : .missing(parts[1])
  }

  private func entry(_ fields: Fields) throws -> Entry {
    try fields.allow([
      "op", "aliases", "doc", "kind", "inputs", "outputs", "attributes", "indices", "rule",
      "dtypes",
      "kernel", "scratch", "uncomputed", "wraps", "gradient", "method", "known_as", "pytorch",
      "paddle", "onnx",
    ])
    var entry = Entry()
    entry.name = try fields.text("op")
    entry.aliases = try fields.texts("aliases")
    entry.documentation = try fields.text("doc")
    entry.kind = try fields.word("kind", among: names.kinds)
    entry.inputs = try fields.texts("inputs").map(argument)
    entry.outputs = try (fields.has("outputs") ? fields.texts("outputs") : ["out"]).map(argument)
    try fields.requireDistinct(entry.inputs.map(\.name), "inputs")
    try fields.requireDistinct(entry.outputs.map(\.name), "outputs")
    entry.attributes = try fields.mapping("attributes").map { try attribute($0.name, $0.fields) }
    let own = entry.attributes.flatMap { [$0.name] + ($0.alias.map { [$0] } ?? []) }
    try fields.requireDistinct(own, "attributes")
    entry.rule = try fields.word(
      "rule", among: names.rules, what: "a rule in Sources/SPMDRules/Rules")
    entry.wraps = try fields.has("wraps") && fields.text("wraps") == "true"
    entry.gradient = try gradient(fields)
    entry.knownAs = try fields.texts("known_as")
    entry.uncomputed = try fields.optionalText("uncomputed")
    if entry.uncomputed == nil {
      entry.dtypes = try fields.word("dtypes", among: names.dtypeRules)
      entry.kernel = try fields.word(
        "kernel", among: names.kernels, what: "a kernel in Sources/Tessera/Ops/Families")
      entry.scratch = try scratch(fields)
    } else if ["kernel", "dtypes", "scratch"].contains(where: fields.has) {
      throw fields.error("'uncomputed' says why there is no kernel, and one is named")
    }
    entry.bounds = try fields.mapping("indices").map { try bound($0.name, $0.fields, entry) }
    entry.method = try method(fields, entry)
    let calls = CallParser(
      entry: entry, conversions: names.conversions, dtypes: names.dtypes)
    entry.pytorch = try fields.list("pytorch").map(calls.call)
    entry.paddle = try fields.list("paddle").map(calls.call)
    entry.onnx = try fields.list("onnx").map(calls.call)
    return entry
  }

  private func scratch(_ fields: Fields) throws -> [String] {
    let families = try fields.texts("scratch")
    for family in families where !names.scratchFamilies.contains(family) {
      throw fields.error(
        "'scratch' must name families in Sources/Ops/ScratchFamily.swift, there is no '\(family)'")
    }
    try fields.requireDistinct(families, "families of scratch")
    return families
  }

  private func argument(_ word: String) -> Entry.Argument {
    switch word.last {
    case "*": Entry.Argument(name: String(word.dropLast()), arity: .list, word: word)
    case "?" where word.hasSuffix("*?"):
      Entry.Argument(name: String(word.dropLast(2)), arity: .optionalList, word: word)
    case "?": Entry.Argument(name: String(word.dropLast()), arity: .optional, word: word)
    default: Entry.Argument(name: word, arity: .one, word: word)
    }
  }

  private func attribute(_ name: String, _ fields: Fields) throws -> Entry.Attribute {
    try fields.allow(["type", "choices", "default", "absent", "alias", "idle", "words"])
    let type = try fields.word(
      "type", among: ["bool", "int", "number", "ints", "numbers", "text", "choice", "dtype"])
    let choices = try fields.texts("choices")
    if type == "choice", choices.isEmpty { throw fields.error("a choice needs 'choices'") }
    if type == "dtype" {
      for choice in choices where !names.dtypes.contains(choice) {
        throw fields.error("'\(choice)' is no dtype")
      }
    } else if type != "choice", !choices.isEmpty {
      throw fields.error("'choices' are of a choice or a dtype, its type is \(type)")
    }
    let absence: Entry.Attribute.Absence
    if fields.has("default") {
      guard !fields.has("absent") else {
        throw fields.error("'default' and 'absent' exclude each other")
      }
      let values = try fields.scalars("default")
      try fields.require(values, isOf: type, choices, dtypes: names.dtypes)
      absence = .value(values)
    } else {
      absence = try fields.optionalText("absent").map { .means($0) } ?? .refused
    }
    let words = try fields.texts("words")
    guard words.isEmpty || type == "int" || type == "bool" && words.count == 2 else {
      throw fields.error("'words' are the two of a bool, for false and true, or those of an int")
    }
    return Entry.Attribute(
      name: name, type: type, choices: choices, absence: absence,
      alias: try fields.optionalText("alias"), idle: try fields.optionalText("idle"), words: words)
  }

  private func bound(_ name: String, _ fields: Fields, _ entry: Entry) throws -> Entry.Bound {
    try fields.allow(["input", "dim", "dims", "attribute", "unless"])
    guard entry.inputs.contains(where: { $0.name == name }) else {
      throw fields.error("'\(name)' is no input")
    }
    var counted: [String: String] = [:]
    for key in ["input", "dim", "dims", "attribute", "unless"] {
      counted[key] = try fields.optionalText(key)
    }
    if let input = counted["input"], !entry.inputs.contains(where: { $0.name == input }) {
      throw fields.error("'\(input)' is no input")
    }
    if let dims = counted["dims"], !["leading", "each", "rows", "tables"].contains(dims) {
      throw fields.error("'dims' must be leading, each, rows or tables, it is '\(dims)'")
    }
    let attributes = [
      counted["attribute"], counted["unless"], counted["dim"].flatMap { Int($0) == nil ? $0 : nil },
    ]
    for case let attribute? in attributes
    where !entry.attributes.contains(where: { $0.name == attribute }) {
      throw fields.error("'\(attribute)' is no attribute")
    }
    guard
      counted["attribute"] != nil
        || counted["input"] != nil && (counted["dim"] == nil) != (counted["dims"] == nil)
    else { throw fields.error("'attribute', or 'input' with 'dim' or 'dims' is required") }
    return Entry.Bound(input: name, counted: counted)
  }

  private func method(_ fields: Fields, _ entry: Entry) throws -> Entry.Method {
    var method = Entry.Method(name: Entry.camel(entry.name))
    guard let own = try fields.fields("method") else { return method }
    try own.allow(["name", "written", "self", "unlabeled"])
    method.name = try own.optionalText("name") ?? method.name
    method.written = try own.optionalText("written")
    method.selfInput = try own.optionalText("self")
    method.unlabeled = try own.texts("unlabeled")
    if let input = method.selfInput, !entry.inputs.contains(where: { $0.name == input }) {
      throw own.error("'\(input)' is no input")
    }
    for name in method.unlabeled where !entry.attributes.contains(where: { $0.name == name }) {
      throw own.error("'\(name)' is no attribute")
    }
    return method
  }
}
