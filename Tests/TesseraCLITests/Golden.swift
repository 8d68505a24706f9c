import Foundation
import Testing

/// Expected output, byte for byte, in a file of the folder Goldens.
///
/// With `TESSERA_RECORD_GOLDENS=1` in the environment the tests write the files instead of comparing:
///
///     TESSERA_RECORD_GOLDENS=1 swift test --filter TesseraCLITests
///
/// Read the difference before committing it.
enum Golden {
  static let isRecording =
    ProcessInfo.processInfo.environment["TESSERA_RECORD_GOLDENS"] != nil

  /// Holds `output`, its times masked, against the golden of that name.
  static func expect(
    _ output: String, is name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Goldens/\(name).txt")
    let masked = masked(output)
    if isRecording { try Data(masked.utf8).write(to: file) }
    let golden = try String(contentsOf: file, encoding: .utf8)
    #expect(masked == golden, "\(name): \(masked)", sourceLocation: sourceLocation)
  }

  /// The text without what differs from run to run: the times in tables (the last column, `ms`) and
  /// in JSON (`"seconds"`, `"read_seconds"`) become `<time>`, with one form of the white space before them;
  /// shares of times become `<share>`; how far products are apart, which depends on the processor, becomes
  /// `<distance>`.
  static func masked(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.replacing(/[ ]+ms$/, with: "  ms")
        .replacing(/[ ]+[0-9]+\.[0-9]{3}$/, with: "  <time>")
        .replacing(/seconds" : [-+.e0-9]+/, with: "seconds\" : <time>")
        .replacing(/worst element: [-+.e0-9]+/, with: "worst element: <distance>")
        .replacing(/greatest_difference" : [-+.e0-9]+/, with: "greatest_difference\" : <distance>")
        .replacing(/[.0-9]+% (measured|simulated)/) { "<share> \($0.1)" }
    }.joined(separator: "\n")
  }
}
