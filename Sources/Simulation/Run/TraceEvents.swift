import Foundation

/// A time line as trace events, which Perfetto and `chrome://tracing` draw.
///
/// Times are microseconds. Source: Trace Event Format, complete (`X`), metadata (`M`) and flow (`s`, `f`) events.
public struct TraceEvents: Encodable, Sendable {
  /// One event; nil fields are not written.
  public struct Event: Encodable, Hashable, Sendable {
    /// What the viewer shows of it beside its name and time.
    public struct Arguments: Encodable, Hashable, Sendable {
      /// The name that is shown.
      public var name: String?
      /// The index of the step.
      public var step: Int?
      /// The placements, or the rank, before.
      public var from: String?
      /// The placements, or the rank, after.
      public var to: String?
      /// The bytes that move.
      public var bytes: Int?
      /// What moves from where to where, or which stage acts.
      public var detail: String?
      /// Of an action of a stage, its micro-batch.
      public var microbatch: Int?
      /// What is given and made, in the notation.
      public var shapes: String?
      /// By how much the times of a thread may be off, in microseconds.
      public var clockError: Double?

      /// A time line without events.
      public init(
        name: String? = nil, step: Int? = nil, from: String? = nil, to: String? = nil,
        bytes: Int? = nil, detail: String? = nil, microbatch: Int? = nil, shapes: String? = nil,
        clockError: Double? = nil
      ) {
        (self.name, self.step, self.from, self.to) = (name, step, from, to)
        (self.bytes, self.detail, self.clockError) = (bytes, detail, clockError)
        (self.microbatch, self.shapes) = (microbatch, shapes)
      }

      enum CodingKeys: String, CodingKey {
        case name, step, from, to, bytes, detail, microbatch, shapes
        case clockError = "clock_error_us"
      }
    }

    /// The name that is shown.
    public let name: String
    /// The category, by which viewers colour events.
    public let cat: String?
    /// The phase: `X` for a span, `M` for a name.
    public let ph: String
    /// Microseconds.
    public let ts: Double?
    /// Microseconds that it lasts.
    public let dur: Double?
    /// The number of the process, under which viewers group threads.
    public let pid: Int
    /// The number of the thread: a row of the time line.
    public let tid: Int
    /// Of a flow, which one.
    public var id: Int?
    /// Of the end of a flow: `e`, the slice that encloses it.
    public var bp: String?
    /// What the viewer shows of it on demand; nil of the end of a flow.
    public var args: Arguments?
  }

  /// The events, under the format's name.
  public private(set) var traceEvents: [Event] = []
  /// The unit of times that viewers show.
  public let displayTimeUnit = "ns"
  /// What holds for all of it, in words.
  public var otherData: [String: String]?

  /// A time line without events.
  public init() {}

  /// One JSON object, as the viewers read it.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

extension TraceEvents {
  /// Names a process, or one of its threads.
  public mutating func name(process: Int, _ name: String) {
    addName("process_name", process, 0, Event.Arguments(name: name))
  }

  /// Names a thread, and says how far its clock may be off.
  public mutating func name(
    thread: Int, of process: Int, _ name: String, clockError: Double? = nil
  ) {
    addName(
      "thread_name", process, thread, Event.Arguments(name: name, clockError: clockError))
  }

  /// Something that takes time.
  ///
  /// - Parameter seconds: when it begins and ends.
  public mutating func add(
    _ name: String, _ category: String, process: Int, thread: Int,
    seconds: (start: Double, end: Double), _ arguments: Event.Arguments
  ) {
    traceEvents.append(
      Event(
        name: name, cat: category, ph: "X", ts: seconds.start * 1e6,
        dur: (seconds.end - seconds.start) * 1e6, pid: process, tid: thread, args: arguments))
  }

  /// An arrow from one slice to another.
  ///
  /// - Parameters:
  ///   - name: what stands on the arrow.
  ///   - id: another for each arrow.
  ///   - from: a thread, and a time within its slice, where the arrow begins.
  ///   - to: the same, where it ends.
  public mutating func addFlow(
    _ name: String, id: Int, from: (process: Int, thread: Int, seconds: Double),
    to: (process: Int, thread: Int, seconds: Double)
  ) {
    for (phase, end) in [("s", from), ("f", to)] {
      traceEvents.append(
        Event(
          name: name, cat: "flow", ph: phase, ts: end.seconds * 1e6, dur: nil, pid: end.process,
          tid: end.thread, id: id, bp: phase == "f" ? "e" : nil, args: nil))
    }
  }

  private mutating func addName(
    _ what: String, _ process: Int, _ thread: Int, _ arguments: Event.Arguments
  ) {
    traceEvents.append(
      Event(
        name: what, cat: nil, ph: "M", ts: nil, dur: nil, pid: process, tid: thread,
        args: arguments))
  }
}

extension TraceEvents {
  /// Those of a simulated run: process 1 has a thread for each step, process 2 one for each rank of the
  /// time line.
  public init(_ run: SimulatedRun) {
    self.init()
    name(process: 1, "steps")
    for (index, step) in run.steps.enumerated() {
      name(thread: index, of: 1, "step \(index + 1)")
      add(
        "\(step.function) \(step.collective)", "step", process: 1, thread: index,
        seconds: (step.start, step.end),
        .init(step: index + 1, from: step.from, to: step.to, bytes: step.bytes))
    }
    name(process: 2, "ranks on \(run.topology)")
    for row in run.timeline {
      let alike = row.count == 1 ? "" : " and \(row.count - 1) alike"
      name(thread: row.rank, of: 2, "rank \(row.rank)\(alike)")
      for span in row.spans {
        add(
          span.cause.rawValue, span.cause.rawValue, process: 2, thread: row.rank,
          seconds: (span.start, span.end), .init(step: span.step + 1))
      }
    }
  }
}
