import Foundation
import Yams

/// From YAML's nodes to values. Each error names the file and the line, what is required, and what is
/// given there.
package struct YAMLReader {
  /// The name of the text in errors.
  package let path: String

  package init(path: String) { self.path = path }

  /// The most bytes of a file: a node of it takes a hundred times as many.
  package static let maximumByteCount = 4 << 20

  /// The text of the file at `path`, which may be a pipe.
  ///
  /// - Parameter kind: what the file is to be, as errors say it: `mesh file`.
  package static func text(of path: String, _ kind: String) throws(ShardingError) -> String {
    let bytes: Data
    do {
      let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      // No more than is needed to see that there is more: a device may have no end.
      bytes = try file.read(upToCount: maximumByteCount + 1) ?? Data()
    } catch {
      throw .file("\(path): \(reason(whyUnreadable: path, kind))")
    }
    guard bytes.count <= maximumByteCount else {
      throw .file("\(path): a \(kind) has at most \(maximumByteCount >> 20) MiB, this has more")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .file("\(path): a \(kind) must be UTF-8 text, this is not")
    }
    return text
  }

  private static func reason(whyUnreadable path: String, _ kind: String) -> String {
    let files = FileManager.default
    guard files.fileExists(atPath: path) else { return "there is no such \(kind)" }
    let attributes = try? files.attributesOfItem(atPath: path)
    return attributes?[.type] as? FileAttributeType == .typeDirectory
      ? "a \(kind) is required, this is a directory" : "the \(kind) cannot be read"
  }

  /// Whether a key may be at the top of a text, so that it is worth reading; a quick look. Of what is no YAML the
  /// answer may be no.
  package static func mayHave(_ key: String, in text: String) -> Bool {
    // A backslash may stand for any character.
    let (escape, bytes) = (UInt8(ascii: "\\"), Array(key.utf8))
    var rest = text.utf8[...]
    while let index = rest.firstIndex(where: { $0 == escape || $0 == bytes[0] }) {
      if rest[index] == escape || rest[index...].starts(with: bytes) { return true }
      rest = rest[rest.index(after: index)...]
    }
    return false
  }

  /// What stands under a key at the top of a text; nil if it may be missing, and is.
  ///
  /// - Parameter known: all keys that may be there.
  package func node(_ key: String, of text: String, known: [String], isRequired: Bool = true)
    throws(ShardingError) -> Node?
  {
    try requireFewAliases(text)
    let root: Node?
    do { root = try compose(yaml: text) } catch { throw failure(of: error) }
    guard let root, !root.isNothing else {
      throw .file("\(path): key '\(key)' is required, the file is empty")
    }
    let node = try entries(of: root, "the file", known: known)[key]
    if node == nil, isRequired {
      throw failure(at: root, "key '\(key)' is required, it is missing")
    }
    return node
  }

  /// The most aliases (`*name`) of a file. Each may stand for a list of aliases, so that a short text can
  /// mean more nodes than there is memory for; so many of them mean some hundred thousand.
  private static let maximumAliasCount = 32

  private func requireFewAliases(_ text: String) throws(ShardingError) {
    // None, unless the character that begins one is there.
    guard text.utf8.contains(UInt8(ascii: "*")) else { return }
    let count = text.split(whereSeparator: \.isNewline).reduce(0) { count, line in
      let words = line.prefix { $0 != "#" }.split { " \t[]{},?:".contains($0) }
      return count + words.count { $0.first == "*" && $0.count > 1 }
    }
    guard count <= Self.maximumAliasCount else {
      throw .file(
        "\(path): at most \(Self.maximumAliasCount) aliases (*name) are allowed, there are \(count)"
      )
    }
  }

  /// The values of a mapping by their keys, which all have to be known.
  package func entries(of node: Node, _ label: String, known: [String]) throws(ShardingError)
    -> [String: Node]
  {
    let words = known.map { "'\($0)'" }.joined(separator: ", ")
    guard let mapping = node.mapping else {
      throw failure(
        at: node, "\(label): a mapping with the keys \(words) is required, \(node.found)")
    }
    var entries: [String: Node] = [:]
    for (key, value) in mapping {
      guard let name = key.scalar?.string, known.contains(name) else {
        throw failure(at: key, "\(label): a key must be one of \(words), \(key.found)")
      }
      entries[name] = value
    }
    return entries
  }

  package func list<Element>(
    _ node: Node, _ label: String, of words: String, _ read: (Node) -> Element?
  ) throws(ShardingError) -> [Element] {
    guard let sequence = node.sequence else {
      throw failure(at: node, "\(label): a list of \(words) is required, \(node.found)")
    }
    var elements: [Element] = []
    for item in sequence {
      guard let element = read(item) else {
        throw failure(at: item, "\(label): a list of \(words) is required, in it \(item.found)")
      }
      elements.append(element)
    }
    return elements
  }

  /// A decimal number written without quotes. YAML's other forms (`010`, `1_0`, `0x8`, `1:30`) mean
  /// different numbers to its different versions, and are refused.
  package func wholeNumber(_ node: Node) -> Int? {
    guard let scalar = node.scalar, scalar.style == .plain || scalar.style == .any else {
      return nil
    }
    let digits = scalar.string.utf8
    guard digits.first == UInt8(ascii: "-") else { return Int(digits: digits) }
    return Int(digits: digits.dropFirst()).flatMap { $0 > 0 ? -$0 : nil }
  }

  package func failure(at node: Node, _ what: String) -> ShardingError {
    .file("\(path)\(node.mark.map { ", line \($0.line)" } ?? ""): \(what)")
  }

  /// What is wrong with a text that is not YAML, in one line.
  private func failure(of error: any Error) -> ShardingError {
    guard let error = error as? YamlError else { return .file("\(path): not YAML: \(error)") }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return .file("\(path), line \(mark.line), column \(mark.column): not YAML: \(problem)")
    case .duplicatedKeysInMapping(let duplicates, let context):
      let keys = duplicates.map { "'\($0)'" }.joined(separator: ", ")
      return .file(
        "\(path), line \(context.mark.line): keys must be distinct, \(keys) is given twice")
    case .reader(let problem, _, _, _):
      return .file("\(path): not YAML: \(problem)")
    default:
      return .file("\(path): not YAML: \(error)")
    }
  }
}

extension Node {
  /// Whether the node is YAML's null, written or left out.
  package var isNothing: Bool { scalar != nil && tag == Tag(.null) }

  /// What is given here, in words.
  package var found: String {
    switch self {
    case .scalar(let scalar):
      scalar.string.isEmpty || isNothing ? "nothing is given" : "'\(scalar.string)' is given"
    case .mapping: "a mapping is given"
    case .sequence: "a list is given"
    case .alias: "an alias is given"
    }
  }
}
