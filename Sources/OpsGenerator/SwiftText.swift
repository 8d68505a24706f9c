/// Pieces of Swift.
enum SwiftText {
  /// What stands on top of every generated file.
  static let header = """
    // swift-format-ignore-file
    // Generated from Sources/Ops/ops.yaml and fused_ops.yaml by ./Launch/generate: change those.

    """

  static func string(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  static func strings(_ texts: [String]) -> String {
    "[" + texts.map(string).joined(separator: ", ") + "]"
  }

  /// A name that may be one of the language's words.
  static func name(_ name: String) -> String {
    ["where", "any", "self", "default", "repeat", "in", "is", "as"].contains(name)
      ? "`\(name)`" : name
  }

  /// An attribute's value, of words as YAML has them.
  static func value(_ words: [String], _ attribute: Entry.Attribute) -> String {
    "." + kind(attribute) + "(" + literal(words, attribute, isValue: true) + ")"
  }

  /// A literal of the attribute's Swift type.
  static func literal(_ words: [String], _ attribute: Entry.Attribute, isValue: Bool = false)
    -> String
  {
    switch attribute.type {
    case "bool", "int": words[0]
    case "number": number(words[0])
    case "ints", "numbers": "[" + words.dropFirst().joined(separator: ", ") + "]"
    case "dtype": isValue ? string(words[0]) : "." + words[0]
    default: string(words[0])
    }
  }

  /// The case of `AttributeValue` that holds it.
  static func kind(_ attribute: Entry.Attribute) -> String {
    switch attribute.type {
    case "bool": "bool"
    case "int": "int"
    case "number": "double"
    case "ints": "ints"
    case "numbers": "doubles"
    default: "string"
    }
  }

  static func type(_ attribute: Entry.Attribute) -> String {
    switch attribute.type {
    case "bool": "Bool"
    case "int": "Int"
    case "number": "Double"
    case "ints": "[Int]"
    case "numbers": "[Double]"
    case "dtype": "DType"
    default: "String"
    }
  }

  private static func number(_ word: String) -> String {
    // That it is one, the parser has seen.
    let value = Double(word) ?? .nan
    return value == value.rounded() && abs(value) < 0x1p53 ? "\(Int(value))" : "\(value)"
  }
}
