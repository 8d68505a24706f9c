import Elements

/// Drops ops whose results nobody reads. Inputs stay: they are the program's signature.
public enum DeadValues: ProgramPass {
  /// As `--passes` names it.
  public static let name = "dead-values"
  /// What it does, in a line.
  public static let summary = "drop ops whose results nobody reads"

  /// The program without them.
  public static func apply(_ completed: CompletedProgram) throws(TesseraError) -> CompletedProgram {
    let program = completed.program
    var isLive = [Bool](repeating: false, count: program.values.count)
    for id in program.results { isLive[id] = true }
    var keeps = [Bool](repeating: false, count: program.ops.count)
    for (index, op) in program.ops.enumerated().reversed()
    where op.outputs.contains(where: { isLive[$0] }) {
      keeps[index] = true
      for id in op.operands { isLive[id] = true }
    }
    guard keeps.contains(false) else { return completed }
    var editor = ProgramEditor(completed)
    for (index, op) in program.ops.enumerated() where keeps[index] { editor.keep(op) }
    return editor.finish()
  }
}
