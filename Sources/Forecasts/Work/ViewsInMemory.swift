import Ops
import Programs

/// Which values of a program are views in this library's memory, and lie there in another order than their elements: those
/// of transposed or cut operands.
///
/// Another shape of such a view is a copy.
struct ViewsInMemory {
  private let program: Program
  private var isStrided: [Bool]

  /// What gives a strided view of whatever it is given.
  private static let turning: Set<String> = [
    "transpose", "swapaxes", "moveaxis", "slice", "strided_slice", "split", "split_with_num",
    "unbind",
  ]
  /// What gives a view that is as strided as its operand.
  private static let keeping: Set<String> = ["squeeze", "unsqueeze"]
  /// What gives another shape.
  private static let shaping: Set<String> = ["reshape", "flatten"]

  init(_ program: Program) {
    self.program = program
    isStrided = [Bool](repeating: false, count: program.values.count)
    for op in program.ops {
      guard case .op(let name, _) = op.action, let name = OpSchema.named(name)?.name else {
        continue
      }
      let isView =
        Self.turning.contains(name)
        || Self.keeping.contains(name) && op.operands.contains { isStrided[$0] }
      if isView { for output in op.outputs { isStrided[output] = true } }
    }
  }

  /// Whether an op copies a view to give it another shape.
  func isCopied(by op: ProgramOp) -> Bool {
    guard case .op(let name, _) = op.action, let name = OpSchema.named(name)?.name,
      Self.shaping.contains(name)
    else { return false }
    return op.operands.contains { isStrided[$0] }
  }

  /// Whether an op converts to the dtype that its operand has, which gives the operand.
  func isIdentity(_ op: ProgramOp) -> Bool {
    guard case .op("cast", _) = op.action else { return false }
    return program.values[op.operands[0]].dtype == program.values[op.outputs[0]].dtype
  }
}
