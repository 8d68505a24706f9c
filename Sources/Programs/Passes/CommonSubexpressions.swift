import Elements
import SPMDRules
import Sharding

/// Computes, makes and moves once what is computed, made or moved alike several times.
public enum CommonSubexpressions: ProgramPass {
  /// As `--passes` names it.
  public static let name = "common-subexpressions"
  /// What it does, in a line.
  public static let summary = "compute and move once what is computed or moved alike"

  /// What tells ops apart, beside their results.
  private struct Key: Hashable {
    let action: ProgramOp.Action
    let inputs: [Operand<Program.ID>]

    /// Attributes are compared, not hashed: few ops take the same operands.
    func hash(into hasher: inout Hasher) {
      if case .op(let name, _) = action { hasher.combine(name) } else { hasher.combine(action) }
      hasher.combine(inputs)
    }
  }

  /// The program with each of them once.
  public static func apply(_ completed: CompletedProgram) throws(TesseraError) -> CompletedProgram {
    let program = completed.program
    let results = Set(program.results)
    var editor = ProgramEditor(completed)
    // By key the results of the ops that were kept.
    var known: [Key: [[Program.ID]]] = [:]
    for op in program.ops {
      let key = Key(action: op.action, inputs: editor.operands(of: op))
      if let outputs = known[key]?.first(where: { completed.areAlike($0, op.outputs) }) {
        for (id, kept) in zip(op.outputs, outputs) {
          if results.contains(id) {
            // A result keeps its name.
            let copy = ProgramOp(action: .op("assign", [:]), inputs: [.one(kept)], outputs: [id])
            editor.keep(copy)
          } else {
            editor.replace(id, by: editor.now(kept))
          }
        }
      } else {
        editor.keep(op, key.inputs)
        known[key, default: []].append(op.outputs)
      }
    }
    return editor.finish()
  }
}

extension CompletedProgram {
  /// Whether results have the same shapes, dtypes and placements. What is computed again is not what was computed
  /// before, nor is what goes back through it.
  fileprivate func areAlike(_ some: [Program.ID], _ others: [Program.ID]) -> Bool {
    guard some.count == others.count else { return false }
    for (one, other) in zip(some, others) {
      let (value, another) = (program.values[one], program.values[other])
      guard value.shape == another.shape, value.dtype == another.dtype, attrs[one] == attrs[other],
        (value.keeping == .recomputed) == (another.keeping == .recomputed)
      else { return false }
    }
    return true
  }
}
