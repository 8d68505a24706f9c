import Elements
import SPMDRules
import Sharding

/// Makes one completed program of another, op by op.
struct ProgramEditor {
  let source: CompletedProgram
  private(set) var program: Program
  private(set) var attrs: [TensorDistAttr] = []
  private var reasons: [PlacementReason] = []
  private lazy var names = ProgramNames(source.program.values.map(\.name))
  /// By value of the source: what stands for it now; nil where it is not made yet, or not any more.
  private(set) var standing: [Program.ID?]

  init(_ source: CompletedProgram) {
    self.source = source
    program = Program(name: source.program.name)
    standing = [Program.ID?](repeating: nil, count: source.program.values.count)
    attrs.reserveCapacity(standing.count)
    reasons.reserveCapacity(standing.count)
    for id in source.program.inputs {
      program.inputs.append(copy(id))
    }
  }

  /// The value of the source, under its own name.
  @discardableResult
  private mutating func copy(_ id: Program.ID) -> Program.ID {
    let new = program.add(source.program.values[id])
    attrs.append(source.attrs[id])
    reasons.append(source.reasons[id])
    standing[id] = new
    return new
  }

  /// What stands for a value that is made already.
  func now(_ id: Program.ID) -> Program.ID {
    guard let new = standing[id] else {
      preconditionFailure("'\(source.program.values[id].name)' is made before it is read")
    }
    return new
  }

  /// The operands of an op of the source, as they are now.
  func operands(of op: ProgramOp) -> [Operand<Program.ID>] { op.inputs.map { $0.map(now) } }

  /// Takes an op over as it is.
  mutating func keep(_ op: ProgramOp) { keep(op, operands(of: op)) }

  /// Takes an op over, with these operands.
  mutating func keep(_ op: ProgramOp, _ inputs: [Operand<Program.ID>]) {
    let outputs = op.outputs.map { copy($0) }
    program.ops.append(ProgramOp(action: op.action, inputs: inputs, outputs: outputs))
  }

  /// Has a value that is there stand for one of the source.
  mutating func replace(_ id: Program.ID, by new: Program.ID) { standing[id] = new }

  /// Adds a reshard of a value that is there.
  ///
  /// - Parameter id: the value of the source that it makes.
  mutating func reshard(_ from: Program.ID, making id: Program.ID) {
    program.ops.append(
      ProgramOp(action: .reshard, inputs: [.one(from)], outputs: [copy(id)]))
  }

  /// Adds a value that the source does not have.
  mutating func make(
    _ name: String, _ shape: [Int], _ dtype: DType, _ attr: TensorDistAttr,
    _ reason: PlacementReason
  ) -> Program.ID {
    let new = program.add(
      ProgramValue(
        name: names.unique(name), shape: shape, dtype: dtype, annotation: Annotation(attr)))
    attrs.append(attr)
    reasons.append(reason)
    return new
  }

  /// Adds an op that the source does not have.
  mutating func append(
    _ action: ProgramOp.Action, _ inputs: [Operand<Program.ID>], _ outputs: [Program.ID]
  ) {
    program.ops.append(ProgramOp(action: action, inputs: inputs, outputs: outputs))
  }

  /// Has a constant stand for a value of the source.
  mutating func keep(_ id: Program.ID, asConstant numbers: [Double]) {
    let new = copy(id)
    program.ops.append(ProgramOp(action: .constant(numbers), inputs: [], outputs: [new]))
  }

  mutating func finish() -> CompletedProgram {
    program.results = source.program.results.map(now)
    return CompletedProgram(
      program: program, attrs: attrs, reasons: reasons, requests: source.requests)
  }
}

extension CompletedProgram {
  /// The program in which these values are constants, of those ops of which all results are among them.
  package func replacing(_ constants: [Program.ID: [Double]]) throws(TesseraError)
    -> CompletedProgram
  {
    var editor = ProgramEditor(self)
    for op in program.ops {
      if op.outputs.allSatisfy({ constants[$0] != nil }) {
        for id in op.outputs { editor.keep(id, asConstant: constants[id] ?? []) }
      } else {
        editor.keep(op)
      }
    }
    return try DeadValues.apply(editor.finish())
  }
}
