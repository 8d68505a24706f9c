import Foundation
import Testing

@testable import Importing

/// What the book says of PyTorch, beside the schema, against what is read and against what PyTorch exports.
@Suite struct PyTorchFactTests {
  /// The rows of a table of facts, without its heads.
  private static func rows(_ file: String) throws -> [[String]] {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../Sources/Ops/\(file)")
    return try String(contentsOf: path, encoding: .utf8).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
  }

  @Test func `every composition has its signature, and no other call has`() throws {
    let composed = try Self.rows("aten.tsv").filter { $0[1] == "composed" }.map { $0[0] }
    let known = Set(Compositions.table.compositions.keys).subtracting(CallTranslation.known.keys)
    #expect(Set(composed) == known && composed.count == known.count)
    for row in try Self.rows("aten.tsv") {
      #expect(row[2].hasPrefix("(") && row[2].contains(") -> "), "\(row[0]): \(row[2])")
    }
  }

  @Test func `an API that has nothing here is exported as a call that is not read`() throws {
    let read = Set(
      try Self.rows("aten.tsv").map { $0[0] } + CallTranslation.known.keys
    ).map { $0.split(separator: ".").dropFirst().first.map(String.init) ?? $0 }
    for row in try Self.rows("pytorch.tsv") where row.count > 3 && row[3] == "missing" {
      let path = row[0].split(separator: ".").filter { !["torch", "Tensor"].contains($0) }
      #expect(!read.contains(path.joined(separator: "_")), "\(row[0])")
    }
  }

  @Test func `the calls that an API is exported as are those of its cases`() throws {
    var calls: [String: Set<String>] = [:]
    for each in PyTorchCaseTests.cases {
      let targets = each.program.module.graph.nodes.map {
        $0.target.replacing("torch.ops.", with: "")
      }
      calls[each.api, default: []].formUnion(targets)
    }
    let rows = try Self.rows("pytorch.tsv")
    #expect(rows.count == 292 && Set(rows.map { $0[0] }).count == 292)
    for row in rows where row.count > 2 && !row[2].isEmpty {
      let exported = Set(row[2].split(separator: " ").map(String.init))
      #expect(calls[row[0]]?.isSuperset(of: exported) == true, "\(row[0]): \(row[2])")
    }
  }
}
