import Elements
import Sharding
import Tensors

extension TensorDistAttr {
  /// The shard of `rank`, made of the global value without any communication.
  ///
  /// - Parameter value: makes or reads a box of the global tensor; asked at most once, and for no
  ///   more than the shard.
  /// - Returns: nil outside the mesh.
  public func shard<Failure: Error>(
    of rank: Int, shape: [Int], dtype: DType, value: (Box) throws(Failure) -> DenseTensor
  ) throws(Failure) -> DenseTensor? {
    guard let coordinate = mesh.coordinate(of: rank) else { return nil }
    let box = box(at: coordinate, shape: shape)
    guard let op = identity(at: coordinate) else { return try value(box) }
    let shard = DenseTensor(shape: box.sizes, dtype: dtype)
    shard.fillIdentity(of: op)
    return shard
  }

  /// The global value of a tensor whose shards are all in this process: what a reshard must keep.
  ///
  /// This is the definition of the semantics, written down without plans: shards are pasted by their
  /// boxes, once for each combination of partial coordinates, and these are folded, the last mesh
  /// dim first, with one rounding at the end. Replicas are taken from coordinate 0.
  /// O(contributions x elements).
  public func globalValue(of shards: [Int: DenseTensor], shape: [Int], dtype: DType) -> DenseTensor
  {
    var coordinates = [[Int](repeating: 0, count: mesh.ndim)]
    for dim in partialDims {
      coordinates = coordinates.flatMap { coordinate in
        (0..<mesh.shape[dim]).map { index in
          var next = coordinate
          next[dim] = index
          return next
        }
      }
    }
    let parts = coordinates.map { coordinate in
      let part = DenseTensor(shape: shape, dtype: dtype)
      paste(shards, at: coordinate, into: part)
      return part
    }
    guard parts.count > 1 else { return parts[0] }
    let result = DenseTensor(shape: shape, dtype: dtype)
    let levels = partialDims.compactMap { dim in
      placements[dim].reduceOp.map { FoldLevel($0, mesh.shape[dim]) }
    }
    fold(levels, parts, into: result)
    return result
  }

  /// Pastes the shards of all coordinates that agree with `coordinate` but where tensor dims are cut.
  private func paste(
    _ shards: [Int: DenseTensor], at coordinate: [Int], into result: DenseTensor
  ) {
    for position in mesh.ranks.indices {
      let other = mesh.coordinate(at: position)
      let agrees = placements.indices.allSatisfy {
        placements[$0].shardDim != nil || other[$0] == coordinate[$0]
      }
      guard agrees, let shard = shards[mesh.ranks[position]] else { continue }
      let box = box(at: other, shape: result.shape)
      guard !box.isEmpty else { continue }
      result.slice(offsets: box.offsets, sizes: box.sizes).copy(from: shard)
    }
  }
}
