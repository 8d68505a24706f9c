/// Reads how other systems call an op.
///
/// Arguments are written `NAME=DEFAULT: OURS by CONVERSION`, with commas between them, `*` before those that are
/// given by name only. Without `: OURS` an argument must be its default; `: _` is ignored; `NAME==WORD` must be
/// that word.
struct CallParser {
  let entry: Entry
  let conversions: Set<String>
  let dtypes: Set<String>

  func call(_ fields: Fields) throws -> Entry.Call {
    try fields.allow(["names", "args", "dims", "sets", "result"])
    let names = try fields.texts("names")
    guard !names.isEmpty else { throw fields.error("'names' must have a name") }
    try fields.requireDistinct(names, "functions")
    let place = GeneratorError("\(fields.place) '\(names[0])'").description
    var isKeyword = false
    var arguments: [Entry.Call.Argument] = []
    for word in Self.split(try fields.text("args")) {
      if word == "*" {
        isKeyword = true
      } else {
        arguments.append(try argument(word, isKeyword, place))
      }
    }
    let results = fields.has("result") ? try fields.texts("result") : nil
    for name in results ?? [] where !entry.outputs.contains(where: { $0.name == name }) {
      throw fields.error("'\(name)' is no output")
    }
    let dims = try fields.optionalText("dims")
    if let dims, Int(dims) == nil { throw fields.error("'dims' must be a number, it is '\(dims)'") }
    return Entry.Call(
      names: names, arguments: arguments, text: try fields.text("args"), dims: dims,
      sets: try sets(fields, place), results: results)
  }

  private func sets(_ fields: Fields, _ place: String) throws -> [(
    attribute: Entry.Attribute, value: [String]
  )] {
    try (fields.fields("sets")?.words() ?? []).map { name, value in
      guard let attribute = entry.attributes.first(where: { $0.name == name }) else {
        throw GeneratorError("\(place): '\(name)' is no attribute")
      }
      try fields.require(value, isOf: attribute.type, attribute.choices, dtypes: dtypes)
      return (attribute, value)
    }
  }

  private func argument(_ word: String, _ isKeyword: Bool, _ place: String) throws
    -> Entry.Call.Argument
  {
    if let same = word.range(of: "==") {
      return Entry.Call.Argument(
        name: String(word[..<same.lowerBound]), defaultText: String(word[same.upperBound...]),
        target: nil, conversion: nil, isKeyword: isKeyword)
    }
    let colon = word.range(of: ": ")
    let left = colon.map { word[..<$0.lowerBound] } ?? word[...]
    let parts = colon.map { word[$0.upperBound...].split(separator: " ").map(String.init) } ?? []
    guard parts.count < 2 || parts.count == 3 && parts[1] == "by" else {
      throw GeneratorError("\(place): '\(word)' must be NAME=DEFAULT: OURS by CONVERSION")
    }
    let ours = Set(entry.inputs.map(\.name) + entry.attributes.map(\.name))
    if let target = parts.first, target != "_", !ours.contains(target) {
      throw GeneratorError("\(place): '\(target)' is no input and no attribute")
    }
    let conversion = parts.count == 3 ? parts[2] : nil
    if let conversion, !conversions.contains(conversion) {
      throw GeneratorError("\(place): there is no conversion '\(conversion)'")
    }
    let equals = left.firstIndex(of: "=")
    return Entry.Call.Argument(
      name: String(left[..<(equals ?? left.endIndex)]),
      defaultText: equals.map { String(left[left.index(after: $0)...]) }, target: parts.first,
      conversion: conversion, isKeyword: isKeyword)
  }

  /// At commas outside brackets.
  static func split(_ text: String) -> [String] {
    var depth = 0
    var words = [""]
    for letter in text {
      if "([".contains(letter) { depth += 1 }
      if ")]".contains(letter) { depth -= 1 }
      if letter == ",", depth == 0 {
        words.append("")
      } else {
        words[words.count - 1].append(letter)
      }
    }
    return words.map { $0.drop { $0 == " " } }.map(String.init).filter { !$0.isEmpty }
  }
}
