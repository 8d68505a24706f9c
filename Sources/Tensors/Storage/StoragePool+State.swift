extension StoragePool {
  /// A piece of memory; it belongs to the pool or to one storage.
  @safe
  struct Block: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
    let capacity: Int
    /// When it was given back: larger is later.
    var stamp = 0
  }

  /// What the lock guards.
  struct State {
    var statistics = Statistics()
    private var kept: [Int: [Block]] = [:]
    private var clock = 0

    mutating func take(_ capacity: Int, byteCount: Int) -> Block {
      statistics.bytesLive += byteCount
      statistics.peakBytesLive = max(statistics.peakBytesLive, statistics.bytesLive)
      if let block = kept[capacity]?.popLast() {
        statistics.reuses += 1
        statistics.bytesKept -= capacity
        return block
      }
      statistics.freshAllocations += 1
      let pointer = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: alignment)
      return unsafe Block(pointer: pointer, capacity: capacity)
    }

    mutating func giveBack(_ block: Block, byteCount: Int) {
      statistics.bytesLive -= byteCount
      guard block.capacity <= keptLimit else {
        unsafe block.pointer.deallocate()
        return
      }
      shrink(to: keptLimit - block.capacity)
      clock += 1
      var block = block
      block.stamp = clock
      kept[block.capacity, default: []].append(block)
      statistics.bytesKept += block.capacity
    }

    /// Frees the blocks that lay longest, until at most `limit` bytes are kept.
    mutating func shrink(to limit: Int) {
      while statistics.bytesKept > limit {
        let oldest = kept.filter { !$0.value.isEmpty }.min { $0.value[0].stamp < $1.value[0].stamp }
        guard let capacity = oldest?.key, let block = kept[capacity]?.removeFirst() else { return }
        statistics.bytesKept -= capacity
        unsafe block.pointer.deallocate()
      }
    }
  }
}
