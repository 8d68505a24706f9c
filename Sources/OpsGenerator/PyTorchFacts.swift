import Foundation

/// What is known of PyTorch beside the mappings of ops: its APIs, and the calls of ATen that are no op.
struct PyTorchFacts {
  /// An API that models use.
  struct API {
    let name: String
    let arguments: String
    /// The calls of ATen that torch.export writes for it.
    let exported: [String]
    /// `missing` or `otherwise`, of what it writes none for; empty where nothing is to be done.
    let kind: String
    /// What stands here in its place, in Swift.
    let here: String
    let note: String
  }

  /// A call of ATen that is no op of the schema.
  struct Call {
    let name: String
    /// `composed`, `constant`, `dropped` or `checked`.
    let kind: String
    let signature: String
  }

  static let apiFile = "Sources/Ops/pytorch.tsv"
  static let callFile = "Sources/Ops/aten.tsv"

  let apis: [API]
  let calls: [Call]

  init(root: URL) throws {
    func rows(_ file: String, _ least: Int) throws -> [[String]] {
      let text = try String(contentsOf: root.appending(path: file), encoding: .utf8)
      return try text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
        let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        guard cells.count >= least else {
          throw GeneratorError("\(file): \(least) cells are required, not '\(line)'")
        }
        return cells + [String](repeating: "", count: 6)
      }
    }
    apis = try rows(Self.apiFile, 1).map { cells in
      API(
        name: cells[0], arguments: cells[1],
        exported: cells[2].split(separator: " ").map(String.init), kind: cells[3], here: cells[4],
        note: cells[5])
    }
    calls = try rows(Self.callFile, 3).map { Call(name: $0[0], kind: $0[1], signature: $0[2]) }
    for api in apis where !["", "missing", "otherwise"].contains(api.kind) {
      throw GeneratorError("\(Self.apiFile): '\(api.name)' is '\(api.kind)'")
    }
    for call in calls where Self.kinds[call.kind] == nil {
      throw GeneratorError("\(Self.callFile): '\(call.name)' is '\(call.kind)'")
    }
  }

  /// What becomes of calls that are no op, in words.
  static let kinds = [
    "composed": "composed: several ops carry it out, when the model is read",
    "constant": "a constant of the program",
    "dropped": "dropped: it gives what it is given",
    "checked": "dropped: it only checks",
  ]
}
