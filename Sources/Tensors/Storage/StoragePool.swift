import Synchronization

/// Where storages get their memory, and where it stays when they die: memory that was written once
/// is mapped already, so that a steady state faults no new pages.
///
/// A request is rounded up to one of four sizes per power of two (at most a fifth is unused, and
/// what is unused is never touched) and served by the block of that size that was given back last.
/// At most `keptLimit` bytes are kept; beyond it the blocks that lay longest are freed.
/// All of it is safe to use from several threads.
public enum StoragePool {
  /// The most bytes that are kept for reuse: 1 GiB.
  public static let keptLimit = 1 << 30

  /// Every block starts at a multiple of this many bytes: a cache line, and the widest vector.
  public static let alignment = 64

  static let state = Mutex(State())

  /// What the pool did so far, and what it holds.
  public static var statistics: Statistics { state.withLock { $0.statistics } }

  /// Frees all memory that is kept for reuse.
  public static func trim() { state.withLock { $0.shrink(to: 0) } }

  /// Lets `peakBytesLive` start again from what is live now.
  public static func resetPeak() {
    state.withLock { $0.statistics.peakBytesLive = $0.statistics.bytesLive }
  }

  /// Bytes of the address space that are mapped, and that no storage has taken yet.
  static var reservedBytes: Int { state.withLock { $0.arena?.roomBytes ?? 0 } }

  /// - Throws: `MemoryError` if the system gives no more.
  static func take(byteCount: Int) throws(MemoryError) -> Block {
    // No address space is as large; and the sizes of classes stay within `Int`.
    guard byteCount <= 1 << 60 else { throw MemoryError(byteCount: byteCount) }
    let capacity = sizeClass(byteCount)
    guard let block = state.withLock({ $0.take(capacity, byteCount: byteCount) }) else {
      throw MemoryError(byteCount: byteCount)
    }
    return block
  }

  static func giveBack(_ block: Block, byteCount: Int) {
    state.withLock { $0.giveBack(block, byteCount: byteCount) }
  }

  /// The capacity that serves `byteCount`: 64, 80, 96, 112, 128, 160, … rounded to whole lines.
  static func sizeClass(_ byteCount: Int) -> Int {
    guard byteCount > alignment else { return alignment }
    let power = 1 << (Int.bitWidth - 1 - (byteCount - 1).leadingZeroBitCount)
    let step = max(alignment, power / 4)
    return (byteCount + step - 1) / step * step
  }
}

extension StoragePool {
  /// Counts since the start of the process, and bytes as requested (not rounded up).
  public struct Statistics: Hashable, Sendable {
    /// Requests that needed memory from the system.
    public var freshAllocations = 0
    /// Requests served by a kept block.
    public var reuses = 0
    /// Bytes in storages that live.
    public var bytesLive = 0
    /// The most that `bytesLive` ever was, since the last `resetPeak()`.
    public var peakBytesLive = 0
    /// Bytes kept for reuse.
    public var bytesKept = 0
  }
}
