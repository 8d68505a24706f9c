import Yams

/// A mapping of the YAML, read key by key with errors that say where it is.
struct Fields {
  private let mapping: Node.Mapping
  let place: String

  init(_ node: Node, of place: String) throws {
    guard case .mapping(let mapping) = node else {
      throw GeneratorError("\(place): keys with values are required")
    }
    (self.mapping, self.place) = (mapping, place)
  }

  func error(_ text: String) -> GeneratorError { GeneratorError("\(place): \(text)") }

  func has(_ key: String) -> Bool { mapping[Node(key)] != nil }

  func allow(_ keys: [String]) throws {
    for (key, _) in mapping {
      let name = key.scalar?.string ?? ""
      guard keys.contains(name) else {
        throw error("unknown key '\(name)', the keys are \(keys.joined(separator: ", "))")
      }
    }
  }

  func optionalText(_ key: String) throws -> String? {
    guard let node = mapping[Node(key)] else { return nil }
    guard let scalar = node.scalar else { throw error("'\(key)' must be one word or text") }
    return scalar.string
  }

  func text(_ key: String) throws -> String {
    guard let text = try optionalText(key) else { throw error("'\(key)' is missing") }
    return text
  }

  func word(_ key: String, among words: Set<String>, what: String? = nil) throws -> String {
    let word = try text(key)
    guard words.contains(word) else {
      throw error(
        what.map { "'\(key)' must name \($0), there is no '\(word)'" }
          ?? "'\(key)' must be one of \(words.sorted().joined(separator: ", ")), it is '\(word)'")
    }
    return word
  }

  /// A list of words; empty where the key is not there.
  func texts(_ key: String) throws -> [String] {
    guard let node = mapping[Node(key)] else { return [] }
    guard case .sequence(let sequence) = node else { throw error("'\(key)' must be a list") }
    return try sequence.map { node in
      guard let scalar = node.scalar else { throw error("'\(key)' must be a list of words") }
      return scalar.string
    }
  }

  /// A word, or those of a list.
  func scalars(_ key: String) throws -> [String] {
    if case .sequence? = mapping[Node(key)] { return ["["] + (try texts(key)) }
    return [try text(key)]
  }

  func fields(_ key: String) throws -> Fields? {
    try mapping[Node(key)].map { try Fields($0, of: "\(place), \(key)") }
  }

  /// The entries of a mapping, in order.
  func mapping(_ key: String) throws -> [(name: String, fields: Fields)] {
    guard let inner = try fields(key) else { return [] }
    return try inner.mapping.map { name, node in
      let name = name.scalar?.string ?? ""
      return (name, try Fields(node, of: "\(place), \(key) '\(name)'"))
    }
  }

  func list(_ key: String) throws -> [Fields] {
    guard let node = mapping[Node(key)] else { return [] }
    guard case .sequence(let sequence) = node else { throw error("'\(key)' must be a list") }
    return try sequence.map { try Fields($0, of: "\(place), \(key)") }
  }

  /// The keys with their words, in order.
  func words() throws -> [(key: String, value: [String])] {
    try mapping.map { key, _ in
      let key = key.scalar?.string ?? ""
      return (key, try scalars(key))
    }
  }

  func requireDistinct(_ names: [String], _ what: String) throws {
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
      throw error("two \(what) are named '\(name)'")
    }
  }

  /// - Throws: where the words are no value of the type. A list begins with `[`.
  func require(_ values: [String], isOf type: String, _ choices: [String], dtypes: Set<String>)
    throws
  {
    let isList = values.first == "["
    let word = values.first ?? ""
    let fits =
      switch type {
      case "bool": !isList && ["true", "false"].contains(word)
      case "int": !isList && Int(word) != nil
      case "number": !isList && Double(word) != nil
      case "ints": isList && values.dropFirst().allSatisfy { Int($0) != nil }
      case "numbers": isList && values.dropFirst().allSatisfy { Double($0) != nil }
      case "choice": !isList && choices.contains(word)
      case "dtype": !isList && (choices.isEmpty ? dtypes.contains(word) : choices.contains(word))
      default: !isList
      }
    guard fits else {
      throw error(
        "a value of type \(type) is required, it is "
          + (isList ? "[\(values.dropFirst().joined(separator: ", "))]" : "'\(word)'"))
    }
  }
}
