import Elements
import Synchronization

/// How a checkpoint is saved.
public struct SaveOptions: Sendable {
  /// Whether a checkpoint that has the name already is replaced, at once, when the new one is on the disk.
  public var replaces: Bool

  /// Creates options; what is not given has its default.
  public init(replaces: Bool = false) { self.replaces = replaces }
}

/// What a save wrote.
public struct SaveReport: Hashable, Sendable, Codable {
  /// The name of the checkpoint.
  public let path: String
  /// The number of tensors.
  public let tensors: Int
  /// The number of boxes that they were written in.
  public let boxes: Int
  /// The bytes of their elements, each of which was written once.
  public let bytes: Int
  /// The bytes that each writing rank wrote, by rank.
  public let bytesByRank: [Int: Int]
  /// From the first byte to the checkpoint's name; on a virtual cluster of all ranks together.
  public internal(set) var seconds: Double
}

/// How many bytes have been read or written, for who watches.
package final class ByteMeter: Sendable {
  private let done = Atomic(0)
  /// Nanoseconds from the start to when the last bytes came.
  private let last = Atomic(0)
  private let start = ContinuousClock.now

  package init() {}

  package func add(_ bytes: Int) {
    done.add(bytes, ordering: .relaxed)
    last.store(Int((ContinuousClock.now - start) / .nanoseconds(1)), ordering: .relaxed)
  }

  package var bytes: Int { done.load(ordering: .relaxed) }

  /// What came, and how fast it did: `1.5 GiB, 210.3 MB/s`.
  package var text: String {
    let seconds = Double(last.load(ordering: .relaxed)) * 1e-9
    let rate = seconds > 0 ? Double(bytes) / seconds / 1e6 : 0
    return "\(ByteCount(bytes)), \(rate.fixed(1)) MB/s"
  }
}
