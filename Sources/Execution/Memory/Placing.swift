import Elements
import Sharding
import Tensors

extension TensorDistAttr {
  /// The shard of `rank`, made of the global value without any communication.
  ///
  /// - Parameter value: makes or reads a box of the global tensor; asked once for each box of the shard, which is one
  ///   unless a dim is cut into parts or blocks.
  /// - Returns: nil outside the mesh.
  public func shard<Failure: Error>(
    of rank: Int, shape: [Int], dtype: DType, value: (Box) throws(Failure) -> DenseTensor
  ) throws(Failure) -> DenseTensor? {
    guard let coordinate = mesh.coordinate(of: rank) else { return nil }
    let extent = extent(at: coordinate, shape: shape)
    if let op = identity(at: coordinate) {
      let shard = DenseTensor(shape: extent.sizes, dtype: dtype)
      shard.fillIdentity(of: op)
      return shard
    }
    return try extent.gathered(dtype, value)
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
      let extent = extent(at: other, shape: result.shape)
      for box in extent.boxes where !box.isEmpty {
        let part = box.relative(to: extent)
        result.slice(offsets: box.offsets, sizes: box.sizes)
          .copy(from: shard.slice(offsets: part.offsets, sizes: part.sizes))
      }
    }
  }
}

extension Extent {
  /// A shard that covers it, of what `value` makes or reads of each of its boxes.
  public func gathered<Failure: Error>(
    _ dtype: DType, _ value: (Box) throws(Failure) -> DenseTensor
  ) throws(Failure) -> DenseTensor {
    if let box { return try value(box) }
    let shard = DenseTensor(shape: sizes, dtype: dtype)
    for box in boxes {
      let part = box.relative(to: self)
      shard.slice(offsets: part.offsets, sizes: part.sizes).copy(from: try value(box))
    }
    return shard
  }
}
