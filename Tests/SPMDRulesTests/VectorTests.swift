import Foundation
import PlanningCommands
import SPMDRules
import Tessera
import Testing

/// All calls of the folder Vectors, held against what another system answers.
@Suite struct VectorTests {
  @Test
  func `No answer moves or holds more than the other system's, and each that is better is listed`()
    throws
  {
    let found = try Self.verdicts()
    #expect(found.differs.isEmpty, "\(found.differs.joined(separator: "\n"))")
    let list = Self.folder.appending(path: "better.txt")
    if ProcessInfo.processInfo.environment["TESSERA_WRITE_BETTER"] != nil {
      try Data((found.better + [""]).joined(separator: "\n").utf8).write(to: list)
    }
    let listed = try String(contentsOf: list, encoding: .utf8).split(separator: "\n").map(
      String.init)
    let (new, gone) = (Set(found.better).subtracting(listed), Set(listed).subtracting(found.better))
    #expect(new.isEmpty, "not in better.txt:\n\(new.sorted().joined(separator: "\n"))")
    #expect(gone.isEmpty, "only in better.txt:\n\(gone.sorted().joined(separator: "\n"))")
    print("rule vectors: agree \(found.agree), better \(found.betterCount), differs 0")
  }

  @Test
  func `Answers are nested as the calls are, and lines of JSON are answered in their own form`()
    throws
  {
    for (place, line) in try Self.vectors() {
      let vector = try RuleVector(line: line)
      guard case .answer(let inputs, let outputs) = vector.expected, !vector.isSuspect,
        case .success(let answer) = vector.answer()
      else { continue }
      #expect(answer.inputs.map(\.nesting) == inputs.map(\.nesting), "\(place)")
      #expect(answer.outputs.map(\.nesting) == outputs.map(\.nesting), "\(place)")
      let text = RuleVector.answer(line: line)
      #expect(text.hasPrefix(#"{"inputs":[{"dims_mapping":["#) || text.hasPrefix(#"{"inputs":[[{"#))
    }
  }

  @Test
  func `Each op declares every attribute that the vectors give it`() throws {
    for (place, line) in try Self.vectors() {
      let call = try RuleVector(line: line).call
      let declared = Inference.attributes(of: call.op).map(\.name)
      let missing = Set(call.attributes.keys).subtracting(declared)
      #expect(missing.isEmpty, "\(place): \(call.op) does not declare \(missing.sorted())")
    }
  }
}

extension VectorTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Vectors")

  /// Every line, and where it stands.
  private static func vectors() throws -> [(place: String, line: String)] {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".jsonl") }.sorted()
    return try files.flatMap { file in
      try String(contentsOf: folder.appending(path: file), encoding: .utf8).split(separator: "\n")
        .enumerated().map { ("\(file):\($0 + 1)", String($1)) }
    }
  }

  private struct Verdicts {
    var agree = 0
    var betterCount = 0
    /// Of each op and direction: how often an answer is better, and why.
    var better: [String] = []
    var differs: [String] = []
  }

  private static func verdicts() throws -> Verdicts {
    var result = Verdicts()
    var classes: [String: Int] = [:]
    for (place, line) in try vectors() {
      let vector = try RuleVector(line: line)
      let call = vector.call
      switch vector.verdict() {
      case .agree: result.agree += 1
      case .better(let reason):
        result.betterCount += 1
        classes["\(call.op) \(call.direction): \(reason)", default: 0] += 1
      case .differs(let reason):
        result.differs.append("\(place): \(call.op) \(call.direction): \(reason)")
      }
    }
    result.better = classes.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }
    return result
  }
}

extension Operand {
  /// The length of a list; nil of one tensor.
  fileprivate var nesting: Int? {
    if case .list(let elements) = self { elements.count } else { nil }
  }
}
