import CostModel
import Elements

/// How the fold of an exchange can be cut without changing a bit of its result.
package struct Folding {
  package let folds: [FoldLevel]
  package let dtype: DType
  /// The type that a fold on its way is accumulated in.
  package let accumulated: DType
  package let order: FoldOrder

  package init(_ folds: [FoldLevel], _ dtype: DType) {
    (self.folds, self.dtype) = (folds, dtype)
    order = FoldOrder(folds.map(\.op), dtype)
    accumulated = order.accumulated
  }

  /// How many times the bytes of a block a fold on its way has.
  package var widening: Int { order.widening }

  /// The type of a value on its way.
  package func type(of value: HierarchicalSchedule.Value) -> DType {
    if case .partial = value { accumulated } else { dtype }
  }
}
