import Elements
import Testing

@testable import Tensors

/// Serialized, as the pool is shared; other suites run beside it, so that counts are lower bounds.
@Suite(.serialized)
struct StorageTests {
  @Test(arguments: [0, 1, 63, 64, 65, 100, 4097, 1 << 20])
  func `Storages are aligned, and big enough`(_ byteCount: Int) {
    let storage = Storage(byteCount: byteCount)
    #expect(unsafe UInt(bitPattern: storage.bytes) % 64 == 0)
    #expect(storage.withBytes { $0.byteCount } == byteCount)
    let capacity = StoragePool.sizeClass(byteCount)
    #expect(capacity >= byteCount && capacity % 64 == 0)
    #expect(capacity <= max(64, byteCount + byteCount / 4 + 64))
    #expect(StoragePool.sizeClass(capacity) == capacity)
  }

  @Test
  func `Bytes that are given back are used again`() {
    let byteCount = 12_345_678
    var address: UInt
    do {
      let storage = Storage(byteCount: byteCount)
      address = unsafe UInt(bitPattern: storage.bytes)
    }
    let before = StoragePool.statistics
    let again = Storage(byteCount: byteCount - 100)
    #expect(unsafe UInt(bitPattern: again.bytes) == address)
    #expect(StoragePool.statistics.reuses > before.reuses)
    StoragePool.resetPeak()
    #expect(StoragePool.statistics.peakBytesLive >= again.byteCount)
  }

  @Test
  func `The state counts bytes, keeps a bounded number, and frees the oldest first`() throws {
    var state = StoragePool.State()
    let blocks = [100, 200, 300].compactMap {
      state.take(StoragePool.sizeClass($0), byteCount: $0)
    }
    #expect(blocks.count == 3)
    #expect(state.statistics.bytesLive == 600 && state.statistics.freshAllocations == 3)
    for (block, byteCount) in zip(blocks, [100, 200, 300]) {
      state.giveBack(block, byteCount: byteCount)
    }
    #expect(state.statistics.bytesLive == 0 && state.statistics.peakBytesLive == 600)
    let kept = state.statistics.bytesKept
    state.shrink(to: kept - 1)
    #expect(state.statistics.bytesKept == kept - StoragePool.sizeClass(100))
    let taken = state.take(StoragePool.sizeClass(300), byteCount: 290)
    let again = try #require(taken)
    #expect(state.statistics.reuses == 1)
    state.giveBack(again, byteCount: 290)
    state.shrink(to: 0)
    #expect(state.statistics.bytesKept == 0)
  }

  @Test
  func `Byte ranges are lent for reading and writing`() {
    let storage = Storage(byteCount: 16)
    storage.withMutableBytes { bytes in
      for at in 0..<16 { bytes.storeBytes(of: UInt8(at), toByteOffset: at, as: UInt8.self) }
    }
    storage.withMutableBytes(4..<6) { $0.storeBytes(of: 99, toByteOffset: 1, as: UInt8.self) }
    let sum = storage.withBytes(4..<8) { bytes in
      (0..<4).reduce(0) { unsafe $0 + Int(bytes.unsafeLoad(fromByteOffset: $1, as: UInt8.self)) }
    }
    #expect(sum == 4 + 99 + 6 + 7)
  }

  @safe final class Owner {
    let bytes: UnsafeMutableRawPointer = .allocate(byteCount: 64, alignment: 64)
    let freed: @Sendable () -> Void
    init(freed: @escaping @Sendable () -> Void) { self.freed = freed }
    deinit {
      unsafe bytes.deallocate()
      freed()
    }
  }

  @Test
  func `A mapping is read-only, and keeps its owner while a view lives`() async {
    await confirmation { freed in
      var owner: Owner? = Owner { freed() }
      unsafe owner!.bytes.storeBytes(of: 7, toByteOffset: 8, as: Int32.self)
      let storage = unsafe Storage(mapping: owner!.bytes, byteCount: 64, owner: owner!)
      owner = nil
      let view = DenseTensor(storage: storage, shape: [1], strides: [1], offset: 2, dtype: .int32)
      #expect(!storage.isWritable)
      #expect(view.values(as: Int32.self) == [7])
    }
  }
}
