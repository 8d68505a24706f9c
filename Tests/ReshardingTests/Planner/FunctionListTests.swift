import Foundation
import Resharding
import Testing

/// The visible list of functions against the folder that holds them.
@Suite struct FunctionListTests {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().appending(path: "../../../Sources/Resharding/Functions")
    .standardized

  private func functionFiles() throws -> [String: String] {
    var found: [String: String] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: Self.folder.path) {
      let text = try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
      if text.contains("ReshardFunction {"), !text.contains("protocol ReshardFunction") {
        found[name] = text
      }
    }
    return found
  }

  @Test func `the list and the folder hold each other`() throws {
    let files = Set(try functionFiles().keys.map { $0.replacing(".swift", with: "") })
    let names = allReshardFunctions.map { $0.name }
    #expect(Set(names) == files)
    #expect(names.count == Set(names).count)
    #expect(names.count == 22)
  }

  @Test func `every function says its collective and its extra memory`() throws {
    for (name, text) in try functionFiles() {
      #expect(text.contains("/// Collective: "), "\(name)")
      #expect(text.contains("xtra memory: "), "\(name)")
    }
  }
}
