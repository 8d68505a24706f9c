import Elements
import Ops
import SPMDRules
import Sharding

/// Casts to a narrower dtype before what communicates, where that gives the same bits: nothing is folded on the way.
public enum NarrowCasts: ProgramPass {
  /// As `--passes` names it.
  public static let name = "narrow-casts"
  /// What it does, in a line.
  public static let summary = "cast to a narrower dtype before a reshard, where nothing is folded"

  /// The program with such casts before their reshards.
  public static func apply(_ completed: CompletedProgram) throws(TesseraError) -> CompletedProgram {
    let program = completed.program
    let isCast = program.ops.contains { op in
      if case .op("cast", _) = op.action { true } else { false }
    }
    guard isCast else { return try DeadValues.apply(completed) }
    let makers = program.makers
    let readers = program.readers
    var editor = ProgramEditor(completed)
    for op in program.ops {
      guard case .op("cast", _) = op.action, let maker = makers[op.operands[0]],
        case .reshard = program.ops[maker].action, readers[op.operands[0]].count == 1,
        !program.results.contains(op.operands[0])
      else {
        editor.keep(op)
        continue
      }
      let (from, output) = (program.ops[maker].operands[0], op.outputs[0])
      let (wide, narrow) = (program.values[from], program.values[output])
      let attr = completed.attrs[from]
      guard narrow.dtype.byteCount < wide.dtype.byteCount, !attr.isPartial,
        !completed.attrs[output].isPartial,
        (try? attr.validate(shape: narrow.shape, dtype: narrow.dtype)) != nil
      else {
        editor.keep(op)
        continue
      }
      let cast = editor.make(
        narrow.name, narrow.shape, narrow.dtype, attr,
        PlacementReason(.made, rule: completed.reasons[output].rule))
      editor.append(op.action, [.one(editor.now(from))], [cast])
      editor.reshard(cast, making: output)
    }
    return try DeadValues.apply(editor.finish())
  }
}
