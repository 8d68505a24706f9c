import Forecasts
import Pictures

extension ProgramForecast {
  /// The time line above the memory over it.
  var picture: SVG { timelinePicture.svg.above(memoryChart.svg) }

  private var timelinePicture: TimelinePicture {
    let longest = spans.sorted { $0.end - $0.begin > $1.end - $1.begin }.prefix(Self.mostBars)
    var rows: [String] = []
    let bars = longest.sorted { $0.begin < $1.begin }.map { span in
      let row = memory.count > 1 ? "\(span.stage): \(span.lane)" : span.lane
      if !rows.contains(row) { rows.append(row) }
      return TimelinePicture.Bar(
        row: rows.firstIndex(of: row) ?? 0, start: span.begin, duration: span.end - span.begin,
        label: span.name, category: span.lane)
    }
    return TimelinePicture(title: "\(program) on \(topology)", rows: rows, bars: bars)
  }

  /// More are too many to look at.
  private static var mostBars: Int { 400 }

  private var memoryChart: LineChart {
    LineChart(
      title: "memory of the busiest rank", x: ("time", .seconds, .linear),
      y: ("bytes", .bytes, .linear),
      series: memory.map { stage in
        LineChart.Series(stage.stage, stage.points.map { .init(x: $0.time, y: Double($0.total)) })
      })
  }
}
