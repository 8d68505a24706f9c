import Glibc
import Sharding
import Tensors
import Tessera
import Testing

extension Ranks {
  /// Reshards over and over, each time overwriting the old shard at once, and expects what was there before.
  ///
  /// Another rank comes late to every exchange.
  static func expectOverwrittenShardsWereRead(
    from: String, to: String, columns: Int = 128, rounds: Int, by exchange: ExchangeChoice
  ) throws {
    let cluster = try Cluster.start(options: .init(exchange: exchange))
    let mesh = try ProcessMesh(shape: [jobSize])
    let shape = [jobSize * 64, columns]
    for round in 0..<rounds {
      let rows = from == "P(sum)" ? shape[0] : 64
      let value = Float(round + 1)
      let shard = DenseTensor(repeating: Double(value), shape: [rows, columns], dtype: .float32)
      let tensor = try DistTensor(
        shards: [cluster.rank: shard], shape: shape, dtype: .float32,
        attr: TensorDistAttr(parsing: from, on: [mesh]), on: cluster)
      if round % jobSize == cluster.rank { usleep(300) }
      let result = try tensor.resharded(to: to)
      shard.fill(with: Float(-1))
      let expected = from == "P(sum)" ? value * Float(jobSize) : value
      let values = try #require(result.local).values(as: Float.self)
      #expect(values.allSatisfy { $0 == expected }, "round \(round)")
      // Nor does anybody read the new one any more.
      result.local?.fill(with: Float(-2))
    }
  }
}
