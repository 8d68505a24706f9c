import Synchronization

/// How often each MPI function was called, by name, in this process.
enum CallLog {
  private static let log = Mutex<(counts: [String: Int], last: String)>(([:], ""))

  static var calls: [String: Int] { log.withLock { $0.counts } }

  /// The call that was begun last.
  static var last: String { log.withLock { $0.last } }

  static func reset() { log.withLock { $0.counts = [:] } }

  static func add(_ call: String) {
    log.withLock { log in
      log.counts[call, default: 0] += 1
      log.last = call
    }
  }
}
