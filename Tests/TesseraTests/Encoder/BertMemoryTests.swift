import Sharding
import Tensors
import Testing
@testable import BERT

@testable import Tessera

@Suite struct BertMemoryTests {
  private static func stages(_ sizes: [Int]) throws -> [ProcessMesh] {
    var first = 0
    return try sizes.map { size in
      defer { first += size }
      return try ProcessMesh(shape: [size], axes: ["tp"], ranks: Array(first..<first + size))
    }
  }

  /// In a process of its own, for other tests take storages too.
  @Test func `the bound on what an encoder takes is above what it holds, and not far`() async {
    await #expect(processExitsWith: .success) {
      let config = try TinyBert.config()
      let tokens = try TokenBatch(
        ids: DenseTensor(zeros: [384, config.positionCount], dtype: .int64), for: config)
      for (sizes, parts, pooling) in [
        ([1], 1, nil), ([2], 1, nil), ([2, 2], 4, nil), ([1, 1], 8, .mean), ([3], 2, .mean),
      ] as [([Int], Int, Pooling?)] {
        let meshes = try BertMemoryTests.stages(sizes)
        let before = StoragePool.statistics.bytesLive
        StoragePool.resetPeak()
        let encoder = try BertEncoder(
          safetensors: TinyBert.path("model.safetensors"), config: config, on: meshes,
          in: .virtual(sizes.reduce(0, +)))
        let loaded = Double(StoragePool.statistics.bytesLive - before)
        let loading = Double(StoragePool.statistics.peakBytesLive - before)
        #expect(loaded <= encoder.memory.weights.bytes)
        #expect(loading <= encoder.memory.loading.bytes, "\(sizes)")

        let microbatches = try tokens.microbatches(parts)
        let held = StoragePool.statistics.bytesLive
        StoragePool.resetPeak()
        let pipeline = try encoder.pipeline(for: microbatches, pooling: pooling)
        _ = try encoder.encode(microbatches, in: pipeline)
        let peak = Double(StoragePool.statistics.peakBytesLive - held)
        let bound = try encoder.memory.activations(.init(microbatches, pooling: pooling)).bytes
        // A bound has the scores too, of which a rank may hold 4 MiB.
        let scores = Double((sizes.max() ?? 0) * 4 << 20)
        #expect(peak <= bound, "\(sizes)")
        #expect(bound - scores <= 2 * peak, "\(sizes)")
      }
    }
  }
}
