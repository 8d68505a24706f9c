import Yams

extension MeshFile {
  /// Reads the text of a mesh file.
  ///
  /// - Parameter path: the name of the text in errors.
  /// - Throws: `ShardingError.file`, which names the file, the line, the mesh and the key, with what
  ///   is required and what is given there.
  public init(yaml text: String, path: String = "mesh file") throws(ShardingError) {
    let root: Node?
    do {
      root = try compose(yaml: text)
    } catch {
      throw MeshFileReader(path: path).failure(of: error)
    }
    self.init(path: path, meshes: try MeshFileReader(path: path).meshes(of: root))
  }
}

/// From YAML's nodes to meshes. Each error names the file and the line.
private struct MeshFileReader {
  let path: String

  func meshes(of root: Node?) throws(ShardingError) -> [ProcessMesh] {
    guard let root, !root.isNothing else {
      throw .file("\(path): key 'meshes' is required, the file is empty")
    }
    let keys = try entries(of: root, "the file", known: ["meshes"])
    guard let node = keys["meshes"] else {
      throw failure(at: root, "key 'meshes' is required, it is missing")
    }
    let label = "key 'meshes'"
    guard let named = node.mapping else {
      throw failure(
        at: node, "\(label): a mapping from names to meshes is required, \(node.found)")
    }
    guard !named.isEmpty else {
      throw failure(at: node, "\(label): at least one mesh is required")
    }
    var meshes: [ProcessMesh] = []
    for (key, value) in named {
      guard let name = key.scalar?.string else {
        throw failure(at: key, "\(label): the name of a mesh is required, \(key.found)")
      }
      meshes.append(try mesh(name, key, value))
    }
    return meshes
  }

  private func mesh(_ name: String, _ key: Node, _ node: Node) throws(ShardingError)
    -> ProcessMesh
  {
    let label = "mesh '\(name)'"
    let keys = try entries(of: node, label, known: ["shape", "axes", "ranks"])
    guard let shape = keys["shape"] else {
      throw failure(at: key, "\(label): key 'shape' is required, it is missing")
    }
    let axes = try keys["axes"].map { (node) throws(ShardingError) in
      try list(node, "\(label), key 'axes'", of: "names") { $0.scalar?.string }
    }
    let ranks = try keys["ranks"].map { (node) throws(ShardingError) in
      try list(node, "\(label), key 'ranks'", of: "whole numbers", wholeNumber)
    }
    let lengths = try list(shape, "\(label), key 'shape'", of: "whole numbers", wholeNumber)
    do {
      return try ProcessMesh(shape: lengths, axes: axes, ranks: ranks, name: name)
    } catch {
      throw failure(at: key, error.description)
    }
  }

  /// The values of a mapping by their keys, which all have to be known.
  private func entries(of node: Node, _ label: String, known: [String]) throws(ShardingError)
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

  private func list<Element>(
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
  private func wholeNumber(_ node: Node) -> Int? {
    guard let scalar = node.scalar, scalar.style == .plain || scalar.style == .any,
      let value = Int(scalar.string), String(value) == scalar.string
    else { return nil }
    return value
  }

  private func failure(at node: Node, _ what: String) -> ShardingError {
    .file("\(path)\(node.mark.map { ", line \($0.line)" } ?? ""): \(what)")
  }

  /// What is wrong with a text that is not YAML, in one line.
  func failure(of error: any Error) -> ShardingError {
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
  fileprivate var isNothing: Bool { scalar != nil && tag == Tag(.null) }

  /// What is given here, in words.
  fileprivate var found: String {
    switch self {
    case .scalar(let scalar):
      scalar.string.isEmpty || isNothing ? "nothing is given" : "'\(scalar.string)' is given"
    case .mapping: "a mapping is given"
    case .sequence: "a list is given"
    case .alias: "an alias is given"
    }
  }
}
