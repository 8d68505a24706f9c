import Foundation

extension MeshFile {
  /// Reads the file at `path`.
  ///
  /// - Throws: `ShardingError.file`, which names the file and, where it is known, the line, the mesh
  ///   and the key, with what is required and what is given there.
  public init(contentsOf path: String) throws(ShardingError) {
    let bytes: Data
    do {
      bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw .file("\(path): \(Self.reason(whyUnreadable: path))")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .file("\(path): a mesh file must be UTF-8 text, this is not")
    }
    try self.init(yaml: text, path: path)
  }

  private static func reason(whyUnreadable path: String) -> String {
    let files = FileManager.default
    guard files.fileExists(atPath: path) else { return "there is no such mesh file" }
    let attributes = try? files.attributesOfItem(atPath: path)
    return attributes?[.type] as? FileAttributeType == .typeDirectory
      ? "a mesh file is required, this is a directory"
      : "the mesh file cannot be read"
  }
}
