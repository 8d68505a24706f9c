/// The named meshes of a YAML file, for example the stages of a pipeline.
///
/// ```yaml
/// meshes:
///   stage0: { shape: [2], axes: [tp], ranks: [0, 1] }
///   stage1: { shape: [2], axes: [tp], ranks: [3, 2] }
///   stage2: { shape: [64, 8], ranks: 4-515 }
/// ```
/// `shape` holds the lengths of the mesh dims; `axes`, which may be left out, a name for each of them
/// (default `d0`, `d1`, …); `ranks`, which may be left out, the ranks row-major (default 0, 1, 2, …): a range
/// (`4-7`; `0-12:4` for each fourth), or a list of ranks and ranges (`[0-3, 8, 9]`).
public struct MeshFile: Hashable, Sendable {
  /// Where the meshes come from, as errors name it.
  public let path: String
  /// At least one, in the file's order.
  public let meshes: [ProcessMesh]

  init(path: String, meshes: [ProcessMesh]) {
    self.path = path
    self.meshes = meshes
  }
}

extension MeshFile {
  /// The mesh of that name; nil if there is none.
  public subscript(name: String) -> ProcessMesh? { meshes.first { $0.name == name } }

  /// The number of ranks that a job on all the meshes needs: 1 more than the highest rank.
  public var rankCount: Int { meshes.reduce(0) { Swift.max($0, $1.rankOrder.highest + 1) } }

  /// The meshes that a command line's argument means: of the file at that path, one mesh without
  /// a name, given by its shape: `2x4`, `2,4` or `{dp:2, tp:4}`, or the text of a file in place:
  /// `{meshes: {a: {shape: [2], ranks: [3, 1]}}}`.
  ///
  /// What starts with `{`, or has nothing but digits, `x`, `,` and spaces, is a shape.
  ///
  /// - Throws: `ShardingError.notation` or `.mesh` of a shape, `ShardingError.file` of a file.
  public init(argument: String) throws(ShardingError) {
    if Self.isText(argument) {
      try self.init(yaml: argument, path: "mesh")
    } else if Self.isShape(argument) {
      self.init(path: argument, meshes: [try ProcessMesh(parsing: argument)])
    } else {
      try self.init(contentsOf: argument)
    }
  }

  /// Whether a command line's argument is what a mesh file would hold.
  private static func isText(_ argument: String) -> Bool {
    argument.first == "{" && argument.dropFirst().drop { $0 == " " }.hasPrefix("meshes:")
  }

  /// Whether a command line's argument is a mesh in place, and not the path of a file.
  package static func isShape(_ argument: String) -> Bool {
    if argument.first == "{" { return true }
    return argument.contains { $0.isDecimalDigit }
      && argument.allSatisfy { $0.isDecimalDigit || $0 == "x" || $0 == "," || $0 == " " }
  }
}
