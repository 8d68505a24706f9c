import Elements

/// How far a fold can be cut into parts without changing a bit of its result.
package struct FoldOrder: Hashable, Sendable {
  /// Whether any neighbours may be folded first.
  package var isAssociative: Bool
  /// Whether the first ones may, to go on from there.
  package var isChainable: Bool
  /// The type that a fold on its way is accumulated in.
  package var accumulated: DType
  /// How many times the bytes of a block a fold on its way has.
  package var widening: Int

  /// - Parameter ops: of the folded mesh dims, in mesh order.
  package init(_ ops: [ReduceOp], _ dtype: DType) {
    self.init(ops.count == 1 ? ops[0] : nil, dtype)
  }

  /// - Parameter op: nil if several mesh dims are folded, one after the other.
  package init(_ op: ReduceOp?, _ dtype: DType) {
    let keeps: Bool =
      switch op {
      case .max, .min, .any, .all: true
      default: false
      }
    let isInteger = dtype.kind == .signedInteger || dtype.kind == .unsignedInteger
    isAssociative = keeps || isInteger && (op == .sum || op == .prod)
    isChainable = op != nil && !(op == .avg && (dtype.kind == .complex || dtype == .float64))
    accumulated =
      switch dtype {
      case .float16, .bfloat16, .float32: op == .avg ? .float64 : keeps ? dtype : .float32
      default: dtype
      }
    widening = accumulated.byteCount / dtype.byteCount
  }

  /// Whether the run at `index` of the contributions' order, of so many, is folded before it is sent.
  package func sendsFold(of index: Int, _ count: Int) -> Bool {
    isChainable && count > widening && (isAssociative || index == 0)
  }
}
