import Elements
import Ops
import SPMDRules
import Sharding

/// Reshards the result of an op instead of its operands, where the op can compute on them as they lie and the result
/// moves no more bytes: a partial value travels through linear ops until someone needs it, and the all-reduces of two
/// addends become one.
public enum LateReshards: ProgramPass {
  /// As `--passes` names it.
  public static let name = "late-reshards"
  /// What it does, in a line.
  public static let summary =
    "reshard a result instead of its operands: partial values travel through linear ops"

  /// The program with reshards as late as they can be.
  public static func apply(_ completed: CompletedProgram) throws(TesseraError) -> CompletedProgram {
    let program = completed.program
    let makers = program.makers
    let readers = program.readers
    /// The value that is resharded into this one for its only reader; nil where there is none.
    func source(of id: Program.ID) -> Program.ID? {
      guard let maker = makers[id], case .reshard = program.ops[maker].action,
        readers[id].count == 1, !program.results.contains(id)
      else { return nil }
      let from = program.ops[maker].operands[0]
      return completed.attrs[from].mesh == completed.attrs[id].mesh ? from : nil
    }
    let lates = program.ops.map { op -> Late? in
      guard case .op(let name, let attributes) = op.action, op.outputs.count == 1 else {
        return nil
      }
      return late(op, name, attributes, completed, source)
    }
    guard lates.contains(where: { $0 != nil }) else { return try DeadValues.apply(completed) }
    var editor = ProgramEditor(completed)
    for (op, late) in zip(program.ops, lates) {
      guard let late else {
        editor.keep(op)
        continue
      }
      let output = op.outputs[0]
      let value = program.values[output]
      let raw = editor.make(
        value.name, value.shape, value.dtype, late.attr,
        PlacementReason(.made, rule: late.rule))
      editor.append(
        op.action, program.operands(like: op.inputs, late.operands.map(editor.now)), [raw])
      editor.reshard(raw, making: output)
    }
    return try DeadValues.apply(editor.finish())
  }

  /// An op on its operands as they lay before they were resharded, where its result lies then, and the rule that says so.
  private typealias Late = (operands: [Program.ID], attr: TensorDistAttr, rule: String)

  /// The op on its operands as they lay before they were resharded; nil where it cannot be, or moves more.
  private static func late(
    _ op: ProgramOp, _ name: String, _ attributes: [String: AttributeValue],
    _ completed: CompletedProgram, _ source: (Program.ID) -> Program.ID?
  ) -> Late? {
    let program = completed.program
    let sources = op.operands.map { source($0) ?? $0 }
    guard sources != op.operands else { return nil }
    var rest = sources[...]
    let inputs = op.inputs.map { operand in
      operand.map { _ in
        let id = rest.removeFirst()
        return program.ruleTensor(id, completed.attrs[id], of: op)
      }
    }
    let call = RuleCall(op: name, inputs: inputs, attributes: attributes)
    guard let answer = try? Inference.infer(call),
      answer.inputs.flatMap(\.elements) == sources.map({ completed.attrs[$0] }),
      let attr = answer.outputs.flatMap(\.elements).first
    else { return nil }
    let value = program.values[op.outputs[0]]
    let after = completed.price(value.shape, value.dtype, attr, completed.attrs[op.outputs[0]])
    let before = zip(sources, op.operands).reduce(0) { bytes, pair in
      pair.0 == pair.1 ? bytes : bytes.addingSaturated(completed.price(from: pair.0, to: pair.1))
    }
    guard after < before || after == before && attr != completed.attrs[op.outputs[0]] else {
      return nil
    }
    return (sources, attr, answer.axes.description)
  }
}
