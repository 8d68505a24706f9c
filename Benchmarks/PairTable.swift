import Console
import CostModel
import Pictures
import PlanningCommands
import Tessera

/// Two ways to do the same, timed in turns: a table and a chart of pairs.
struct PairTable {
  /// What each way is called.
  private let ways: (String, String)
  private let title: String
  private var table: TextTable
  private var rows: [BarChart.Row] = []

  /// - Parameters:
  ///   - what: the heading of the names of rows.
  ///   - counts: the heading of a column of counts; nil for none.
  ///   - title: the chart's.
  init(_ what: String, counts: String? = nil, _ first: String, _ second: String, title: String) {
    (ways, self.title) = ((first, second), title)
    let counted: [TextTable.Column] = counts.map { [.init($0)] } ?? []
    table = TextTable(
      [.init(what)] + counted
        + [.init(first, in: "µs"), .init(second, in: "µs"), .init("ratio")])
  }

  /// Adds a row: the seconds of each way, and their ratio.
  mutating func add(_ name: String, count: Int? = nil, _ seconds: [Double]) {
    let counted: [TextTable.Cell] = count.map { [.count($0)] } ?? []
    table.add(
      [.words(name)] + counted + [
        .microseconds(seconds[0]), .microseconds(seconds[1]),
        .number(seconds[1] / seconds[0], digits: 2),
      ])
    rows.append(.init(name, seconds))
  }

  /// Prints it, and writes what is asked for, of a benchmark of this name.
  func tell(_ name: String, legend: String, ranks: Int, _ output: BenchOptions) throws {
    var report = BenchReport(Machine(ranks: ranks), legend: legend)
    report.add(nil, table)
    report.charts = [
      (
        name,
        BarChart(
          title: "\(title), \(ranks) ranks", quantity: .seconds, series: [ways.0, ways.1],
          rows: rows
        ).svg
      )
    ]
    try report.tell(output)
  }
}

extension Cluster {
  /// The seconds of one call of each: medians of `repeats` turns, between which ranks meet. Short ones are timed several at
  /// a time, as many on all ranks. Collective.
  func secondsInTurns(_ bodies: [() throws -> Void], repeats: Int) throws -> [Double] {
    let first = try Timing(repeats: 3, bodies[0])
    let count = Int(max(1, min(1000, 2e-3 / max(1e-9, try slowest(first.median)))))
    var times = [[Double]](repeating: [], count: bodies.count)
    // What is made for the first time is not timed.
    for turn in -1..<repeats {
      for (place, body) in bodies.enumerated() {
        try barrier()
        let timing = try Timing(repeats: 1, warmUps: 0) { for _ in 0..<count { try body() } }
        if turn >= 0 { times[place].append(timing.median / Double(count)) }
      }
    }
    return times.map { $0.sorted()[repeats / 2] }
  }
}
