import Elements
import Execution
import Resharding
import Sharding
import Tensors

extension Transition {
  /// Whether the global value must come through with all its bits: where values are reduced, folds
  /// run in rank order; where they become partial, identities are added to them. What is folded in
  /// two parts, before and after, or divided by `avg`, is rounded in other places.
  public var isExact: Bool {
    guard to.isPartial, dtype.kind == .floatingPoint || dtype.kind == .complex else { return true }
    return !from.isPartial && !to.placements.contains(.partial(.avg))
  }

  /// What is wrong with the shards that a reshard of `shards` gave; nil where nothing is.
  ///
  /// The expectation is `globalValue`, which knows nothing of plans. Every rank's shard is looked
  /// at: its part of the value, or, where the target is partial, that replicas are equal.
  public func mismatch(_ result: [Int: DenseTensor], from shards: [Int: DenseTensor]) -> String? {
    guard Set(result.keys) == Set(to.mesh.ranks) else {
      return "shards on ranks \(result.keys.sorted()), not on those of the mesh"
    }
    let before = from.globalValue(of: shards, shape: shape, dtype: dtype)
    for (position, rank) in to.mesh.ranks.enumerated() {
      let coordinate = to.mesh.coordinate(at: position)
      let extent = to.extent(at: coordinate, shape: shape)
      guard let shard = result[rank], shard.shape == extent.sizes, shard.dtype == dtype else {
        return "the shard of rank \(rank) is not \(dtype)\(extent.sizes)"
      }
      var expected = extent.gathered(dtype) { before.slice(offsets: $0.offsets, sizes: $0.sizes) }
      if to.isPartial {
        let first = coordinate.enumerated().map { to.placements[$0] == .replicate ? 0 : $1 }
        expected = result[to.mesh.rank(at: first)] ?? expected
      }
      if let difference = shard.difference(from: expected) { return "rank \(rank): \(difference)" }
    }
    let after = to.globalValue(of: result, shape: shape, dtype: dtype)
    // Folds leave one NaN.
    let difference =
      isExact
      ? to.isPartial
        ? before.settled().difference(from: after.settled()) : before.difference(from: after)
      : before.difference(from: after, relative: 0.04, absolute: 0.04)
    return difference.map { "global value: \($0)" }
  }
}
