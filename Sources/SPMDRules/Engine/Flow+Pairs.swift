import Sharding

/// Flows of ops with one output, by how partial values of the operands meet.
extension Flow {
  /// One operand, of the kind `from`; the output is of the kind `to`.
  static func unary(_ from: ReduceOp, to: ReduceOp) -> Flow {
    Flow([.partial(from)], to: [.partial(to)])
  }

  /// The first of two operands is partial, the second the same on all ranks.
  static func left(_ kinds: ReduceOp...) -> [Flow] {
    kinds.map { Flow([.partial($0), .replicate], to: [.partial($0)]) }
  }

  /// The second of two operands is partial, the first the same on all ranks.
  static func right(_ kinds: ReduceOp...) -> [Flow] {
    kinds.map { Flow([.replicate, .partial($0)], to: [.partial($0)]) }
  }

  /// Either one of two operands is partial.
  static func either(_ kinds: ReduceOp...) -> [Flow] {
    kinds.flatMap { left($0) + right($0) }
  }

  /// Both operands are partial with one op.
  static func both(_ kinds: ReduceOp...) -> [Flow] {
    kinds.map { Flow([.partial($0), .partial($0)], to: [.partial($0)]) }
  }
}
