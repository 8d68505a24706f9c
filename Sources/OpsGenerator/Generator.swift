import Foundation

/// Reads the YAML, and makes of it all that follows.
struct Generator {
  let root: URL

  static let yaml = ["Sources/Ops/ops.yaml", "Sources/Ops/fused_ops.yaml"]

  /// The folders that hold nothing but generated files.
  static let folders = [
    "Sources/Ops/Generated", "Sources/SPMDRules/Generated", "Sources/Tessera/Ops/Generated",
    "Sources/Programs/Values/Generated",
  ]

  /// Every generated file with its text.
  ///
  /// - Throws: `GeneratorError` where the YAML is wrong.
  func files() throws -> [(path: String, text: String)] {
    var texts: [(file: String, text: String)] = []
    for file in Self.yaml {
      let url = root.appending(path: file)
      texts.append((url.lastPathComponent, try String(contentsOf: url, encoding: .utf8)))
    }
    return try files(of: texts)
  }

  func files(of texts: [(file: String, text: String)]) throws -> [(path: String, text: String)] {
    let names = try SourceNames(root: root)
    var entries: [Entry] = []
    for (file, text) in texts {
      entries += try EntryParser(file: file, names: names).entries(text)
    }
    try Self.requireDistinctNames(entries)
    let page = root.appending(path: OperatorsPage.path)
    return SchemaFiles(entries: entries).files() + BindingFiles(entries: entries).files() + [
      (MethodFile.path, MethodFile.text(entries)),
      (
        OperatorsPage.path,
        try OperatorsPage(entries: entries).text(try String(contentsOf: page, encoding: .utf8))
      ),
    ] + PyTorchPages(entries: entries, facts: try PyTorchFacts(root: root)).files()
  }

  private static func requireDistinctNames(_ entries: [Entry]) throws {
    var owners: [String: String] = [:]
    for entry in entries {
      for name in [entry.name] + entry.aliases {
        if let owner = owners[name] {
          throw GeneratorError("op '\(entry.name)': the name '\(name)' is the op '\(owner)' too")
        }
        owners[name] = entry.name
      }
    }
  }

  /// Generated files that nothing generates any longer.
  func strays(_ files: [(path: String, text: String)]) throws -> [String] {
    let wanted = Set(files.map(\.path))
    return try Self.folders.flatMap { folder -> [String] in
      let url = root.appending(path: folder)
      guard FileManager.default.fileExists(atPath: url.path) else { return [] }
      return try FileManager.default.contentsOfDirectory(atPath: url.path)
        .map { "\(folder)/\($0)" }.filter { !wanted.contains($0) }
    }
  }

  /// Writes what differs.
  ///
  /// - Returns: the paths of what was written or deleted.
  func write() throws -> [String] {
    let files = try files()
    var changed: [String] = []
    for (path, text) in files {
      let url = root.appending(path: path)
      if let old = try? String(contentsOf: url, encoding: .utf8), old == text { continue }
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: url, atomically: true, encoding: .utf8)
      changed.append(path)
    }
    for path in try strays(files) {
      try FileManager.default.removeItem(at: root.appending(path: path))
      changed.append(path)
    }
    return changed
  }
}
