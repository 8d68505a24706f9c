import Synchronization

/// Which attributes are read of which ops, while somebody asks: that holds declarations against code.
package enum AttributeReads {
  package struct Read: Hashable, Sendable {
    package let op: String
    package let name: String

    package init(op: String, name: String) { (self.op, self.name) = (op, name) }
  }

  private static let isRecording = Atomic<Bool>(false)
  private static let reads = Mutex<Set<Read>>([])

  static func note(_ name: String, of op: String) {
    guard isRecording.load(ordering: .relaxed) else { return }
    reads.withLock { _ = $0.insert(Read(op: op, name: name)) }
  }

  /// All that is read while `body` runs, by anybody in this process.
  package static func recorded(_ body: () throws -> Void) rethrows -> Set<Read> {
    isRecording.store(true, ordering: .relaxed)
    defer { isRecording.store(false, ordering: .relaxed) }
    try body()
    return reads.withLock { $0 }
  }
}
