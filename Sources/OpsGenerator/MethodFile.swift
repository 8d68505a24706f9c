/// The typed methods of ops on tensors.
enum MethodFile {
  static let path = "Sources/Programs/Values/Generated/TensorValue+Ops.swift"

  static func text(_ entries: [Entry]) -> String {
    let methods = entries.filter(isGenerated).map { method($0) }
    return SwiftText.header
      + "\n/// A method for each op that has none by hand, in the order of the schema.\nextension TensorValue {\n"
      + methods.joined(separator: "\n") + "}\n"
  }

  static func isGenerated(_ entry: Entry) -> Bool {
    entry.uncomputed == nil && entry.method.written == nil
  }

  /// As Swift names it: `softmax(_:)`.
  static func name(_ entry: Entry) -> String {
    entry.method.name + "(" + Signature(entry).parameters.map { $0.label + ":" }.joined() + ")"
  }

  private static func method(_ entry: Entry) -> String {
    let signature = Signature(entry)
    var lines = [
      "/// \(entry.documentation)", "///", "/// The op `\(entry.name)`\(elsewhere(entry)).",
    ]
    let notes = signature.attributes.compactMap { attribute -> String? in
      guard case .means(let meaning) = attribute.absence else { return nil }
      return "///   - \(attribute.swiftName): nil means: \(meaning)."
    }
    if !notes.isEmpty { lines += ["///", "/// - Parameters:"] + notes }
    lines.append(
      "public \(signature.isStatic ? "static " : "")func \(SwiftText.name(entry.method.name))("
        + signature.parameters.map(\.text).joined(separator: ", ")
        + ") throws(TesseraError) -> \(signature.result) {")
    lines += signature.body().map { "  " + $0 }
    lines.append("}")
    return lines.map { "  \($0)\n" }.joined()
  }

  /// `; PyTorch: torch.relu; Paddle: …`.
  private static func elsewhere(_ entry: Entry) -> String {
    func first(_ calls: [Entry.Call]) -> String? {
      calls.flatMap(\.names).first { !$0.hasPrefix("aten.") }
    }
    return (first(entry.pytorch).map { "; in PyTorch `\($0)`" } ?? "")
      + (first(entry.paddle).map { "; in Paddle `\($0)`" } ?? "")
  }
}

/// What a method takes and gives.
struct Signature {
  struct Parameter {
    let label: String
    let name: String
    let type: String
    let fallback: String?

    var text: String {
      (label == name ? name : "\(label) \(name)") + ": \(type)"
        + (fallback.map { " = \($0)" } ?? "")
    }
  }

  let entry: Entry
  let isStatic: Bool
  private let own: Entry.Argument?
  /// Those that have an effect.
  let attributes: [Entry.Attribute]
  private(set) var parameters: [Parameter] = []

  init(_ entry: Entry) {
    self.entry = entry
    let named = entry.method.selfInput ?? entry.inputs.first { $0.arity == .one }?.name
    isStatic = entry.inputs.first?.arity == .list
    own = isStatic ? nil : entry.inputs.first { $0.name == named }
    attributes = entry.attributes.filter { $0.idle == nil }
    var isFirst = true
    for input in entry.inputs where input.name != own?.name {
      let type =
        switch input.arity {
        case .one: "Self"
        case .optional: "Self?"
        case .list, .optionalList: "[Self]"
        }
      let isUnlabeled = isFirst && !input.isOptional
      isFirst = false
      parameters.append(
        Parameter(
          label: isUnlabeled ? "_" : input.swiftName, name: input.swiftName, type: type,
          fallback: !input.isOptional ? nil : input.arity == .optional ? "nil" : "[]"))
    }
    for attribute in attributes {
      let type = SwiftText.type(attribute)
      let isUnlabeled = entry.method.unlabeled.contains(attribute.name)
      let name = attribute.swiftName
      let (full, fallback): (String, String?) =
        switch attribute.absence {
        case .value(let words): (type, SwiftText.literal(words, attribute))
        case .means: (type + "?", "nil")
        case .refused: (type, nil)
        }
      parameters.append(
        Parameter(label: isUnlabeled ? "_" : name, name: name, type: full, fallback: fallback))
    }
  }

