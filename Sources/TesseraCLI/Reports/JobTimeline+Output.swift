import Pictures
import PlanningCommands
import Simulation
import Tessera

extension TraceEvents {
  /// Those of a job: a process for each stage, or one for all ranks, with a thread for each rank, in which an
  /// action of a stage has what was done in it below it. Arrows go from the action that sends a micro-batch to
  /// that of the next stage which takes it.
  init(
    _ timeline: JobTimeline, rows: [Int: String], stages: [(name: String, ranks: [Int])] = []
  ) {
    self.init()
    otherData = [
      "clock":
        "times are on rank 0's clock; another rank's is set by that answer of rank 0 which was back "
        + "first, and off by half of its round trip at the most (Cristian 1989): clock_error_us of "
        + "its thread, in microseconds",
      "clock_error_us_between_ranks": "\(Double(timeline.clockError) / 1e3)",
    ]
    let names = stages.isEmpty ? ["ranks"] : stages.map(\.name)
    for (index, name) in names.enumerated() { self.name(process: index + 1, name) }
    let stageOfName = Dictionary(zip(names, 1...), uniquingKeysWith: { first, _ in first })
    var actions: [Action] = []
    for row in timeline.rows {
      let own = stages.firstIndex { $0.ranks.contains(row.rank) }.map { $0 + 1 } ?? 1
      let spans = row.spans.map { span in
        let isAction = span.category == .forward || span.category == .backward
        return (span, isAction ? span.detail.flatMap { stageOfName[$0] } : nil)
      }
      let frames = spans.compactMap { span, stage in stage.map { (span, $0) } }
      var named: Set<Int> = []
      for (span, stage) in spans {
        let process =
          stage ?? frames.first { $0.0.start <= span.start && span.end <= $0.0.end }?.1 ?? own
        if named.insert(process).inserted {
          name(
            thread: row.rank, of: process, rows[row.rank] ?? "rank \(row.rank)",
            clockError: Double(row.clockError) / 1e3)
        }
        add(
          span.name, span.category.rawValue, process: process, thread: row.rank,
          seconds: (Double(span.start) / 1e9, Double(span.end) / 1e9),
          Event.Arguments(
            bytes: span.bytes, detail: span.detail, microbatch: span.microbatch,
            shapes: span.shapes))
        if let stage, let microbatch = span.microbatch {
          actions.append(
            Action(
              stage: stage, rank: row.rank, microbatch: microbatch,
              isForward: span.category == .forward, span: span))
        }
      }
      if row.spans.isEmpty {
        name(
          thread: row.rank, of: own, rows[row.rank] ?? "rank \(row.rank)",
          clockError: Double(row.clockError) / 1e3)
      }
    }
    addFlows(between: actions)
  }

  /// A stage's work on a micro-batch, on one rank.
  private struct Action {
    let stage: Int
    let rank: Int
    let microbatch: Int
    let isForward: Bool
    let span: JobTimeline.Span
  }

  /// From each action's first rank to that of the same micro-batch in the next stage, backward in the one before.
  private mutating func addFlows(between actions: [Action]) {
    struct Key: Hashable {
      let stage: Int
      let microbatch: Int
      let isForward: Bool
    }
    let first = Dictionary(
      actions.map { action in
        (
          Key(stage: action.stage, microbatch: action.microbatch, isForward: action.isForward),
          action
        )
      }, uniquingKeysWith: { $0.rank <= $1.rank ? $0 : $1 })
    var id = 0
    for action in first.values.sorted(by: { ($0.span.start, $0.stage) < ($1.span.start, $1.stage) })
    {
      let next = Key(
        stage: action.stage + (action.isForward ? 1 : -1), microbatch: action.microbatch,
        isForward: action.isForward)
      guard let taker = first[next] else { continue }
      id += 1
      addFlow(
        "micro-batch \(action.microbatch)", id: id,
        from: (action.stage, action.rank, Double(action.span.end) / 1e9),
        to: (taker.stage, taker.rank, Double(taker.span.start) / 1e9))
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
