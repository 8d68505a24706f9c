import Elements
import Ops

extension String {
  /// The text as Swift writes it, with its quotes.
  var swiftQuoted: String {
    var text = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"", "\\": text += "\\\(scalar)"
      case "\n": text += "\\n"
      case _ where scalar.value < 0x20: text += "\\u{\(String(scalar.value, radix: 16))}"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}

extension Double {
  /// As Swift writes it: the shortest text that is this number again.
  var swiftText: String {
    if isNaN { return "Double.nan" }
    if isInfinite { return self < 0 ? "-Double.infinity" : "Double.infinity" }
    return "\(self)"
  }
}

extension AttributeValue {
  /// A literal of the value.
  var swiftText: String {
    switch self {
    case .bool(let value): "\(value)"
    case .int(let value): value == .max ? "Int.max" : "\(value)"
    case .double(let value): value.swiftText
    case .string(let text): text.swiftQuoted
    case .ints(let values):
      "[\(values.map { AttributeValue.int($0).swiftText }.joined(separator: ", "))]"
    case .doubles(let values): "[\(values.map(\.swiftText).joined(separator: ", "))]"
    }
  }

  /// A literal of the Swift type that an attribute's type has.
  func swiftText(of type: AttributeType) -> String {
    if case .dtype = type, case .string(let name) = self { return ".\(name)" }
    return swiftText
  }

  /// The value as its own case: `.ints([0, 1])`.
  var swiftCase: String {
    let name =
      switch self {
      case .bool: "bool"
      case .int: "int"
      case .double: "double"
      case .string: "string"
      case .ints: "ints"
      case .doubles: "doubles"
      }
    return ".\(name)(\(swiftText))"
  }
}

extension LiteralNumbers {
  /// A Swift expression of the numbers.
  var text: String {
    guard let (first, last, step) = progression else {
      let words = numbers.map { $0.isPlainInteger ? "\(Int($0))" : $0.swiftText }
      return "[\(words.joined(separator: ", "))]"
    }
    if step == 1 { return "(\(first)..<\(last + 1)).map(Double.init)" }
    return "stride(from: \(first), through: \(last), by: \(step)).map(Double.init)"
  }
}
