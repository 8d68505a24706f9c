import CostModel
import Elements
import Forecasts

/// Whole programs, predicted beside measured: the fields that `--json` prints of them.
struct ProgramsReport: Codable {
  struct Row: Codable {
    let program: String
    /// Its ops, reshards among them.
    let ops: Int
    let predictedSeconds: Double
    /// Of these, in which messages are under way.
    let predictedCommunication: Double
    let measuredSeconds: Double
    /// (predicted - measured) / measured.
    let relativeError: Double
    let foretold: ProgramTrial.Amounts
    let counted: ProgramTrial.Amounts

    init(
      _ trial: ProgramTrial, _ prices: ProgramPrices, measured: Double,
      _ counted: ProgramTrial.Amounts
    ) throws {
      program = trial.held.name
      ops = trial.opCount
      let forecast = try trial.forecast(prices)
      predictedSeconds = forecast.stepSeconds
      predictedCommunication = forecast.seconds.communicating
      measuredSeconds = max(measured, 1e-9)
      relativeError = (predictedSeconds - measuredSeconds) / measuredSeconds
      foretold = try trial.foretold()
      self.counted = counted
    }
  }

  let rows: [Row]
  let medianError: Double
  let p90Error: Double

  init(_ rows: [Row]) {
    self.rows = rows
    let residual = Residual(rows.map { abs($0.relativeError) })
    (medianError, p90Error) = (residual.median, residual.p90)
  }

  /// A row for each program.
  var table: TextTable {
    TextTable(
      [
        "program", "ops", .init("predicted", in: "µs"),
        .init("measured", of: .slowestRank, in: "µs"), "error",
        .init("received, foretold", of: .allRanks), .init("received", of: .allRanks),
        "calls, foretold", "calls", .init("peak, foretold", of: .busiestRank),
        .init("peak", of: .busiestRank),
      ],
      rows.map { row in
        [
          .words(row.program), .count(row.ops), .microseconds(row.predictedSeconds),
          .microseconds(row.measuredSeconds), .share(row.relativeError),
          .bytes(row.foretold.received), .bytes(row.counted.received), .count(row.foretold.calls),
          .count(row.counted.calls), .bytes(row.foretold.peakBytes),
          .bytes(row.counted.peakBytes),
        ]
      })
  }

  /// How many programs are as foretold in a number.
  private func agreeing(_ number: (ProgramTrial.Amounts) -> Int) -> String {
    "\(rows.count { number($0.foretold) == number($0.counted) }) of \(rows.count)"
  }

  /// What stands below the table.
  func summary(ranks: Int, topology: String) -> [String] {
    [
      "relative error of \(rows.count) programs on \(ranks) ranks, priced on \(topology): "
        + "median \(PredictionReport.percent(medianError)), "
        + "90th percentile \(PredictionReport.percent(p90Error))",
      "as foretold: bytes of \(agreeing(\.received)), calls of \(agreeing(\.calls)), "
        + "peak memory of \(agreeing(\.peakBytes))",
    ]
  }
}
