/// A run's time line as trace events, which Perfetto and `chrome://tracing` draw.
///
/// Process 1 has a thread for each step, process 2 one for each rank of the time line; times are
/// microseconds. Source: Trace Event Format, complete (`X`) and metadata (`M`) events.
public struct TraceEvents: Encodable, Sendable {
  /// One event; nil fields are not written.
  public struct Event: Encodable, Hashable, Sendable {
    /// What the viewer shows of it beside its name and time.
    public struct Arguments: Encodable, Hashable, Sendable {
      public var name: String?
      public var step: Int?
      public var from: String?
      public var to: String?
      public var bytes: Int?
    }

    public let name: String
    public let cat: String?
    public let ph: String
    /// Microseconds.
    public let ts: Double?
    public let dur: Double?
    public let pid: Int
    public let tid: Int
    public let args: Arguments
  }

  public let traceEvents: [Event]
  public let displayTimeUnit: String

  public init(_ run: SimulatedRun) {
    var events: [Event] = []
    func name(_ what: String, _ pid: Int, _ tid: Int, _ name: String) {
      events.append(
        Event(
          name: what, cat: nil, ph: "M", ts: nil, dur: nil, pid: pid, tid: tid,
          args: .init(name: name)))
    }
    func add(
      _ name: String, _ category: String, _ pid: Int, _ tid: Int, _ start: Double, _ end: Double,
      _ arguments: Event.Arguments
    ) {
      events.append(
        Event(
          name: name, cat: category, ph: "X", ts: start * 1e6, dur: (end - start) * 1e6, pid: pid,
          tid: tid, args: arguments))
    }
    name("process_name", 1, 0, "steps")
    for (index, step) in run.steps.enumerated() {
      name("thread_name", 1, index, "step \(index + 1)")
      add(
        "\(step.function) \(step.collective)", "step", 1, index, step.start, step.end,
        .init(step: index + 1, from: step.from, to: step.to, bytes: step.bytes))
    }
    name("process_name", 2, 0, "ranks on \(run.topology)")
    for row in run.timeline {
      let alike = row.count == 1 ? "" : " and \(row.count - 1) alike"
      name("thread_name", 2, row.rank, "rank \(row.rank)\(alike)")
      for span in row.spans {
        add(
          span.cause.rawValue, span.cause.rawValue, 2, row.rank, span.start, span.end,
          .init(step: span.step + 1))
      }
    }
    traceEvents = events
    displayTimeUnit = "ns"
  }
}
