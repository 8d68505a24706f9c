import Console
import Elements
import Files
import ArgumentParser
import Foundation
import SPMDRules
import Sharding

/// What one rule answers, or many.
package struct SPMDInfer: ParsableCommand {

  package init() {}
  package static let configuration = CommandConfiguration(
    commandName: "infer",
    abstract: "Ask a rule which placements an op requires, and which its outputs get.",
    discussion: """
      Example:
        tessera spmd infer matmul --mesh 2,4 --input 'f32[8,8]{S(0),R}' --input 'f32[8,8]{R,S(1)}'
        tessera spmd infer matmul --mesh 4 --input 'f32[64,32]{S(0)}' --input 'f32[32,128]{S(1)}' --why
        tessera spmd infer sum --mesh 2 --input 'f32[8,6]{R}' --attr axis=1 \\
          --backward --output 'f32[8]{S(0)}'

      Of many calls as lines of JSON (op, direction, kind, mesh_shape, inputs, outputs, attrs), one
      answer or {"error": …} a line is printed, in order:
        tessera spmd infer --vectors Tests/SPMDRulesTests/Vectors/matmul.jsonl
      """)

  @OptionGroup package var call: CallOptions

  @Option(
    help: ArgumentHelp(
      "A file of calls, each a line of JSON; - is standard input.", valueName: "file"))
  package var vectors: String?

  @Flag(
    help:
      "Print what each tensor asks for, the candidates with their bytes, and whose wish is lost.")
  package var why = false

  @OptionGroup package var report: ReportOptions

  package func validate() throws {
    guard vectors != nil else { return }
    guard call.op == nil, call.mesh == nil, !call.backward,
      call.input.isEmpty, call.output.isEmpty, call.attr.isEmpty, !why
    else {
      throw ValidationError("--vectors: the file says the calls, no op and no options go with it")
    }
  }

  package func run() throws {
    do {
      if let vectors {
        try answer(vectors)
      } else {
        let report = try InferenceReport(call.parsed(), explained: why)
        try self.report.tell(text: report.text, json: try report.json())
      }
    } catch let error as ValidationError {
      throw error
    } catch { throw TesseraError(error) }
  }

  private func answer(_ path: String) throws {
    guard path != "-" else {
      // Each answer is written at once, so that who asks may wait for it.
      while let line = readLine() {
        try StandardOutput.print(RuleVector.answer(line: line))
      }
      return
    }
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw TesseraError(.data, "\(path): a file of JSON lines is required, it cannot be read")
    }
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    if lines.last?.isEmpty == true { lines.removeLast() }
    for line in lines { try StandardOutput.print(RuleVector.answer(line: String(line))) }
  }
}
