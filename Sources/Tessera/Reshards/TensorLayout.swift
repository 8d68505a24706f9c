import Elements
import Sharding

/// What every rank knows of a tensor: its global shape, its dtype, and where it lies.
///
/// A cluster keeps one object for all tensors that are alike, so that an op whose operands were seen
/// before is found by their identities, without a look at shapes and placements.
final class TensorLayout {
  let shape: [Int]
  let dtype: DType
  let attr: TensorDistAttr
  /// The ranks of the mesh that are in this process, in the order in which tensors hold their shards.
  let residents: [Int]
  /// The reshards that such tensors were asked for.
  var preparedReshards: [PreparedReshard] = []

  init(shape: [Int], dtype: DType, attr: TensorDistAttr, residents: [Int]) {
    self.shape = shape
    self.dtype = dtype
    self.attr = attr
    self.residents = residents
  }

  struct Key: Hashable {
    let shape: [Int]
    let dtype: DType
    let attr: TensorDistAttr
  }
}

extension Cluster {
  /// The one object of this shape, dtype and dist attr.
  func layout(_ shape: [Int], _ dtype: DType, _ attr: TensorDistAttr) -> TensorLayout {
    let key = TensorLayout.Key(shape: shape, dtype: dtype, attr: attr)
    if let known = reshards.layouts[key] { return known }
    if reshards.layouts.count >= 4096 { reshards.layouts.removeAll() }
    let layout = TensorLayout(
      shape: shape, dtype: dtype, attr: attr, residents: residents.filter(attr.mesh.contains))
    reshards.layouts[key] = layout
    return layout
  }
}
