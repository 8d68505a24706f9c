import Execution
import Synchronization

/// What this process did when: recorded inside a scope by `Trace.record(timed:)`.
public final class Timeline: Sendable {
  /// Something that took time.
  public struct Span: Sendable {
    /// The kind of work that takes the time.
    public enum Category: String, Codable, CaseIterable, Sendable {
      /// An action of a pipeline's stage; what it did in it lies within.
      case forward, backward
      /// A local computation: an op's, or a reshard's step that moves nothing.
      case compute
      /// A step of a reshard that moves something, or the start of one that is not waited for. It has
      /// the time in it for which it waits for other ranks.
      case collective
      /// Waiting for other ranks to call the same, or for what they send.
      case waiting
    }

    /// What this rank did.
    public let name: String
    /// The kind of work.
    public let category: Category
    /// When it began.
    public let start: ContinuousClock.Instant
    /// When it ended.
    public let end: ContinuousClock.Instant
    /// Received by this process's ranks; of a start, sent.
    public let bytes: Int?
    /// What is moved from where to where, in the notation, or which stage acts.
    public let detail: String?
    /// Of an action, its micro-batch.
    public let microbatch: Int?
    /// What an op or a stage is given and gives, in the notation.
    public let shapes: String?
  }

  private let recorded = Mutex<[Span]>([])

  init() {}

  /// In the order in which they ended.
  public var spans: [Span] { recorded.withLock { $0 } }

  func add(
    _ name: String, _ category: Span.Category, since start: ContinuousClock.Instant,
    until end: ContinuousClock.Instant = .now, bytes: Int? = nil, _ detail: String? = nil,
    microbatch: Int? = nil, shapes: String? = nil
  ) {
    recorded.withLock {
      $0.append(
        Span(
          name: name, category: category, start: start, end: end, bytes: bytes, detail: detail,
          microbatch: microbatch, shapes: shapes))
    }
  }

  /// The steps of a reshard that were waited for, in the order in which they ran.
  func add(_ record: ReshardRecord) {
    for (step, done) in zip(record.plan.steps, record.steps) {
      guard let began = done.began else { continue }
      let isLocal = step.collective == .local
      add(
        isLocal ? step.function : step.collective.rawValue, isLocal ? .compute : .collective,
        since: began, until: began + .seconds(done.seconds),
        bytes: isLocal ? nil : done.received.values.reduce(0, +), "\(step.from) -> \(step.to)")
    }
  }
}
