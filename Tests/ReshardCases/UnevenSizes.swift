import Sharding

extension TensorDistAttr {
  /// The same with explicit sizes of the first mesh dim that cuts a tensor dim alone, which nobody
  /// would choose: one element on the first rank, the rest on the last. Nil where there is none.
  public func uneven(_ shape: [Int]) -> TensorDistAttr? {
    for (meshDim, placement) in placements.enumerated() {
      guard let dim = placement.shardDim, cutters(of: dim).count == 1 else { continue }
      let (size, count) = (shape[dim], mesh.shape[meshDim])
      let first = count > 1 ? min(1, size) : 0
      let middle = [Int](repeating: 0, count: max(0, count - 2))
      let sizes = (count > 1 ? [first] : []) + middle + [size - first]
      return replacing(meshDim, with: placement, sizes: sizes)
    }
    return nil
  }
}
