import Elements
import Ops
import SPMDRules
import Sharding

extension ProgramValue {
  /// Dtype, shape, and where it lies if that is said: `f32[8,16]{S(0),R@grid}`.
  var notation: String {
    "\(dtype.notation)[\(shape.map(String.init).joined(separator: ","))]"
      + (annotation.map { "{\($0)}" } ?? "")
  }
}

extension Program: CustomStringConvertible {
  /// The text of the program: one line an op, in the notation. `init(parsing:)` gives an equal program back.
  public var description: String {
    let signature = inputs.map { id -> String in
      let value = values[id]
      let role = value.role == .parameter ? "parameter " : ""
      return "\(role)\(ProgramText.name(value.name)): \(value.notation)"
    }
    let ownName = ProgramText.name(name)
    let oneLine = "program \(ownName)(\(signature.joined(separator: ", "))) {"
    let head =
      oneLine.count <= 120
      ? [oneLine]
      : ["program \(ownName)("] + signature.dropLast().map { "  \($0)," }
        + signature.suffix(1).map { "  \($0)" } + [") {"]
    let calls = ops.map { op in
      "  \(op.outputs.map { ProgramText.name(values[$0].name) }.joined(separator: ", ")) = \(mark(of: op))\(line(of: op))"
    }
    // Types stand under each other, but for lines that are very long.
    let width = calls.map(\.count).filter { $0 <= 60 }.max() ?? 0
    let lines = zip(calls, ops).map { call, op in
      let types = op.outputs.map { values[$0].notation }.joined(separator: ", ")
      let gap = String(repeating: " ", count: Swift.max(0, width - call.count))
      return "\(call)\(gap) : \(types)"
    }
    let ending =
      "  return \(results.map { ProgramText.name(values[$0].name) }.joined(separator: ", "))"
    return (head + lines + [ending, "}", ""]).joined(separator: "\n")
  }

  /// The word before an op whose results do not wait for gradients, or are made again for them.
  private func mark(of op: ProgramOp) -> String {
    let keeping = values[op.outputs[0]].keeping
    return keeping == .kept ? "" : "\(keeping.rawValue) "
  }

  /// An op with what it takes, as it is called: `gelu(h, approximate=tanh)`.
  package func line(of op: ProgramOp) -> String {
    func name(_ id: ID) -> String { ProgramText.name(values[id].name) }
    var arguments = op.inputs.map { operand -> String in
      switch operand {
      case .one(let id): name(id)
      case .list(let ids): "[\(ids.map(name).joined(separator: ", "))]"
      }
    }
    switch op.action {
    case .reshard: break
    case .constant(let numbers):
      let texts = numbers.map(\.description)
      arguments = [numbers.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"]
    case .op(let opName, let attributes):
      for attribute in OpSchema.named(opName)?.attributes ?? [] {
        guard let value = attributes[attribute.name], value != attribute.fallback else { continue }
        arguments.append("\(attribute.name)=\(ProgramText.value(value, of: attribute))")
      }
    }
    return "\(op.name)(\(arguments.joined(separator: ", ")))"
  }
}

/// How names and values are written in the text of a program.
enum ProgramText {
  /// The words of the language.
  static let keywords: Set<String> = ["program", "parameter", "return", "true", "false"]
  /// Those that may stand before an op.
  static let marks = ProgramValue.Keeping.allCases.filter { $0 != .kept }

  static func isNameStart(_ character: Character) -> Bool {
    character.isASCII && character.isLetter || character == "_"
  }

  static func isNamePart(_ character: Character) -> Bool {
    isNameStart(character) || character == "." || character.isASCII && character.isNumber
  }

  /// A name as it stands, or in double quotes where it has other characters.
  static func name(_ name: String) -> String {
    let isPlain =
      name.first.map(isNameStart) == true && name.allSatisfy(isNamePart)
      && !keywords.contains(name)
    return isPlain ? name : quoted(name)
  }

  /// In double quotes, with `\\` before quotes and backslashes.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for character in text {
      switch character {
      case "\"", "\\": result += "\\\(character)"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\r\n": result += "\\r\\n"
      default: result.append(character)
      }
    }
    return result + "\""
  }

  /// A value that is read back as the same.
  static func value(_ value: AttributeValue, of attribute: Attribute) -> String {
    switch value {
    case .bool(let value):
      attribute.words.isEmpty ? "\(value)" : attribute.words[value ? 1 : 0]
    case .int(let value): "\(value)"
    case .double(let value): "\(value)"
    case .string(let text): isWord(text) ? text : quoted(text)
    case .ints(let values): "[\(values.map(String.init).joined(separator: ","))]"
    case .doubles(let values): "[\(values.map(\.description).joined(separator: ","))]"
    }
  }

  private static func isWord(_ text: String) -> Bool {
    text.first.map(isNameStart) == true && text.allSatisfy(isNamePart) && !keywords.contains(text)
      && !numbers.contains(text)
  }

  /// Words that are numbers.
  static let numbers: Set<String> = ["inf", "nan"]
}
