import CostModel
import Elements
import Resharding
import Foundation
import PlanningCommands
import Sharding

/// Predicted beside measured, and how far apart they are: the fields that `--json` prints.
struct PredictionReport: Codable {
  struct Row: Codable {
    let from: String
    let to: String
    let shape: [Int]
    let dtype: String
    let steps: [String]
    let predictedSeconds: Double
    let measuredSeconds: Double
    /// (predicted - measured) / measured.
    let relativeError: Double

    init(_ held: HeldOutCase, _ model: CostModel, measured: Double) throws {
      let transition = held.transition
      let plan = try Planner().plan(transition)
      from = transition.from.description
      to = transition.to.description
      shape = transition.shape
      dtype = transition.dtype.description
      steps = plan.steps.map(\.collective.rawValue)
      predictedSeconds = Planner(Planning(costs: model)).certificate(of: plan).price.seconds
      measuredSeconds = max(measured, 1e-9)
      relativeError = (predictedSeconds - measuredSeconds) / measuredSeconds
    }
  }

  let topology: String
  let ranks: Int
  /// Of reshards; nil where only programs are asked for.
  let rows: [Row]?
  let medianError: Double?
  let p90Error: Double?
  /// Nil where only reshards are asked for, or the topology has no device.
  let programs: ProgramsReport?

  init(_ topology: String, ranks: Int, _ rows: [Row]?, _ programs: ProgramsReport? = nil) {
    self.topology = topology
    self.ranks = ranks
    self.rows = rows
    let residual = rows.map { Residual($0.map { abs($0.relativeError) }) }
    medianError = residual?.median
    p90Error = residual?.p90
    self.programs = programs
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  var text: String {
    var lines: [String] = []
    if let rows, let medianError, let p90Error {
      lines += Self.table(rows).lines
      lines.append(
        "relative error of \(rows.count) reshards on \(ranks) ranks, priced on \(topology): "
          + "median \(Self.percent(medianError)), 90th percentile \(Self.percent(p90Error))")
    }
    if let programs {
      if !lines.isEmpty { lines.append("") }
      lines += programs.table.lines + programs.summary(ranks: ranks, topology: topology)
    }
    return lines.joined(separator: "\n")
  }

  /// The reshards' table, or that of programs where there are only such.
  var table: TextTable { rows.map(Self.table) ?? programs?.table ?? Self.table([]) }

  /// Seconds, measured and predicted.
  var pairs: [(measured: Double, predicted: Double)] {
    (rows ?? []).map { ($0.measuredSeconds, $0.predictedSeconds) }
      + (programs?.rows ?? []).map { ($0.measuredSeconds, $0.predictedSeconds) }
  }

  /// A row for each reshard.
  private static func table(_ rows: [Row]) -> TextTable {
    TextTable(
      [
        "tensor", "from", "to", "steps", .init("predicted", in: "µs"),
        .init("measured", of: .slowestRank, in: "µs"), "error",
      ],
      rows.map { row in
        let shape = row.shape.map(String.init).joined(separator: ",")
        return [
          .words("\(row.dtype)[\(shape)]"),
          .words(row.from), .words(row.to), .words(row.steps.joined(separator: ", ")),
          .microseconds(row.predictedSeconds), .microseconds(row.measuredSeconds),
          .share(row.relativeError),
        ]
      })
  }

  static func percent(_ fraction: Double) -> String {
    "\((fraction * 1000).rounded() / 10)%"
  }
}
