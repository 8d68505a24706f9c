import Foundation
import Testing

@testable import CheckpointFormats

/// The list of forms against the folder that they are in.
@Suite struct FormatListTests {
  @Test func `every form in the folder is in the list, and in the book`() throws {
    let package = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../..").standardized
    let folder = package.appending(path: "Sources/CheckpointFormats/Reading")
    var forms: Set<String> = []
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      for match in text.matches(of: /(?:enum|struct) (\w+): CheckpointFormat \{/) {
        forms.insert(String(match.1))
      }
    }
    #expect(forms == Set(CheckpointFormats.all.map { "\($0)" }))
    #expect(forms.count > 3)
  }
}
