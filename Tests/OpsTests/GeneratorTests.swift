import Foundation
import Testing

@testable import OpsGenerator

/// What is generated of the ops' YAML, and what is refused.
@Suite struct GeneratorTests {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardizedFileURL

  @Test func `every generated file is current, and there is no other`() throws {
    let generator = Generator(root: Self.root)
    let files = try generator.files()
    for (path, text) in files {
      let found = try? String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
      #expect(found == text, "\(path) is not current: ./Launch/generate")
    }
    #expect(try generator.strays(files) == [])
  }

  private static let relu = """
    - op: relu
      doc: The larger of x and 0.
      kind: elementwise
      inputs: [x]
      rule: Unary
      dtypes: ordered
      kernel: relu
      gradient: formula

    """

  private func refusal(_ text: String) -> String {
    do {
      _ = try Generator(root: Self.root).files(of: [("ops.yaml", text)])
      return "none"
    } catch { return "\(error)" }
  }

  @Test func `an entry of what must be there is taken`() { #expect(refusal(Self.relu) == "none") }

  @Test(arguments: [
    ("  colour: red\n", "ops.yaml: op 'relu': unknown key 'colour', the keys are op, "),
    (
      "  rule: Unary\n",
      "ops.yaml: Parser: expected all keys to be unique but found the following duplicated key(s): 'rule'."
    ),
    ("  aliases: [relu]\n", "op 'relu': the name 'relu' is the op 'relu' too"),
    ("  aliases: relu7\n", "ops.yaml: op 'relu': 'aliases' must be a list"),
    (
      "  attributes:\n    alpha: {type: flaot, default: 1}\n",
      "ops.yaml: op 'relu', attributes 'alpha': 'type' must be one of bool, choice, dtype, int, ints, number, numbers, text, it is 'flaot'"
    ),
    (
      "  attributes:\n    alpha: {type: number, default: abc}\n",
      "ops.yaml: op 'relu', attributes 'alpha': a value of type number is required, it is 'abc'"
    ),
    (
      "  attributes:\n    axis: {type: ints, default: 1}\n",
      "ops.yaml: op 'relu', attributes 'axis': a value of type ints is required, it is '1'"
    ),
    (
      "  attributes:\n    scales: {type: numbers, default: [1, x]}\n",
      "ops.yaml: op 'relu', attributes 'scales': a value of type numbers is required, it is [1, x]"
    ),
    (
      "  attributes:\n    reduction: {type: text, default: sum, words: [sum, mean]}\n",
      "ops.yaml: op 'relu', attributes 'reduction': 'words' are the two of a bool, for false and true, or those of an int"
    ),
    (
      "  attributes:\n    mode: {type: choice, choices: [up, down], default: left}\n",
      "ops.yaml: op 'relu', attributes 'mode': a value of type choice is required, it is 'left'"
    ),
    (
      "  attributes:\n    a: {type: int, default: 1}\n    b: {type: int, default: 1, alias: a}\n",
      "ops.yaml: op 'relu': two attributes are named 'a'"
    ),
    (
      "  indices:\n    x: {input: table, dim: 0}\n",
      "ops.yaml: op 'relu', indices 'x': 'table' is no input"
    ),
    (
      "  uncomputed: nobody wants it\n",
      "ops.yaml: op 'relu': 'uncomputed' says why there is no kernel, and one is named"
    ),
    (
      "  scratch: [conversions, colums]\n",
      "ops.yaml: op 'relu': 'scratch' must name families in Sources/Ops/ScratchFamily.swift, there is no 'colums'"
    ),
    (
      "  scratch: [rows, rows]\n", "ops.yaml: op 'relu': two families of scratch are named 'rows'"
    ),
    (
      "  pytorch:\n  - {names: [torch.relu], args: \"self: y\"}\n",
      "ops.yaml: op 'relu', pytorch 'torch.relu': 'y' is no input and no attribute"
    ),
    (
      "  pytorch:\n  - {names: [torch.relu], args: \"self: x by magic\"}\n",
      "ops.yaml: op 'relu', pytorch 'torch.relu': there is no conversion 'magic'"
    ),
  ])
  func `a mistake in an entry is refused, with the file, the op and the key`(
    added: String, message: String
  ) {
    #expect(refusal(Self.relu + added).hasPrefix(message), "\(refusal(Self.relu + added))")
  }

  @Test(arguments: [
    (
      "rule: Unary", "rule: Unery",
      "ops.yaml: op 'relu': 'rule' must name a rule in Sources/SPMDRules/Rules, there is no 'Unery'"
    ),
    (
      "kernel: relu", "kernel: rellu",
      "ops.yaml: op 'relu': 'kernel' must name a kernel in Sources/Tessera/Ops/Families, there is no 'rellu'"
    ),
    ("dtypes: ordered", "dtypes: odd", "ops.yaml: op 'relu': 'dtypes' must be one of "),
    ("kind: elementwise", "kind: magic", "ops.yaml: op 'relu': 'kind' must be one of "),
    ("  doc: The larger of x and 0.\n", "", "ops.yaml: op 'relu': 'doc' is missing"),
    ("  gradient: formula\n", "", "ops.yaml: op 'relu': 'gradient' is missing"),
    (
      "gradient: formula", "gradient: none",
      "ops.yaml: op 'relu': 'gradient' must be 'formula', 'written out', 'zero: WHY' or 'none: WHY', it is 'none'"
    ),
    ("inputs: [x]", "inputs: [x, x]", "ops.yaml: op 'relu': two inputs are named 'x'"),
  ])
  func `a name that nothing has is refused`(old: String, new: String, message: String) {
    let text = refusal(Self.relu.replacing(old, with: new))
    #expect(text.hasPrefix(message), "\(text)")
  }

  @Test func `an op that is there twice is refused`() {
    #expect(refusal(Self.relu + Self.relu) == "op 'relu': the name 'relu' is the op 'relu' too")
  }

  @Test func `each line of the methods by hand that the schema shows is in the sources`() throws {
    let folder = Self.root.appending(path: "Sources/Programs/Values")
    let texts = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".swift") }
      .map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
    let names = try SourceNames(root: Self.root)
    for file in Generator.yaml {
      let text = try String(contentsOf: Self.root.appending(path: file), encoding: .utf8)
      for entry in try EntryParser(file: file, names: names).entries(text) {
        guard entry.method.written != nil else { continue }
        let call = "\"\(entry.name)\""
        #expect(texts.contains { $0.contains(call) }, "nothing by hand calls \(entry.name)")
      }
    }
  }
}
