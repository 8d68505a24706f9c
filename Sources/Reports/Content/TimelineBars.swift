import Forecasts

/// The spans of a time line as bars of rows: the longest alone, shorter neighbours together.
struct TimelineBars {
  /// One span, or short ones that follow each other.
  struct Bar {
    fileprivate(set) var spans: [ProgramForecast.Span]

    var begin: Double { spans[0].begin }
    fileprivate(set) var end: Double
    /// The seconds of all its spans.
    var seconds: Double { spans.reduce(0) { $0 + $1.end - $1.begin } }
  }

  /// The spans of a lane of a stage.
  struct Row {
    let name: String
    fileprivate(set) var bars: [Bar] = []
  }

  private(set) var rows: [Row] = []
  /// How many spans have bars of their own.
  private(set) var alone = 0
  /// How many share one.
  private(set) var together = 0

  /// - Parameter most: how many of the longest have bars of their own.
  init(_ forecast: ProgramForecast, most: Int) {
    let spans = forecast.spans.filter { $0.end > $0.begin }.enumerated().sorted {
      ($0.element.begin, $0.offset) < ($1.element.begin, $1.offset)
    }.map(\.element)
    let order = spans.indices.sorted {
      (spans[$0].end - spans[$0].begin, $1) > (spans[$1].end - spans[$1].begin, $0)
    }
    var isLong = [Bool](repeating: false, count: spans.count)
    for index in order.prefix(most) { isLong[index] = true }
    let last = spans.map(\.end).max() ?? 0
    var places: [String: Int] = [:]
    var isOpen: [Bool] = []
    for (index, span) in spans.enumerated() {
      let lane = span.lane == "kernels" ? "kernels" : "messages over \(span.lane)"
      let name = forecast.memory.count > 1 ? "\(span.stage): \(lane)" : lane
      let place = places[name] ?? rows.count
      if place == rows.count {
        places[name] = place
        rows.append(Row(name: name))
        isOpen.append(false)
      }
      let bars = rows[place].bars.count
      // A gap that one would see stays one.
      if !isLong[index], isOpen[place], span.begin - rows[place].bars[bars - 1].end < last / 2000 {
        rows[place].bars[bars - 1].spans.append(span)
        rows[place].bars[bars - 1].end = max(rows[place].bars[bars - 1].end, span.end)
      } else {
        rows[place].bars.append(Bar(spans: [span], end: span.end))
        isOpen[place] = !isLong[index]
      }
    }
    if forecast.memory.count == 1 {
      // Kernels stand above messages.
      rows = rows.filter { $0.name == "kernels" } + rows.filter { $0.name != "kernels" }
    }
    for bar in rows.flatMap(\.bars) {
      if bar.spans.count == 1 { alone += 1 } else { together += bar.spans.count }
    }
  }
}
