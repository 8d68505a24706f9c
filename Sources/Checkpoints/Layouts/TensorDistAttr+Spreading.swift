import Elements
import Sharding

extension TensorDistAttr {
  /// The layout with each of `meshDims` cutting the tensor once more, so that its ranks hold a part each instead of the
  /// same; a tensor without dims stays as it is, and each such mesh dim replicates it.
  ///
  /// The cut is of the first dim that has an index for each rank, so that parts are runs of rows where that is possible;
  /// where none has, of the longest, and some ranks hold nothing.
  package func spread(_ shape: [Int], over meshDims: [Int]) -> TensorDistAttr {
    var attr = self
    for meshDim in meshDims {
      let ways = mesh.shape[meshDim]
      let origin = [Int](repeating: 0, count: mesh.ndim)
      let sizes = attr.replacing(meshDim, with: .replicate).box(at: origin, shape: shape).sizes
      let dim =
        ways > 1
        ? sizes.firstIndex { $0 >= ways } ?? sizes.indices.max { sizes[$0] < sizes[$1] } : nil
      attr = attr.replacing(meshDim, with: dim.map { .shard($0) } ?? .replicate)
    }
    return attr
  }
}
