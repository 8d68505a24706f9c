import Synchronization

/// What a rank is doing, in words, for the error that ends a job: `reshard f32[8, 6] {S(0)} …`.
///
/// It is kept for as long as the process runs among the last 4,096, so that to say where one is costs no more than
/// to store a number.
package struct Place: Hashable, Sendable {
  private let number: Int

  private static let texts = Mutex<(all: [String], next: Int)>(([], 0))
  private static let most = 4096
  private static let current = Atomic<Int>(-1)
  private static let ordinal = Atomic<Int>(0)

  /// A place with the text by which errors name it.
  package init(_ text: String) {
    number = Self.texts.withLock { texts in
      let number = texts.next % Self.most
      if texts.all.count < Self.most { texts.all.append(text) } else { texts.all[number] = text }
      texts.next += 1
      return number
    }
  }

  /// Says of everything that `body` waits for that it is waited for here.
  ///
  /// - Parameter call: the how many-th call of its ranks it is; 0 where that does not matter.
  package func during<R, E: Error>(call: Int = 0, _ body: () throws(E) -> R) throws(E) -> R {
    let before = Self.current.load(ordering: .relaxed)
    let callBefore = Self.ordinal.load(ordering: .relaxed)
    Self.current.store(number, ordering: .relaxed)
    Self.ordinal.store(call, ordering: .relaxed)
    defer {
      Self.current.store(before, ordering: .relaxed)
      Self.ordinal.store(callBefore, ordering: .relaxed)
    }
    return try body()
  }

  /// Where this process is; where that is not said, the call of MPI that it made last.
  static var now: String {
    let number = current.load(ordering: .relaxed)
    let text = texts.withLock { $0.all.indices.contains(number) ? $0.all[number] : nil }
    guard let text else { return CallLog.last }
    let call = ordinal.load(ordering: .relaxed)
    return call > 0 ? "call \(call) of these ranks: \(text)" : text
  }
}
