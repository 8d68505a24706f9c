import CostModel
import Foundation
import PlanningCommands
import Resharding
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
      dtype = transition.dtype.rawValue
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
    var cells = [["tensor", "from", "to", "steps", "predicted us", "measured us", "error"]]
    cells += rows.map { row in
      [
        "\(row.dtype)\(row.shape)", row.from, row.to, row.steps.joined(separator: ", "),
        fixed(row.predictedSeconds * 1e6), fixed(row.measuredSeconds * 1e6),
        percent(row.relativeError, signed: true),
      ]
    }
    let widths = cells[0].indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    let lines = cells.map { row in
      row.indices.map { column in
        let room = String(repeating: " ", count: widths[column] - row[column].count)
        return column < 4 ? row[column] + room : room + row[column]
      }.joined(separator: "  ")
    }
    let last =
      "relative error of \(rows.count) reshards on \(ranks) ranks, priced on \(topology): "
      + "median \(percent(medianError)), 90th percentile \(percent(p90Error))"
    return (lines + [last]).joined(separator: "\n")
  }

  private func fixed(_ number: Double) -> String { "\((number * 10).rounded() / 10)" }

  private func percent(_ fraction: Double, signed: Bool = false) -> String {
    (signed && fraction >= 0 ? "+" : "") + "\((fraction * 1000).rounded() / 10)%"
  }
}
