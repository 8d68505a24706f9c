import Elements
import Files
import Pictures
import Simulation

extension TimelinePicture {
  /// The time line of a run: a row for each class of ranks, those of the critical path first, at most
  /// 16; a bar for each span.
  package init(_ run: SimulatedRun) {
    let rows = run.timeline.prefix(16)
    let left = run.classes - rows.count
    let more = left == 0 ? "" : "; \(left) more classes of ranks are not drawn"
    self.init(
      title: "\(run.ranks) ranks on \(run.topology), simulated\(more)",
      rows: rows.map { $0.count == 1 ? "rank \($0.rank)" : "rank \($0.rank), \($0.count) alike" },
      bars: rows.enumerated().flatMap { index, row in
        row.spans.map { span in
          Bar(
            row: index, start: span.start, duration: span.end - span.start,
            label: "step \(span.step + 1)", category: span.cause.rawValue)
        }
      })
  }
}
