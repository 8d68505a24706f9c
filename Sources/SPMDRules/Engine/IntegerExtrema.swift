import Ops
import Sharding

/// A rank that holds none of what a partial maximum folds has the dtype's lowest number in its place.
/// Floats have infinities for it, which arithmetic keeps out of the fold. Integers wrap: one less than
/// the lowest is the highest. So the arithmetic ops take integer extrema folded, whatever their rules
/// let pass, which know no dtypes; the schema says which they are.
extension TensorDistAttr {
  /// How a tensor that lies so lies for the rule of `op`: what must not pass is replicated.
  package func read(by op: String, as dtype: DType) -> TensorDistAttr {
    guard dtype.isInteger, isPartial, OpSchema.named(op)?.wraps == true else { return self }
    var result = self
    for dim in partialDims where [.max, .min].contains(placements[dim].reduceOp) {
      result = result.replacing(dim, with: .replicate)
    }
    return result
  }
}
