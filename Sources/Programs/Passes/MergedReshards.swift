import Elements
import SPMDRules
import Sharding

/// A reshard of what was resharded goes there at once where that moves no more: two folds of a mesh become one, and an
/// all-reduce of which each rank then takes a part becomes a reduce-scatter.
public enum MergedReshards: ProgramPass {
  /// As `--passes` names it.
  public static let name = "merged-reshards"
  /// What it does, in a line.
  public static let summary =
    "reshard at once what is resharded twice: all-reduce and slice become reduce-scatter"

  /// The program with them merged.
  public static func apply(_ completed: CompletedProgram) throws(TesseraError) -> CompletedProgram {
    let program = completed.program
    let makers = program.makers
    func isSecond(_ op: ProgramOp) -> Bool {
      guard case .reshard = op.action, let maker = makers[op.operands[0]] else { return false }
      return program.ops[maker].action == .reshard
    }
    guard program.ops.contains(where: isSecond) else { return try DeadValues.apply(completed) }
    let readers = program.readers
    var editor = ProgramEditor(completed)
    for op in program.ops {
      guard isSecond(op), let maker = makers[op.operands[0]] else {
        editor.keep(op)
        continue
      }
      let (first, middle, last) = (
        program.ops[maker].operands[0], op.operands[0], op.outputs[0]
      )
      let isAlone = readers[middle].count == 1 && !program.results.contains(middle)
      let direct = completed.price(from: first, to: last)
      let apart = completed.price(from: middle, to: last)
      let before = isAlone ? completed.price(from: first, to: middle) : 0
      if direct <= apart.addingSaturated(before) {
        editor.reshard(editor.now(first), making: last)
      } else {
        editor.keep(op)
      }
    }
    return try DeadValues.apply(editor.finish())
  }
}

extension CompletedProgram {
  /// The bytes that all ranks receive at the least where a value comes to lie as another does, which has its shape;
  /// between meshes what the target holds.
  func price(from: Program.ID, to: Program.ID) -> Int {
    price(program.values[from].shape, program.values[from].dtype, attrs[from], attrs[to])
  }

  func price(_ shape: [Int], _ dtype: DType, _ from: TensorDistAttr, _ to: TensorDistAttr) -> Int {
    let elements =
      from.mesh.hasSameRanks(as: to.mesh)
      ? Price.reshard(shape, from: from, to: to) : Price.volume(shape, to)
    return elements.timesSaturated(dtype.byteCount)
  }
}
