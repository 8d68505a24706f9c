/// What all ranks of a job did when, on one clock.
public struct JobTimeline: Codable, Sendable {
  /// What one process did; of a virtual cluster there is one.
  public struct Row: Codable, Sendable {
    /// The rank; rank 0 of a virtual cluster.
    public let rank: Int
    /// In the order in which they ended.
    public let spans: [Span]
    /// By how many nanoseconds the row may be off against rank 0's.
    public let clockError: Int
  }

  /// Times are nanoseconds from the start of the first span of all.
  public struct Span: Codable, Hashable, Sendable {
    /// What the rank did.
    public let name: String
    /// The kind of work.
    public let category: Timeline.Span.Category
    /// When it began, in nanoseconds on the clock of rank 0.
    public internal(set) var start: Int
    /// When it ended, in nanoseconds on the clock of rank 0.
    public internal(set) var end: Int
    /// The bytes that moved; nil if none did.
    public let bytes: Int?
    /// What moved, or which stage acted.
    public let detail: String?
    /// Of an action, its micro-batch.
    public let microbatch: Int?
    /// What an op or a stage is given and gives, in the notation.
    public let shapes: String?
  }

  /// By rank.
  public let rows: [Row]

  /// The maximum error in nanoseconds between the clocks of two rows.
  public var clockError: Int { rows.map(\.clockError).sorted().suffix(2).reduce(0, +) }
}

extension Timeline {
  /// All processes' time lines, on one rank of the job; nil on the others. Collective.
  public func collected(on root: Int, _ clock: ClockOffset, of cluster: Cluster)
    throws(TesseraError) -> JobTimeline?
  {
    let row = JobTimeline.Row(
      rank: cluster.rank,
      spans: spans.map { span in
        JobTimeline.Span(
          name: span.name, category: span.category, start: clock.time(span.start),
          end: clock.time(span.end), bytes: span.bytes, detail: span.detail,
          microbatch: span.microbatch,
          shapes: span.shapes)
      }, clockError: clock.errorBound)
    guard let rows = try cluster.collected(row, on: root) else { return nil }
    let first = rows.flatMap(\.spans).map(\.start).min() ?? 0
    return JobTimeline(
      rows: rows.map { row in
        JobTimeline.Row(
          rank: row.rank,
          spans: row.spans.map { span in
            var span = span
            span.start -= first
            span.end -= first
            return span
          }, clockError: row.clockError)
      })
  }
}
