import Files
import Foundation
import Synchronization

/// How far a command has come, on one line of the terminal, where it takes longer than a second.
///
/// It is written to standard error, and only where somebody may be looking: on a terminal, or where the launcher, which hands a
/// rank's output on through pipes, says so (`TESSERA_PROGRESS=1`).
package struct ProgressLine {
  private let total: Int
  private let isShown: Bool
  private let start = ContinuousClock.now
  private var done = 0
  private static let width = 30

  /// - Parameters:
  ///   - total: how many parts there are.
  ///   - isShown: whether this process tells, if a terminal is there.
  package init(total: Int, isShown: Bool) {
    self.total = max(1, total)
    self.isShown = isShown && Self.isWatched
  }

  /// Says what comes next.
  package mutating func next(_ what: String) {
    defer { done += 1 }
    guard isShown, ContinuousClock.now - start >= Self.patience else { return }
    Self.write(Self.line(of: done, total, what))
  }

  /// Clears the line, for what is printed next.
  package func clear() {
    if isShown { Self.write("\r\u{1b}[K") }
  }

  /// How long a command may take that says nothing.
  private static let patience = Duration.seconds(1)

  private static var isWatched: Bool {
    isatty(STDERR_FILENO) == 1 || ProcessInfo.processInfo.environment["TESSERA_PROGRESS"] == "1"
  }

  static func line(of done: Int, _ total: Int, _ what: String) -> String {
    let filled = width * done / total
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
    return "\r\u{1b}[K[\(bar)] \(100 * done / total)% \(what)"
  }

  /// Where nobody can read it, nothing is lost.
  private static func write(_ text: String) { try? StandardStream.error.write(text) }
}

extension ProgressLine {
  /// Runs `body`; where it takes longer than a second, a line says what is done and for how long.
  ///
  /// - Parameter isShown: whether this process tells, if a terminal is there.
  package static func during<R>(_ what: String, isShown: Bool, _ body: () throws -> R) rethrows -> R
  {
    try during({ what }, isShown: isShown, body)
  }

  /// As above; `what` is asked anew for each line.
  package static func during<R>(
    _ what: @escaping @Sendable () -> String, isShown: Bool, _ body: () throws -> R
  ) rethrows -> R {
    guard isShown, isWatched else { return try body() }
    let ticker = Ticker(what)
    ticker.begin()
    defer { ticker.end() }
    return try body()
  }

  /// A thread that writes a line each second until it is ended.
  private final class Ticker: Sendable {
    private enum State { case running, ended }

    private let what: @Sendable () -> String
    private let condition = NSCondition()
    private let state = Mutex(State.running)
    private let finished = DispatchSemaphore(value: 0)

    init(_ what: @escaping @Sendable () -> String) { self.what = what }

    func begin() {
      let thread = Thread { [self] in
        var seconds = 0
        condition.lock()
        while state.withLock({ $0 }) == .running {
          let isEarly = condition.wait(until: Date(timeIntervalSinceNow: 1))
          guard !isEarly, state.withLock({ $0 }) == .running else { continue }
          seconds += 1
          ProgressLine.write("\r\u{1b}[K\(what()): \(seconds) s")
        }
        condition.unlock()
        if seconds > 0 { ProgressLine.write("\r\u{1b}[K") }
        finished.signal()
      }
      thread.start()
    }

    func end() {
      condition.lock()
      state.withLock { $0 = .ended }
      condition.signal()
      condition.unlock()
      finished.wait()
    }
  }
}
