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

  private static func note(_ name: String, of op: String) {
    guard isRecording.load(ordering: .relaxed) else { return }
    reads.withLock { _ = $0.insert(Read(op: op, name: name)) }
  }

  /// The attribute of a checked call, as rules and kernels read it.
  ///
  /// Whoever reads what the op does not declare is wrong himself.
  package static func value(
    _ name: String, of op: String, in attributes: [String: AttributeValue]
  ) -> AttributeValue? {
    assert(
      OpSchema.named(op)?.attribute(name)?.name == name,
      "\(op): nothing declares attribute '\(name)'")
    note(name, of: op)
    return attributes[name]
  }

  /// All that is read while `body` runs, by anybody in this process.
  package static func recorded(_ body: () throws -> Void) rethrows -> Set<Read> {
    isRecording.store(true, ordering: .relaxed)
    defer { isRecording.store(false, ordering: .relaxed) }
    try body()
    return reads.withLock { $0 }
  }
}
