import Elements

/// A word of `--output`: a file, and which of several results goes into it.
struct NamedFile {
  /// Nil where the word names the file alone.
  let name: String?
  let path: String

  /// Of `NAME=FILE`; any text without a name of letters, digits, `_`, `.` and brackets before `=` is a path.
  init(_ word: String) {
    if let match = word.wholeMatch(of: /([A-Za-z_0-9.\[\]]+)=(.*)/) {
      (name, path) = (String(match.1), String(match.2))
    } else {
      (name, path) = (nil, word)
    }
  }

  /// The files that `--output` names.
  ///
  /// - Throws: `TesseraError.Kind.usage` if two results would go into one file.
  static func all(_ words: [String]) throws(TesseraError) -> [NamedFile] {
    let files = words.map(NamedFile.init)
    for (index, file) in files.enumerated() {
      guard !files[..<index].contains(where: { $0.path == file.path }) else {
        throw TesseraError(.usage, "--output: each file must be named once, \(file.path) is twice")
      }
    }
    return files
  }
}
