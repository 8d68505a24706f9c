import Elements
import SPMDRules
import Sharding

/// Computes, makes and moves once what is computed, made or moved alike several times.
public enum CommonSubexpressions: ProgramPass {
  /// As `--passes` names it.
  public static let name = "common-subexpressions"
  /// What it does, in a line.
  public static let summary = "compute and move once what is computed or moved alike"

  /// What tells ops apart.
  private struct Key: Hashable {
    let action: ProgramOp.Action
    let inputs: [Operand<Program.ID>]
    let shapes: [[Int]]
    let dtypes: [DType]
    let attrs: [TensorDistAttr]
    /// What is computed again is not what was computed before, nor is what goes back through it.
    let isAgain: Bool
  }

  /// The program with each of them once.
  public static func apply(_ completed: CompletedProgram) throws(TesseraError) -> CompletedProgram {
    let program = completed.program
    var editor = ProgramEditor(completed)
    var known: [Key: [Program.ID]] = [:]
    for op in program.ops {
      let key = Key(
        action: op.action, inputs: editor.operands(of: op),
        shapes: op.outputs.map { program.values[$0].shape },
        dtypes: op.outputs.map { program.values[$0].dtype },
        attrs: op.outputs.map { completed.attrs[$0] },
        isAgain: op.outputs.contains { program.values[$0].keeping == .recomputed })
      if let outputs = known[key] {
        for (id, new) in zip(op.outputs, outputs) { editor.replace(id, by: new) }
      } else {
        editor.keep(op)
        known[key] = op.outputs.map(editor.now)
      }
    }
    return editor.finish()
  }
}
