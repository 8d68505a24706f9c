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

  /// A time or a rate; nil where the key is missing.
  mutating func quantity(_ key: String, _ kind: Quantity) throws(ShardingError) -> Double? {
    try number(key, kind.words) { $0.scalar.flatMap { kind.value($0.string) } }
  }

  /// A whole number of things, at least one.
  mutating func count(_ key: String) throws(ShardingError) -> Int? {
    let reader = yaml
    return try number(key, "a whole number of at least 1") {
      reader.wholeNumber($0).flatMap { $0 > 0 ? $0 : nil }
    }
  }

  /// A number without a unit.
  mutating func factor(_ key: String, orZero: Bool = false) throws(ShardingError) -> Double? {
    try number(key, orZero ? "a number that is not negative" : "a positive number") { node in
      guard let value = node.scalar.flatMap({ Double($0.string) }), value.isFinite,
        value > 0 || (orZero && value == 0)
      else { return nil }
      return value
    }
  }

  private mutating func number<Value>(
    _ key: String, _ words: String, _ read: (Node) -> Value?
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
    guard let value = read(node) else {
      throw yaml.failure(at: node, "\(label): \(words) is required, \(node.found)")
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
