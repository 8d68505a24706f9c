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
    var known: [Int: DenseTensor] = [:]
    var shards: [Int: DenseTensor] = [:]
    for (position, rank) in from.mesh.ranks.enumerated() {
      let coordinate = from.mesh.coordinate(at: position)
      let first = from.mesh.position(
        at: coordinate.enumerated().map { from.placements[$0] == .replicate ? 0 : $1 })
      let sizes = from.box(at: coordinate, shape: shape).sizes
      let shard = known[first] ?? values(sizes, seed: seed &+ UInt64(3 * first))
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
}
