import Yams

extension MeshFile {
  /// The keys that a file may have at its top: the meshes, and the machine that they are priced on.
  package static let keys = ["meshes", "topology"]

  /// Reads the file at `path`.
  ///
  /// - Throws: `ShardingError.file`, which names the file and, where it is known, the line, the mesh
  ///   and the key, with the requirement and the given value.
  public init(contentsOf path: String) throws(ShardingError) {
    try self.init(yaml: try YAMLReader.text(of: path, "mesh file"), path: path)
  }

  /// Reads the text of a mesh file. A topology in it is not looked at.
  ///
  /// - Parameter path: the name of the text in errors.
  /// - Throws: `ShardingError.file`, which names the file, the line, the mesh and the key, with what
  ///   is required and what is given there.
  public init(yaml text: String, path: String = "mesh file") throws(ShardingError) {
    let reader = YAMLReader(path: path)
    let node = try reader.node("meshes", of: text, known: Self.keys)
    self.init(path: path, meshes: try node.map(reader.meshes) ?? [])
  }

  /// The meshes that stand in a topology file; nil if none do.
  public init?(besideTopology path: String) throws(ShardingError) {
    let reader = YAMLReader(path: path)
    let text = try YAMLReader.text(of: path, "topology file")
    guard
      let node = try reader.node("meshes", of: text, known: Self.keys, isRequired: false)
    else { return nil }
    self.init(path: path, meshes: try reader.meshes(node))
  }
}

extension YAMLReader {
  fileprivate func meshes(_ node: Node) throws(ShardingError) -> [ProcessMesh] {
    let label = "key 'meshes'"
    guard let named = node.mapping else {
      throw failure(
        at: node, "\(label): a mapping from names to meshes is required, \(node.found)")
    }
    guard !named.isEmpty else {
      throw failure(at: node, "\(label): at least one mesh is required")
    }
    var meshes: [ProcessMesh] = []
    var room = Self.maximumListedCount
    for (key, value) in named {
      guard let name = key.scalar?.string else {
        throw failure(at: key, "\(label): the name of a mesh is required, \(key.found)")
      }
      meshes.append(try mesh(name, key, value, room: &room))
    }
    return meshes
  }

  private func mesh(_ name: String, _ key: Node, _ node: Node, room: inout Int)
    throws(ShardingError) -> ProcessMesh
  {
    let label = "mesh '\(name)'"
    let keys = try entries(of: node, label, known: ["shape", "axes", "ranks"])
    guard let shape = keys["shape"] else {
      throw failure(at: key, "\(label): key 'shape' is required, it is missing")
    }
    let axes = try keys["axes"].map { (node) throws(ShardingError) in
      try list(node, "\(label), key 'axes'", of: "names") { $0.scalar?.string }
    }
    let order = try keys["ranks"].map { (node) throws(ShardingError) in
      try ranks(node, "\(label), key 'ranks'", room: &room)
    }
    let lengths = try list(shape, "\(label), key 'shape'", of: "whole numbers", wholeNumber)
    do {
      return try ProcessMesh(shape: lengths, axes: axes, order: order, name: name)
    } catch {
      throw failure(at: key, error.description)
    }
  }
}
