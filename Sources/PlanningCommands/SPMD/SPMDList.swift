import Console
import Elements
import Files
import ArgumentParser
import Foundation
import SPMDRules

/// All ops that have a rule.
package struct SPMDList: ParsableCommand {

  package init() {}
  package static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List every op: its inputs, the directions of its rule, its attributes.",
    discussion: """
      Ops of a family, and an op's aliases, share one rule. 'x*' is a list of tensors, 'x?' one that
      may be absent.

      Example:
        ./Launch/run spmd list
      """)

  @OptionGroup package var report: ReportOptions
  @OptionGroup package var tabled: TableOptions

  package func run() throws {
    do {
      try tabled.write(Self.table)
      try report.tell(text: Self.text, json: try Self.json())
    } catch { throw TesseraError(error) }
  }

  /// A line for each name, and the reasons why ops have no rule backward.
  private static var text: String {
    let ops = Inference.ops
    let reasons = ops.compactMap { op in
      op.noBackward.map { "no rule backward of \(op.name): \($0)" }
    }
    let count =
      "\(ops.count) ops by \(allRules.count) rules; backward \(ops.count { $0.noBackward == nil }), "
      + "gradient \(ops.count { $0.hasGradient })"
    return (table.lines + reasons + [count]).joined(separator: "\n")
  }

  private static var table: TextTable {
    let rows = Inference.ops.map { op in
      [
        op.name, op.rule, words(op.inputs), "yes",
        op.noBackward == nil ? "yes" : "no", op.hasGradient ? "yes" : "no",
        words(op.attributes.map(\.name)),
      ]
    }
    let header = ["op", "rule", "inputs", "forward", "backward", "gradient", "attributes"]
    return TextTable(header: header, rows: rows)
  }

  private static func words(_ names: [String]) -> String {
    names.isEmpty ? "-" : names.joined(separator: " ")
  }

  private struct Listing: Encodable {
    struct Op: Encodable {
      let op: String
      let rule: String
      let inputs: [String]
      let forward = true
      let backward: Bool
      /// Why there is no rule backward.
      let reason: String?
      let gradient: Bool
      let attributes: [String]
    }

    let ops: [Op]
  }

  private static func json() throws -> String {
    let ops = Inference.ops.map { op in
      Listing.Op(
        op: op.name, rule: op.rule, inputs: op.inputs, backward: op.noBackward == nil,
        reason: op.noBackward, gradient: op.hasGradient, attributes: op.attributes.map(\.name))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(Listing(ops: ops)), as: UTF8.self)
  }
}
