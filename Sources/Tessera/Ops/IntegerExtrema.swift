import Ops
import Sharding

/// A rank that holds none of what a partial maximum folds has the dtype's lowest number in its place.
/// Floats have infinities for it, which arithmetic keeps out of the fold. Integers wrap: one less than
/// the lowest is the highest. So the arithmetic ops take integer extrema folded, whatever their rules
/// let pass, which know no dtypes; the schema says which they are.
extension DistTensor {
  /// How this tensor lies for the rule of `op`: what must not pass is replicated.
  func attr(for op: String) -> TensorDistAttr {
    guard dtype.isInteger, attr.isPartial, OpSchema.named(op)?.wraps == true else { return attr }
    var result = attr
    for dim in attr.partialDims where [.max, .min].contains(attr.placements[dim].reduceOp) {
      result = result.replacing(dim, with: .replicate)
    }
    return result
  }
}
