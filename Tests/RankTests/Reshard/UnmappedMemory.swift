import CostModel
import Glibc
import Sharding
import Tensors
import Tessera
import Testing

extension Ranks {
  /// Reshards that read shards which lie outside the memory that peers can map, as those of a mapped file
  /// do: peers read a copy, which has to live until they have. One rank comes late to every exchange.
  ///
  /// - Parameter mode: how the reshard is carried out nevertheless.
  static func expectCopiesOfUnmappedShardsWereRead(
    rounds: Int, by exchange: ExchangeChoice, as mode: ExchangeMode
  ) throws {
    let cluster = try Cluster.start(options: .init(exchange: exchange))
    let mesh = try ProcessMesh(shape: [jobSize])
    let count = 64 * 128
    for round in 0..<rounds {
      let memory = PlainMemory(repeating: Float(round + cluster.rank), count: count)
      let shard = DenseTensor(
        storage: memory.storage, shape: [64, 128], strides: [128, 1], offset: 0, dtype: .float32)
      #expect(shard.storage.arenaOffset == nil)
      let tensor = try DistTensor(
        shards: [cluster.rank: shard], shape: [64 * jobSize, 128], dtype: .float32,
        attr: TensorDistAttr(parsing: "S(0)", on: [mesh]), on: cluster)
      if round % jobSize == cluster.rank { usleep(300) }
      let result = try tensor.resharded(to: "R")
      #expect(result.record?.steps.map(\.mode) == [mode])
      let values = try #require(result.local).values(as: Float.self)
      for rank in 0..<jobSize {
        let part = values[rank * count..<(rank + 1) * count]
        #expect(part.allSatisfy { $0 == Float(round + rank) }, "round \(round)")
      }
      // What a copy would be overwritten by, if it had gone.
      DenseTensor(repeating: -1, shape: [count], dtype: .float32).fill(with: Float(-2))
    }
  }
}

/// Floats outside the pool, as a mapped file has them.
@safe private final class PlainMemory {
  private let start: UnsafeMutablePointer<Float>
  private let byteCount: Int

  init(repeating value: Float, count: Int) {
    unsafe start = .allocate(capacity: count)
    unsafe start.initialize(repeating: value, count: count)
    byteCount = 4 * count
  }

  var storage: Storage {
    unsafe Storage(mapping: UnsafeRawPointer(start), byteCount: byteCount, owner: self)
  }

  deinit { unsafe start.deallocate() }
}
