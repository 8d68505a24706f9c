import Pictures
import PlanningCommands
import Simulation
import Tessera

extension TraceEvents {
  /// Those of a job: one process with a thread for each rank, in which an action of a stage has what was
  /// done in it below it.
  init(_ timeline: JobTimeline, rows: [Int: String]) {
    self.init()
    otherData = [
      "clock":
        "times are on rank 0's clock; another rank's is set by that answer of rank 0 which was back "
        + "first, and off by half of its round trip at the most (Cristian 1989): clock_error_us of "
        + "its thread, in microseconds",
      "clock_error_us_between_ranks": "\(Double(timeline.clockError) / 1e3)",
    ]
    name(process: 1, "ranks")
    for row in timeline.rows {
      name(
        thread: row.rank, of: 1, rows[row.rank] ?? "rank \(row.rank)",
        clockError: Double(row.clockError) / 1e3)
      for span in row.spans {
        add(
          span.name, span.category.rawValue, process: 1, thread: row.rank,
          seconds: (Double(span.start) / 1e9, Double(span.end) / 1e9),
          Event.Arguments(bytes: span.bytes, detail: span.detail))
      }
    }
  }
}

extension TimelinePicture {
  /// A row for each rank, at most 16, with the actions of its stages, and below them what it moved and
  /// for what it waited. Local computations are not drawn, nor what takes less than a pixel.
  init(_ timeline: JobTimeline, title: String, rows names: [Int: String]) {
    let rows = timeline.rows.prefix(16)
    let left = timeline.rows.count - rows.count
    let pixel = (rows.flatMap(\.spans).map(\.end).max() ?? 0) / 800
    self.init(
      title: left == 0 ? title : "\(title); \(left) more ranks are not drawn",
      rows: rows.map { names[$0.rank] ?? "rank \($0.rank)" },
      bars: Timeline.Span.Category.allCases.flatMap { category in
        rows.enumerated().flatMap { index, row in
          row.spans.filter { span in
            let isAction = category == .forward || category == .backward
            let isDrawn = isAction || category != .compute && span.end - span.start >= pixel
            return span.category == category && isDrawn
          }.map { span in
            Bar(
              row: index, start: Double(span.start) / 1e9,
              duration: Double(span.end - span.start) / 1e9, label: span.name,
              category: category.rawValue)
          }
        }
      })
  }
}
