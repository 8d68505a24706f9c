import Sharding
import Yams

extension TopologyReader {
  /// True or false; nil if the key is missing.
  func flag(_ key: String, of keys: [String: Node], _ label: String) throws(ShardingError)
    -> Bool?
  {
    guard let given = keys[key] else { return nil }
    guard let flag = given.bool else {
      throw yaml.failure(
        at: given, "\(label), key '\(key)': true or false is required, \(given.found)")
    }
    return flag
  }

  func required(
    _ key: String, of keys: [String: Node], _ node: Node, _ label: String
  ) throws(ShardingError) -> Node {
    guard let found = keys[key] else {
      throw yaml.failure(at: node, "\(label): key '\(key)' is required, it is missing")
    }
    return found
  }

  func text(_ node: Node, _ label: String) throws(ShardingError) -> String {
    guard let text = node.scalar?.string, !text.isEmpty, !node.isNothing else {
      throw yaml.failure(at: node, "\(label): a text is required, \(node.found)")
    }
    return text
  }
}
