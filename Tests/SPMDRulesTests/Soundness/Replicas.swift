import Sharding
import Tensors

extension TensorDistAttr {
  /// A rank whose shard is not what the rank before it along a replicated mesh dim holds.
  func disagreement(of shards: [Int: DenseTensor]) -> Int? {
    for position in mesh.ranks.indices {
      let coordinate = mesh.coordinate(at: position)
      let first = coordinate.indices.map { placements[$0] == .replicate ? 0 : coordinate[$0] }
      guard let own = shards[mesh.rank(at: coordinate)], let other = shards[mesh.rank(at: first)]
      else { return mesh.rank(at: coordinate) }
      if !own.isClose(to: other, relative: 1e-9, absolute: 1e-9) {
        return mesh.rank(at: coordinate)
      }
    }
    return nil
  }
}
