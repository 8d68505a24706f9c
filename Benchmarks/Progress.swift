import Foundation
import Tensors

/// How far a benchmark has come, on one line of the terminal; silent where there is none.
///
/// The launcher hands a rank's output on through pipes, so that `Launch/bench` says whether a person
/// reads it (`TESSERA_PROGRESS=1`).
struct Progress {
  private let total: Int
  private let isShown: Bool
  private var done = 0
  private static let width = 30

  init(total: Int, isShown: Bool) {
    self.total = max(1, total)
    self.isShown = isShown && ProcessInfo.processInfo.environment["TESSERA_PROGRESS"] == "1"
  }

  /// Says what comes next.
  mutating func next(_ what: String) {
    guard isShown else { return }
    let filled = Self.width * done / total
    let bar =
      String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
    write("\r\u{1b}[K[\(bar)] \(100 * done / total)% \(what)")
    done += 1
  }

  /// Clears the line, for what is printed next.
  func clear() {
    if isShown { write("\r\u{1b}[K") }
  }

  /// Where nobody can read it, nothing is lost.
  private func write(_ text: String) { try? StandardStream.error.write(text) }
}
