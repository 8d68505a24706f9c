internal import CHost
import Glibc

extension StoragePool {
  /// Blocks of so many bytes and more lie on large pages where the system has them: fewer pages to fault,
  /// and strided walks find the addresses of all they touch.
  static let largeBlock = 4 << 20
  static let largePage = 2 << 20

  /// A piece of memory; it belongs to the pool or to one storage.
  @safe
  struct Block: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
    let capacity: Int
    /// Where it lies in the shared arena; negative where it does not.
    var offset = -1
    /// When it was given back: larger is later.
    var stamp = 0
  }

  /// What the lock guards.
  struct State {
    var statistics = Statistics()
    /// By size class, of which each power of two has four.
    private var kept = [[Block]](repeating: [], count: 4 * Int.bitWidth)
    private var clock = 0
    /// Where new blocks come from, once memory is shared.
    private(set) var arena: SharedArena?

    /// From now on only what peers can map is kept for reuse.
    mutating func share() -> Bool {
      guard arena == nil else { return true }
      arena = SharedArena()
      guard arena != nil else { return false }
      shrink(to: 0)
      return true
    }

    private static func place(of capacity: Int) -> Int {
      let power = Int.bitWidth - 1 - capacity.leadingZeroBitCount
      return 4 * power + ((capacity >> (power - 2)) & 3)
    }

    /// A block of `capacity` bytes; nil if the system gives no more.
    mutating func take(_ capacity: Int, byteCount: Int) -> Block? {
      if let block = kept[Self.place(of: capacity)].popLast() {
        statistics.reuses += 1
        statistics.bytesKept -= capacity
        count(byteCount)
        return block
      }
      var made = fresh(capacity)
      if made == nil, statistics.bytesKept > 0 {
        // What is kept for reuse may be all that is missing.
        shrink(to: 0)
        made = fresh(capacity)
      }
      guard let made else { return nil }
      statistics.freshAllocations += 1
      count(byteCount)
      return made
    }

    private mutating func count(_ byteCount: Int) {
      statistics.bytesLive += byteCount
      statistics.peakBytesLive = max(statistics.peakBytesLive, statistics.bytesLive)
    }

    private func fresh(_ capacity: Int) -> Block? {
      if let arena, let pointer = unsafe arena.take(capacity) {
        return unsafe Block(
          pointer: pointer, capacity: capacity, offset: arena.offset(of: pointer) ?? -1)
      }
      let isLarge = capacity >= largeBlock
      var pointer: UnsafeMutableRawPointer?
      guard unsafe posix_memalign(&pointer, isLarge ? largePage : alignment, capacity) == 0,
        let pointer = unsafe pointer
      else { return nil }
      if isLarge { unsafe CHOST_prefer_large_pages(pointer, capacity) }
      return unsafe Block(pointer: pointer, capacity: capacity)
    }

    mutating func giveBack(_ block: Block, byteCount: Int) {
      statistics.bytesLive -= byteCount
      guard block.capacity <= keptLimit, arena == nil || block.offset >= 0 else {
        release(block)
        return
      }
      shrink(to: keptLimit - block.capacity)
      clock += 1
      var block = block
      block.stamp = clock
      kept[Self.place(of: block.capacity)].append(block)
      statistics.bytesKept += block.capacity
    }

    /// Frees the blocks that lay longest, until at most `limit` bytes are kept.
    mutating func shrink(to limit: Int) {
      while statistics.bytesKept > limit {
        let held = kept.indices.filter { !kept[$0].isEmpty }
        guard let oldest = held.min(by: { kept[$0][0].stamp < kept[$1][0].stamp }) else { return }
        let block = kept[oldest].removeFirst()
        statistics.bytesKept -= block.capacity
        release(block)
      }
    }

    private func release(_ block: Block) {
      if block.offset >= 0 {
        unsafe arena?.giveBack(block.pointer, block.capacity)
      } else {
        unsafe free(block.pointer)
      }
    }
  }
}
