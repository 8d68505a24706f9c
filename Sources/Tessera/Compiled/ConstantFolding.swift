import Elements
import Programs
import Tensors

/// Computes what hangs on constants alone once, before the program runs. It needs kernels, so it is not among
/// `ProgramPasses.all`.
public enum ConstantFolding: ProgramPass {
  /// As `--passes` names it.
  public static let name = "constant-folding"
  /// What it does, in a line.
  public static let summary = "compute what hangs on constants alone once, before the program runs"

  /// Larger results are computed where they lie.
  private static let mostElements = 4096

  /// The program with constants in the place of such values.
  public static func apply(_ completed: CompletedProgram) throws(TesseraError) -> CompletedProgram {
    let program = completed.program
    var known: [Program.ID: DenseTensor] = [:]
    var folded: [Program.ID: [Double]] = [:]
    for op in program.ops {
      switch op.action {
      case .constant(let numbers):
        let value = program.values[op.outputs[0]]
        known[op.outputs[0]] =
          numbers.count == 1
          ? DenseTensor(repeating: numbers[0], shape: value.shape, dtype: value.dtype)
          : DenseTensor(numbers, shape: value.shape).converted(to: value.dtype)
      case .reshard: known[op.outputs[0]] = known[op.operands[0]]
      // Each step of training draws anew.
      case .op where op.isRandom: continue
      case .op(let name, let attributes):
        let inputs = op.inputs.compactMap { operand -> Operand<DenseTensor>? in
          let tensors = operand.elements.compactMap { known[$0] }
          guard tensors.count == operand.elements.count else { return nil }
          if case .one = operand { return .one(tensors[0]) }
          return .list(tensors)
        }
        guard inputs.count == op.inputs.count,
          op.outputs.allSatisfy({
            program.values[$0].shape.reduce(1, *) <= mostElements
              && program.values[$0].dtype.kind != .complex && !completed.attrs[$0].isPartial
          })
        else { continue }
        let made = try LocalOp(name, inputs, attributes)()
        for (id, tensor) in zip(op.outputs, made) {
          let numbers = tensor.converted(to: .float64).values(as: Double.self)
          // Integers beyond 2^53 are no doubles.
          guard numbers.allSatisfy({ $0.magnitude < 0x1p53 || !$0.isFinite }) else { continue }
          known[id] = tensor
          folded[id] = numbers
        }
      }
    }
    guard !folded.isEmpty else { return completed }
    return try completed.replacing(folded)
  }
}
