import Console
import Elements
import Files
import ArgumentParser
import Foundation
import SPMDRules

/// Compares the rules' answers with those of another system.
package struct SPMDCheck: ParsableCommand {

  package init() {}
  package static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Compare the rules with another system's answers, given as lines of JSON.",
    discussion: "Example: ./Launch/run spmd check Tests/SPMDRulesTests/Vectors/matmul.jsonl")

  @Argument(help: "Files of JSON lines.")
  package var files: [String]

  @OptionGroup package var report: ReportOptions

  @OptionGroup package var detail: DetailOptions

  package func run() throws {
    do {
      var tally = Tally()
      for file in files {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
          throw TesseraError(.data, "\(file): a file of JSON lines is required, it cannot be read")
        }
        for (index, line) in text.split(separator: "\n").enumerated() {
          try tally.add(String(line), from: "\(file):\(index + 1)", verbose: detail.verbose)
        }
      }
      try report.tell(text: tally.text, json: try tally.json())
      if tally.differs > 0 { throw ExitCode(TesseraError.Kind.software.rawValue) }
    } catch let error as ExitCode {
      throw error
    } catch { throw TesseraError(error) }
  }
}

/// The verdicts, counted.
package struct Tally: Codable {
  package private(set) var agree = 0
  package private(set) var better = 0
  package private(set) var differs = 0
  /// How often each reason made an answer better.
  package private(set) var reasons: [String: Int] = [:]
  package private(set) var cases: [String] = []

  package mutating func add(_ line: String, from place: String, verbose: Bool) throws {
    let vector: RuleVector
    do { vector = try RuleVector(line: line) } catch {
      throw TesseraError(error.kind, "\(place): \(error)")
    }
    switch vector.verdict() {
    case .agree: agree += 1
    case .better(let reason):
      better += 1
      reasons[reason, default: 0] += 1
      if verbose { cases.append("\(place): \(vector.call.op): better: \(reason)\(words(vector))") }
    case .differs(let reason):
      differs += 1
      cases.append("\(place): \(vector.call.op): differs: \(reason)\(words(vector))")
    }
  }

  package func json() throws -> String { try prettyJSON() }

  package var text: String {
    let because = reasons.sorted { $0.key < $1.key }.map { "  \($0.value)  \($0.key)" }
    return (cases + ["agree \(agree), better \(better), differs \(differs)"] + because)
      .joined(separator: "\n")
  }

  /// A case in words: what was asked, our answer, the other's.
  private func words(_ vector: RuleVector) -> String {
    let call = vector.call
    func given(_ arguments: [Operand<RuleTensor>]) -> String {
      arguments.flatMap(\.elements).map { "\($0.shape){\($0.attr)}" }.joined(separator: "; ")
    }
    let attributes = call.attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    var text = "\n    \(call.direction) on \(vector.mesh.shape): \(given(call.inputs))"
    if !call.outputs.isEmpty { text += " > \(given(call.outputs))" }
    text += " \(attributes.joined(separator: " "))"
    switch vector.answer() {
    case .success(let answer):
      text += "\n    ours  \(answer.axes): "
      text += answer.inputs.flatMap(\.elements).map(\.description).joined(separator: "; ")
      text += " => " + answer.outputs.flatMap(\.elements).map(\.description).joined(separator: "; ")
    case .failure(let error): text += "\n    ours  \(error)"
    }
    if case .answer(let inputs, let outputs) = vector.expected {
      text += "\n    other "
      text += inputs.flatMap(\.elements).map(\.description).joined(separator: "; ")
      text += " => " + outputs.flatMap(\.elements).map(\.description).joined(separator: "; ")
    }
    return text
  }
}
