import Foundation
import SPMDRules
import Testing

/// The list of rules, the folder of their files and the command line say the same.
@Suite struct RuleListTests {
  @Test
  func `Each rule of the list is declared in a file of Rules, and each declared one is listed`()
    throws
  {
    let declared = try Self.files().flatMap { file in
      file.text.matches(of: #/\n(?:public )?(?:enum|struct) (\w+): SPMDRule\b/#).map {
        String($0.output.1)
      }
    }
    #expect(declared.sorted() == allRules.map { "\($0)" }.sorted())
  }

  @Test
  func `Each file of Rules declares a rule, or a shared piece with a doc comment`() throws {
    for (name, text) in try Self.files() {
      #expect(text.contains("///"), "\(name) has no doc comment")
      #expect(
        text.contains(": SPMDRule") || text.contains("extension ") || text.contains("struct ")
          || text.contains("enum "),
        "\(name) declares nothing")
      #expect(
        text.split(separator: "\n", omittingEmptySubsequences: false).count <= 200,
        "\(name) is long for a rule: are these two?")
    }
  }

  @Test
  func `No name is two ops, each op has inputs, and each rule has an op`() {
    let names = OpSchema.all.flatMap(\.names)
    #expect(Set(names).count == names.count)
    #expect(OpSchema.all.filter(\.inputs.isEmpty).map(\.name) == ["read_file"])
    for rule in allRules {
      #expect(OpSchema.all.contains { $0.rule == "\(rule)" }, "\(rule)")
      #expect(rule.noBackward?.isEmpty != true, "\(rule): no backward, but for no reason")
    }
  }

  @Test
  func `Every name of the vectors has a rule`() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors")
    let ops = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".jsonl") }.map { String($0.dropLast(6)) }
    #expect(Set(ops).subtracting(OpSchema.allNames).isEmpty)
  }

  @Test func `spmd list prints every name of the list once, and its JSON says the same`() throws {
    let names = OpSchema.allNames
    let (status, text, _) = try Command.run(["spmd", "list"])
    #expect(status == 0)
    let table = text.split(separator: "\n").dropFirst().prefix(names.count)
    #expect(table.map { String($0.prefix { $0 != " " }) } == names)
    let json = try Command.run(["spmd", "list", "--json"]).output
    struct Listing: Decodable {
      struct Op: Decodable {
        let op: String
        let rule: String
        let attributes: [String]
        let backward: Bool
      }
      let ops: [Op]
    }
    let ops = try JSONDecoder().decode(Listing.self, from: Data(json.utf8)).ops
    #expect(ops.map(\.op) == names)
    for op in ops {
      let rule = try Inference.rule(named: op.op)
      #expect(op.rule == "\(rule)")
      #expect(op.attributes == Inference.attributes(of: op.op).map(\.name))
      #expect(op.backward == (rule.noBackward == nil))
    }
  }

  private static func files() throws -> [(name: String, text: String)] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/SPMDRules/Rules")
    return try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".swift") }.sorted().map { name in
        (name, try String(contentsOf: folder.appending(path: name), encoding: .utf8))
      }
  }
}
