import Elements
import Resharding
import Sharding
import Tensors

extension Transition {
  /// Random shards of the source, by rank, the same wherever they are made from one seed.
  ///
  /// Replicas of one block are equal. Floats lie in [0, 1), so that another order of a sum shows;
  /// integers wrap in sums and products; about a quarter of all elements are 0.
  public func sourceShards(seed: UInt64) -> [Int: DenseTensor] {
    sourceShards(seed: seed, values)
  }

  /// The same, but floats are NaN of several bits, infinities, zeros of either sign, and numbers whose
  /// sums overflow, cancel, or are subnormal.
  public func specialShards(seed: UInt64) -> [Int: DenseTensor] {
    sourceShards(seed: seed, dtype.kind == .floatingPoint ? specialValues : values)
  }

  private func sourceShards(seed: UInt64, _ values: ([Int], UInt64) -> DenseTensor)
    -> [Int: DenseTensor]
  {
    var known: [Int: DenseTensor] = [:]
    var shards: [Int: DenseTensor] = [:]
    for (position, rank) in from.mesh.ranks.enumerated() {
      let coordinate = from.mesh.coordinate(at: position)
      let first = from.mesh.position(
        at: coordinate.enumerated().map { from.placements[$0] == .replicate ? 0 : $1 })
      let sizes = from.box(at: coordinate, shape: shape).sizes
      let shard = known[first] ?? values(sizes, seed &+ UInt64(3 * first))
      known[first] = shard
      shards[rank] = shard
    }
    return shards
  }

  private func values(_ sizes: [Int], seed: UInt64) -> DenseTensor {
    func random(_ seed: UInt64, _ dtype: DType) -> DenseTensor {
      DenseTensor(fill: .random(seed: seed), shape: sizes, dtype: dtype)
    }
    let mask = random(seed &+ 1, .bool).adding(random(seed &+ 2, .bool)).converted(to: dtype)
    return random(seed, dtype).multiplied(by: mask)
  }

  private func specialValues(_ sizes: [Int], seed: UInt64) -> DenseTensor {
    let large: Float = dtype == .float16 ? 65504 : 3.38e38
    let table: [Float] = [
      .nan, Float(bitPattern: 0xffc1_2345), Float(bitPattern: 0x7fd5_0000), .infinity, -.infinity,
      -0.0, -0.0, -0.0, 0, large, large, large, -large, 1, -1, 0.1, 256, 2049, 1e-6, 0x1p-140,
      -0x1p-145,
    ]
    let places = DenseTensor(fill: .random(seed: seed), shape: sizes, dtype: .uint8)
      .values(as: UInt8.self)
    let values = places.map { table[Int($0) % table.count] }
    guard dtype == .float64 else { return DenseTensor(values, shape: sizes).converted(to: dtype) }
    // What overflows has to be larger here.
    let wide = values.map { $0.magnitude == large ? Double($0) * 0x1p896 : Double($0) }
    return DenseTensor(wide, shape: sizes)
  }
}
