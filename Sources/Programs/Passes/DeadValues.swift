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
    let keeps = program.liveOps
    guard keeps.contains(false) else { return completed }
    var editor = ProgramEditor(completed)
    for (index, op) in program.ops.enumerated() where keeps[index] { editor.keep(op) }
    return editor.finish()
  }
}
