import Elements
import Sharding

extension TensorDistAttr {
  /// The layout with each mesh dim that `spreads` cutting the tensor once more, so that its ranks hold a part each
  /// instead of the same; the mesh dim replicates where no part would be left for some of them.
  ///
  /// The cut is of the first dim that has an index for each rank, so that parts are runs of rows where that is possible.
  package func spread(
    _ shape: [Int], where spreads: (Placement) -> Bool
  ) -> TensorDistAttr {
    var attr = self
    for meshDim in placements.indices where spreads(placements[meshDim]) {
      let ways = mesh.shape[meshDim]
      let origin = [Int](repeating: 0, count: mesh.ndim)
      let sizes = attr.replacing(meshDim, with: .replicate).box(at: origin, shape: shape).sizes
      let dim = ways > 1 ? sizes.firstIndex { $0 >= ways } : nil
      attr = attr.replacing(meshDim, with: dim.map { .shard($0) } ?? .replicate)
    }
    return attr
  }
}
