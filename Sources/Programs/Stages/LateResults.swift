import Elements

/// Returns results as they are made, partial or in pieces: who takes them moves them, as one that adds many of them up
/// does once for all. It changes where results lie, so it is not among `ProgramPasses.all`.
package enum LateResults: ProgramPass {
  package static let name = "late-results"
  package static let summary = "return results as they are made: who takes them moves them"

  package static func apply(_ completed: CompletedProgram) throws(TesseraError) -> CompletedProgram
  {
    var program = completed.program
    let (makers, readers) = (program.makers, program.readers)
    for (place, id) in program.results.enumerated() {
      guard let maker = makers[id], case .reshard = program.ops[maker].action, readers[id].isEmpty
      else { continue }
      let source = program.ops[maker].operands[0]
      guard completed.attrs[source].mesh == completed.attrs[id].mesh else { continue }
      program.results[place] = source
    }
    return try DeadValues.apply(
      CompletedProgram(
        program: program, attrs: completed.attrs, reasons: completed.reasons,
        requests: completed.requests))
  }
}
