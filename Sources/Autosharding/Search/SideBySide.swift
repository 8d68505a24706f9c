import Foundation
import Synchronization

/// Calls `body` with each number below `count`, in parallel. At most eight threads run at once, since each search takes some
/// hundred megabytes.
///
/// - Returns: for each number the result, or the error that the call threw.
/// - Complexity: O(count) calls of `body`, each once; the results do not depend on the number of processors.
func sideBySide<R>(_ count: Int, _ body: (Int) throws -> R) -> [Result<R, any Error>] {
  if count < 2 { return (0..<count).map { number in Result { try body(number) } } }
  return withoutActuallyEscaping(body) { body in
    let work = SharedWork(count, body)
    DispatchQueue.concurrentPerform(iterations: min(count, 8)) { _ in work.take() }
    return work.results
  }
}

/// Calls that several threads take one after the other. Each result has one writer, and is read when all have ended.
private final class SharedWork<R>: @unchecked Sendable {
  private let body: (Int) throws -> R
  private let count: Int
  private let next = Atomic<Int>(0)
  private let made = Mutex<Void>(())
  private var found: [Result<R, any Error>?]

  init(_ count: Int, _ body: @escaping (Int) throws -> R) {
    (self.count, self.body) = (count, body)
    found = Array(repeating: nil, count: count)
  }

  func take() {
    while true {
      let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard number < count else { return }
      let result = Result { try body(number) }
      made.withLock { _ in found[number] = result }
    }
  }

  var results: [Result<R, any Error>] { found.compactMap { $0 } }
}
