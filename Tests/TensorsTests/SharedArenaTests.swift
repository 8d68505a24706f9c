import Elements
import Testing

@testable import Tensors

/// Memory that other processes may read.
@Suite
struct SharedArenaTests {
  @Test
  func `A peer that knows the address reads blocks and words; a wrong address gives nothing`()
    throws
  {
    let arena = try #require(SharedArena())
    let block = unsafe arena.take(4096)!
    unsafe block.storeBytes(of: 42, toByteOffset: 8, as: Int64.self)
    let offset = unsafe arena.offset(of: block) ?? -1
    let words = try #require(arena.words(3))
    words[2] = 7

    let peer = try #require(PeerArena.open(arena.address.words))
    let view = DenseTensor(
      storage: peer.storage, shape: [2], strides: [1], offset: offset / 8, dtype: .int64)
    #expect(!view.storage.isWritable)
    #expect(view.values(as: Int64.self) == [0, 42])
    #expect(peer.words(at: words.offset, count: 3)?[2] == 7)
    #expect(peer.isAlive)

    for index in arena.address.words.indices {
      var wrong = arena.address.words
      // The next process may be a thread of this one, which has the same files.
      wrong[index] += index == 0 ? 1 << 23 : 1
      #expect(PeerArena.open(wrong) == nil, "word \(index)")
    }
    #expect(PeerArena.open([0, 0, 0, 0, 0]) == nil)
  }

  @Test
  func `Blocks are aligned, apart from each other, and used again with zeros where pages were`()
    throws
  {
    let arena = try #require(SharedArena())
    var ends: [Int] = []
    for capacity in [64, 80, 4096, 5120, 1 << 20, 5 << 20] {
      let block = unsafe arena.take(capacity)!
      let start = unsafe arena.offset(of: block) ?? -1
      #expect(start % (capacity >= 4096 ? 4096 : 64) == 0)
      #expect(start >= ends.last ?? 0)
      ends.append(start + capacity)
      unsafe block.storeBytes(of: 1, as: UInt8.self)
      unsafe arena.giveBack(block, capacity)
      let again = unsafe arena.take(capacity)!
      let place = unsafe arena.offset(of: again)
      #expect(place == start)
      let byte = unsafe again.load(as: UInt8.self)
      #expect(byte == (capacity >= 4096 ? 0 : 1))
    }
    let outside = unsafe arena.offset(of: UnsafeRawPointer(bitPattern: 64)!)
    #expect(outside == nil)
  }

  @Test
  func `What does not fit is refused`() throws {
    let arena = try #require(SharedArena())
    let isRefused = unsafe arena.take(arena.address.byteCount) == nil
    #expect(isRefused)
    #expect(arena.words(1 << 30) == nil)
  }
}
