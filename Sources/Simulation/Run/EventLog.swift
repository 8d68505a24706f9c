/// When everything happened, in seconds from the start.
struct EventLog {
  /// One class of ranks in one stage.
  struct Turn {
    var begin = 0.0
    /// Overhead, copies and packing are done.
    var packed = 0.0
    /// Every message has got its latency.
    var ready = 0.0
    /// All messages have ended.
    var arrived = 0.0
    var end = 0.0
    /// The message that ended last; nil if there was none, or the rank itself came later.
    var last: Int?
  }

  /// One class of messages.
  struct Flight {
    var start = 0.0
    var end = 0.0
    /// Whether the destination came later than the source.
    var waitedForDestination = false
  }

  /// By stage, then by rank class; nil if it takes no part.
  var turns: [[Turn?]]
  /// By stage, then by message.
  var flights: [[Flight]]

  init(_ workload: Workload) {
    turns = workload.stages.map { stage in stage.parts.map { $0.map { _ in Turn() } } }
    flights = workload.stages.map { $0.messages.map { _ in Flight() } }
  }
}
