import Elements
import Files
import Foundation

/// A file, or a folder, that an option names and a command makes.
package struct WrittenFile: Hashable, Sendable {
  /// As it is typed: `--output`.
  package let option: String
  package let path: String
  /// Whether it is a folder, which is made with those that it is in.
  package let isFolder: Bool

  /// Nil where the option is not given.
  package init?(_ path: String?, of option: String, isFolder: Bool = false) {
    guard let path else { return nil }
    (self.option, self.path, self.isFolder) = (option, path, isFolder)
  }

  /// Checks, before the work begins, that it can be written.
  ///
  /// - Throws: `TesseraError.Kind.data` if it cannot be.
  package func check() throws(TesseraError) {
    guard isFolder else { return try NewFile.check(path, for: option) }
    let files = FileManager.default
    var place = URL(filePath: path).standardizedFileURL
    while !files.fileExists(atPath: place.path), place.path != "/" {
      place.deleteLastPathComponent()
    }
    // Only a folder has a '.'.
    guard files.fileExists(atPath: "\(place.path)/."), files.isWritableFile(atPath: place.path)
    else {
      throw TesseraError(
        .data,
        "\(path): a folder is required for \(option), it cannot be made: \(place.path) is no folder that can "
          + "be written to")
    }
  }
}

/// Options, some of which name files that the command writes.
package protocol FileOptions {
  var files: [WrittenFile] { get }
}

extension FileOptions {
  /// Checks, before the work begins, that all files can be written.
  ///
  /// - Throws: `TesseraError.Kind.data` if one cannot be.
  package func checkFiles() throws(TesseraError) {
    for file in files { try file.check() }
  }
}
