import Sharding
import Yams

/// The numbers of one mapping of a topology file, each with its source: its own, in
/// `{ value: 2 us, source: … }`, or that of the mapping.
struct Numbers {
  let yaml: YAMLReader
  let keys: [String: Node]
  /// The mapping, as errors name it.
  let label: String
  /// By key, of the numbers that were read.
  private(set) var sources: [String: String] = [:]

  init(yaml: YAMLReader, keys: [String: Node], label: String) {
    self.yaml = yaml
    self.keys = keys
    self.label = label
  }

  /// A time or a rate; nil if the key is missing.
  mutating func quantity(_ key: String, _ kind: Quantity) throws(ShardingError) -> Double? {
    try number(key) { (node) throws(Requirement) in
      guard let value = node.scalar.flatMap({ kind.value($0.string) }) else {
        throw Requirement(words: kind.words)
      }
      guard value == 0 || kind.bounds.contains(value) else {
        throw Requirement(words: kind.boundsWords)
      }
      return value
    }
  }

  /// The most things of a kind: no machine has more, and the product of two of them is still a number.
  static let mostThings = Int(Int32.max)

  /// A whole number of things, at least one.
  mutating func count(_ key: String) throws(ShardingError) -> Int? {
    let reader = yaml
    return try number(key) { (node) throws(Requirement) in
      guard let value = reader.wholeNumber(node), value > 0 else {
        throw Requirement(words: "a whole number of at least 1")
      }
      guard value <= Self.mostThings else {
        throw Requirement(words: "a whole number of at most \(Self.mostThings)")
      }
      return value
    }
  }

  /// A number without a unit.
  mutating func factor(_ key: String, orZero: Bool = false) throws(ShardingError) -> Double? {
    try number(key) { (node) throws(Requirement) in
      guard let value = node.scalar.flatMap({ Double($0.string) }), value.isFinite,
        value > 0 || (orZero && value == 0)
      else {
        throw Requirement(words: orZero ? "a number that is not negative" : "a positive number")
      }
      guard value == 0 || (1e-9...1e9).contains(value) else {
        throw Requirement(words: "a number from 1e-9 to 1e9")
      }
      return value
    }
  }

  /// A part of a whole, from 0 to 1.
  mutating func part(_ key: String) throws(ShardingError) -> Double? {
    try number(key) { (node) throws(Requirement) in
      guard let value = node.scalar.flatMap({ Double($0.string) }), (0...1).contains(value),
        value == 0 || value >= 1e-9
      else { throw Requirement(words: "a number from 0 to 1") }
      return value
    }
  }

  /// What a number must be that is not so.
  private struct Requirement: Error {
    let words: String
  }

  private mutating func number<Value>(
    _ key: String, _ read: (Node) throws(Requirement) -> Value
  ) throws(ShardingError) -> Value? {
    guard var node = keys[key] else { return nil }
    let label = "\(label), key '\(key)'"
    var source = keys["source"]
    if node.mapping != nil {
      let entries = try yaml.entries(of: node, label, known: ["value", "source"])
      guard let value = entries["value"] else {
        throw yaml.failure(at: node, "\(label): key 'value' is required, it is missing")
      }
      source = entries["source"] ?? source
      node = value
    }
    let value: Value
    do throws(Requirement) { value = try read(node) } catch {
      throw yaml.failure(at: node, "\(label): \(error.words) is required, \(node.found)")
    }
    if let source {
      guard let text = source.scalar?.string, !text.isEmpty, !source.isNothing else {
        throw yaml.failure(
          at: source, "\(label), key 'source': a text is required, \(source.found)")
      }
      sources[key] = text
    }
    return value
  }
}
