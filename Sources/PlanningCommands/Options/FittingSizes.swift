import Elements
import Files
import Sharding

extension TensorDistAttr {
  /// The same placements with explicit sizes under which the shards have just these shapes, by rank, and make
  /// up a tensor of `shape`; nil if there are none.
  package func fitting(shards shapes: [Int: [Int]], of shape: [Int]) -> TensorDistAttr? {
    guard !isStrided else { return nil }
    var sizes = self.sizes
    for (meshDim, placement) in placements.enumerated() {
      guard let dim = placement.shardDim, cutters(of: dim) == [meshDim] else { continue }
      sizes[meshDim] = (0..<mesh.shape[meshDim]).map { index in
        var coordinate = [Int](repeating: 0, count: mesh.ndim)
        coordinate[meshDim] = index
        let held = shapes[mesh.rank(at: coordinate)] ?? []
        return held.indices.contains(dim) ? held[dim] : 0
      }
    }
    let attr = try? TensorDistAttr(
      mesh: mesh, placements: placements, cutOrder: cutOrder, sizes: sizes)
    guard let attr, (try? attr.validate(shape: shape)) != nil,
      mesh.ranks.allSatisfy({ attr.box(of: $0, shape: shape)?.sizes == shapes[$0] })
    else { return nil }
    return attr
  }
}
