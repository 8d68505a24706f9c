import Elements
import Ops
import Sharding

/// What partial integers must not pass, whatever rules let pass, which know no dtypes.
///
/// - A rank that holds none of what a partial maximum folds has the dtype's lowest number in its place. Floats have
///   infinities for it, which arithmetic keeps out of the fold. Integers wrap: one less than the lowest is the highest.
///   So the arithmetic ops take integer extrema folded; the schema says which they are.
/// - A partial sum or product of integers is the value only after it has wrapped as its dtype does. So an op whose
///   result is wider, or a float, takes it folded: the sum of int32 is int64, which does not wrap.
extension TensorDistAttr {
  /// How a tensor that lies so lies for the rule of `op`: what must not pass is replicated.
  ///
  /// - Parameters:
  ///   - dtypes: of all operands.
  ///   - attributes: of the call.
  package func read(
    by op: String, as dtype: DType, beside dtypes: [DType], _ attributes: [String: AttributeValue]
  ) -> TensorDistAttr {
    guard dtype.isInteger, isPartial, let schema = OpSchema.named(op) else { return self }
    var folded: Set<ReduceOp> = schema.wraps ? [.max, .min] : []
    if !schema.keeps(dtype, beside: dtypes, attributes) { folded.formUnion([.sum, .prod]) }
    return replicating(folded)
  }

  /// How a result is asked for that is to lie so: what no operand may pass is replicated.
  package func asked(
    of op: String, as dtype: DType, from dtypes: [DType], _ attributes: [String: AttributeValue]
  ) -> TensorDistAttr {
    guard isPartial, let schema = OpSchema.named(op) else { return self }
    var folded: Set<ReduceOp> = dtype.isInteger && schema.wraps ? [.max, .min] : []
    if dtypes.contains(where: { $0.isInteger && !schema.keeps($0, beside: dtypes, attributes) }) {
      folded.formUnion([.sum, .prod])
    }
    return replicating(folded)
  }

  private func replicating(_ ops: Set<ReduceOp>) -> TensorDistAttr {
    var result = self
    for dim in partialDims where placements[dim].reduceOp.map(ops.contains) == true {
      result = result.replacing(dim, with: .replicate)
    }
    return result
  }
}

extension OpSchema {
  /// Whether the results wrap wherever an operand of this integer dtype does: they are of as many bits or fewer.
  fileprivate func keeps(
    _ dtype: DType, beside dtypes: [DType], _ attributes: [String: AttributeValue]
  ) -> Bool {
    guard let rule = self.dtypes else { return true }
    switch rule {
    case .cast:
      guard case .string(let name)? = attributes["dtype"], let wanted = DType(name: name) else {
        return false
      }
      return wanted.isInteger && wanted.byteCount <= dtype.byteCount
    case .sums: return dtype.byteCount == 8
    case .promoted, .promotedNumbers, .promotedReal, .promotedRealNumbers, .promotedBits, .addN,
      .where, .numbersPromoted:
      return DType.promoted(dtypes.filter { $0 != .bool }) == dtype
    case .scale, .clip, .threshold, .hardtanh, .power, .rounded:
      return attributes.values.allSatisfy { value in
        if case .double(let number) = value { number == number.rounded() } else { true }
      }
    case .floating, .complex, .real, .promotedFloating, .norm, .reduceBase: return false
    default: return true
    }
  }
}