  var result: String {
    let outputs = entry.outputs
    if outputs.count == 1 { return type(outputs[0]) }
    return "(" + outputs.map { "\($0.swiftName): \(type($0))" }.joined(separator: ", ") + ")"
  }

  private func type(_ output: Entry.Argument) -> String {
    switch output.arity {
    case .one: "Self"
    case .optional: "Self?"
    case .list, .optionalList: "[Self]"
    }
  }

  private func reference(_ input: Entry.Argument) -> String {
    input.name == own?.name ? "self" : input.swiftName
  }

  func body() -> [String] {
    var lines: [String] = []
    var pairs: [String] = []
    for attribute in attributes {
      if case .means = attribute.absence { continue }
      let value =
        attribute.type == "dtype" ? attribute.swiftName + ".rawValue" : attribute.swiftName
      pairs.append("\(SwiftText.string(attribute.name)): .\(SwiftText.kind(attribute))(\(value))")
    }
    let optional = attributes.filter { if case .means = $0.absence { true } else { false } }
    var given = pairs.isEmpty ? "[:]" : "[" + pairs.joined(separator: ", ") + "]"
    if !optional.isEmpty {
      lines.append("var attributes: [String: AttributeValue] = \(given)")
      for attribute in optional {
        lines.append(
          "attributes[\(SwiftText.string(attribute.name))] = \(attribute.swiftName).map { "
            + ".\(SwiftText.kind(attribute))($0) }")
      }
      given = "attributes"
    }
    let lead = lines.isEmpty ? "" : "return "
    let name = SwiftText.string(entry.name)
    let rest = given == "[:]" ? "" : ", \(given)"
    let isPlain = entry.inputs.allSatisfy { $0.arity == .one }
    if isPlain, entry.inputs.count <= 2, entry.outputs.count == 1, entry.outputs[0].arity == .one {
      let inputs = entry.inputs.map(reference)
      let second = inputs.count == 2 ? ", \(inputs[1])" : ""
      let receiver = inputs[0] == "self" ? "" : inputs[0] + "."
      return lines + ["\(lead)try \(receiver)op(\(name)\(second)\(rest))"]
    }
    let operands = entry.inputs.map { input in
      switch input.arity {
      case .one: ".one(\(reference(input)))"
      case .list, .optionalList: ".list(\(reference(input)))"
      case .optional: "\(reference(input)).map { .one($0) }"
      }
    }
    let hasOptional = entry.inputs.contains { $0.arity == .optional }
    // Whoever is there says what stands for what is absent.
    let present = entry.inputs.first { $0.arity == .one }
    let owner = isStatic ? (present?.swiftName ?? entry.inputs[0].swiftName + "[0]") + "." : ""
    let list =
      hasOptional
      ? "try \(owner)operands([\(operands.joined(separator: ", "))])"
      : "[\(operands.joined(separator: ", "))]"
    let call = "try Self.apply(\(name), \(list), \(given))"
    if entry.outputs.count == 1 {
      return lines + [lead + (entry.outputs[0].arity == .list ? call : call + "[0]")]
    }
    return lines + ["let outputs = \(call)", "return (" + results().joined(separator: ", ") + ")"]
  }

  /// Each of several outputs, of the flat list of all.
  private func results() -> [String] {
    let list = entry.outputs.firstIndex { $0.arity == .list }
    return entry.outputs.enumerated().map { place, output in
      let after = entry.outputs.count - place
      switch output.arity {
      case .list, .optionalList: return "Array(outputs[\(place)..<(outputs.count - \(after - 1))])"
      case .optional: return "outputs.count > \(place) ? outputs[\(place)] : nil"
      case .one:
        return list.map { $0 < place } == true
          ? "outputs[outputs.count - \(after)]" : "outputs[\(place)]"
      }
    }
  }
}
