import Foundation

/// A module as its sources and Package.swift show it.
struct Module {
  let name: String
  /// The modules that Package.swift says it depends on; packages' and system libraries' among them.
  let dependencies: [String]
  let files: [SourceFile]
}

/// A Swift file without comments and string literals.
struct SourceFile {
  let name: String
  /// The folder of its module that it is in; empty at the top.
  let folder: String
  let code: String
}

extension Module {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardized

  /// The modules in Sources and the benchmarks, as Package.swift lists them.
  static func all() throws -> [Module] {
    let manifest = try String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8)
    let targets = manifest.matches(of: /\.(target|executableTarget)\(/)
    let ends = targets.dropFirst().map(\.range.lowerBound) + [manifest.endIndex]
    return try zip(targets, ends).compactMap { target, end in
      let text = manifest[target.range.upperBound..<end]
      guard let name = text.firstMatch(of: /name: "(\w+)"/)?.1 else { return nil }
      let folder = text.firstMatch(of: /path: "([^"]+)"/).map { String($0.1) } ?? "Sources/\(name)"
      guard folder.hasPrefix("Sources/") || folder == "Benchmarks" else { return nil }
      let list = text.firstMatch(of: /dependencies: \[((?:[^\[\]]|\n)*)\]/)?.1 ?? ""
      let named = list.matches(of: /\.product\(name: "(\w+)", package: "[^"]+"\)|"(\w+)"/)
      return try Module(
        name: String(name), dependencies: named.map { String($0.1 ?? $0.2 ?? "") },
        files: sources(in: root.appending(path: folder)))
    }
  }

  private static func sources(in folder: URL) throws -> [SourceFile] {
    let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    var files: [SourceFile] = []
    while let file = found?.nextObject() as? URL {
      guard file.pathExtension == "swift" else { continue }
      let place = file.standardized.path.dropFirst(folder.standardized.path.count + 1)
        .split(separator: "/")
      files.append(
        SourceFile(
          name: file.lastPathComponent, folder: place.count > 1 ? String(place[0]) : "",
          code: try String(contentsOf: file, encoding: .utf8).withoutCommentsAndLiterals))
    }
    return files.sorted { $0.name < $1.name }
  }
}

extension Module {
  /// The modules that its files import.
  var imports: Set<String> {
    Set(
      files.flatMap { file in
        file.code.matches(of: /(?m)^(?:@\w+ |public |package |internal )*import (\w+)/).map {
          String($0.1)
        }
      })
  }

  /// Which folder uses types of which other one, and which they are.
  func uses() -> [String: [String: Set<String>]] {
    let declaration =
      /(?m)^(\h*)(?:@\w+(?:\([^)]*\))?\s+)*(?:public |package |internal |private |fileprivate |final |indirect )*(?:struct|class|enum|protocol|actor|typealias) +(\w+)/
    var homes: [String: Set<String>] = [:]
    var nested: [String: Set<String>] = [:]
    for file in files {
      for match in file.code.matches(of: declaration) {
        let name = String(match.2)
        if match.1.isEmpty {
          homes[name, default: []].insert(file.folder)
        }
        // A folder's own nested type hides another folder's.
        else {
          nested[name, default: []].insert(file.folder)
        }
      }
    }
    var uses: [String: [String: Set<String>]] = [:]
    for file in files {
      for match in file.code.matches(of: /(?:^|[^.\w])([A-Z]\w*)/) {
        let name = String(match.1)
        guard let home = homes[name], home.count == 1, let folder = home.first,
          folder != file.folder, nested[name]?.contains(file.folder) != true
        else { continue }
        uses[file.folder, default: [:]][folder, default: []].insert("\(name) in \(file.name)")
      }
    }
    return uses
  }
}

extension String {
  /// The code alone; a literal is left as two quotes.
  fileprivate var withoutCommentsAndLiterals: String {
    replacing(/\/\/[^\n]*/, with: "")
      .replacing(/"""(?:.|\n)*?"""/, with: "\"\"")
      .replacing(/"(?:\\.|[^"\\\n])*"/, with: "\"\"")
  }
}
