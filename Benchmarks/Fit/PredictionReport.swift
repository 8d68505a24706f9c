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
  let rows: [Row]
  let medianError: Double
  let p90Error: Double

  init(_ topology: String, ranks: Int, _ rows: [Row]) {
    self.topology = topology
    self.ranks = ranks
    self.rows = rows
    let residual = Residual(rows.map { abs($0.relativeError) })
    medianError = residual.median
    p90Error = residual.p90
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  var text: String {
    let last =
      "relative error of \(rows.count) reshards on \(ranks) ranks, priced on \(topology): "
      + "median \(percent(medianError)), 90th percentile \(percent(p90Error))"
    return (table.lines + [last]).joined(separator: "\n")
  }

  /// A row for each reshard.
  var table: TextTable {
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

  private func percent(_ fraction: Double) -> String {
    "\((fraction * 1000).rounded() / 10)%"
  }
}
