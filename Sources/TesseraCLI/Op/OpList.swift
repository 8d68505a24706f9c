import ArgumentParser
import Elements
import Console
import Foundation
import Ops
import PlanningCommands
import SPMDRules
import Tessera

/// All ops that can be run.
struct OpList: SoloCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the ops that can be run, and those that have only a rule.",
    discussion: """
      'x*' is a list of tensors, 'x?' one that may be absent. An attribute is written NAME:TYPE=DEFAULT,
      or NAME:TYPE where it must be given, NAME:TYPE? where it may be left out and then has no value; in
      parentheses where nothing hangs on it here. A gradient is a formula of ops, or that of what the op is
      written out as; of the others it says why it is zero, or why there is none.

      Example:
        ./Launch/run op list
      """)

  @OptionGroup var told: ReportOptions

  var isSolo: Bool { true }

  func run() throws {
    do { try told.tell(text: Self.text, json: try Self.json()) } catch {
      throw TesseraError(error)
    }
  }

  private static var computed: [OpListing] {
    let names = Set(AllOps.definitions.map(\.name))
    return Inference.ops.filter { names.contains($0.name) }
  }

  /// Each op that has a rule only, with the reason.
  private static var others: [(name: String, reason: String)] {
    let names = Set(AllOps.definitions.map(\.name))
    return Inference.ops.map(\.name).filter { !names.contains($0) }.map {
      ($0, AllOps.uncomputed[$0] ?? "nothing computes it yet")
    }
  }

  /// How the gradient of an op comes, or why there is none.
  private static func gradient(of name: String) -> String {
    OpSchema.named(name)?.gradient.description ?? "-"
  }

  private static var text: String {
    func words(_ names: [String]) -> String {
      names.isEmpty ? "-" : names.joined(separator: " ")
    }
    let rows = computed.map {
      [
        $0.name, words($0.inputs), words($0.outputs), words($0.attributes.map(\.description)),
        gradient(of: $0.name),
      ]
    }
    let others = others.map { "\($0.name) has a rule only: \($0.reason)" }
    let count = "\(rows.count) ops; with a rule only \(others.count)"
    return
      (TextTable(header: ["op", "inputs", "outputs", "attributes", "gradient"], rows: rows).lines
      + others + [
        count
      ])
      .joined(separator: "\n")
  }

  private struct Listing: Encodable {
    struct Entry: Encodable {
      let op: String
      let inputs: [String]
      let outputs: [String]
      let attributes: [Declared]
      let gradient: String
    }

    struct Declared: Encodable {
      let name: String
      let type: String
      /// As it is typed; nil if there is none.
      let value: String?
      let isRequired: Bool
      let alias: String?
      /// What it means to leave it out, where it then has no value.
      let absent: String?
      /// Why nothing hangs on it.
      let idle: String?

      init(_ attribute: Attribute) {
        (name, type, alias) = (attribute.name, "\(attribute.type)", attribute.alias)
        (value, idle) = (attribute.fallback?.word, attribute.idle)
        isRequired = attribute.absence == .refused
        absent = if case .means(let meaning) = attribute.absence { meaning } else { nil }
      }

      enum CodingKeys: String, CodingKey {
        case name, type, alias, absent, idle
        case value = "default"
        case isRequired = "required"
      }
    }

    let ops: [Entry]
    /// By op, why nothing computes it.
    let others: [String: String]

    enum CodingKeys: String, CodingKey {
      case ops
      case others = "rule_only"
    }
  }

  private static func json() throws -> String {
    let listing = Listing(
      ops: computed.map {
        Listing.Entry(
          op: $0.name, inputs: $0.inputs, outputs: $0.outputs,
          attributes: $0.attributes.map(Listing.Declared.init), gradient: gradient(of: $0.name))
      },
      others: Dictionary(uniqueKeysWithValues: others.map { ($0.name, $0.reason) }))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(listing), as: UTF8.self)
  }
}
