import Elements
import SPMDRules
import Sharding

/// A symbol in a program that is being recorded. It has every operator and method of a tensor, and no numbers.
public struct Value {
  let recorder: ProgramRecorder
  let id: Program.ID

  init(_ recorder: ProgramRecorder, _ id: Program.ID) {
    self.recorder = recorder
    self.id = id
  }
}

extension Value: TensorValue {
  /// The global shape.
  public var shape: [Int] { recorder.program.values[id].shape }

  /// The dtype of the elements.
  public var dtype: DType { recorder.program.values[id].dtype }

  /// The name in the program.
  public var name: String { recorder.program.values[id].name }

  /// Where it is to lie; nil where completion is to find out.
  public var annotation: Annotation? { recorder.program.values[id].annotation }

  /// The names of the parameters that it hangs on.
  package var parameters: [String] {
    let program = recorder.program
    var needed: Set<Program.ID> = [id]
    for op in program.ops.reversed() where op.outputs.contains(where: needed.contains) {
      needed.formUnion(op.operands)
    }
    return program.inputs.filter { needed.contains($0) && program.values[$0].role == .parameter }
      .map { program.values[$0].name }
  }

  /// The op that makes it, and all that this makes; nil of what a caller gives.
  package var maker: (name: String, outputs: [Value])? {
    recorder.program.ops.last { $0.outputs.contains(id) }
      .map { ($0.name, $0.outputs.map { Value(recorder, $0) }) }
  }

  /// Records an op by its name.
  public static func apply(
    _ op: String, _ inputs: [Operand<Value>], _ attributes: [String: AttributeValue]
  ) throws(TesseraError) -> [Value] {
    guard let first = inputs.lazy.flatMap({ $0.elements }).first else {
      throw TesseraError(.usage, "\(op): at least one tensor is required, none is given")
    }
    return try first.recorder.apply(op, inputs, attributes)
  }

  /// A constant without dims.
  public func scalar(_ value: Double, dtype: DType) throws(TesseraError) -> Value {
    try recorder.constant([value], shape: [], dtype: dtype)
  }

  /// A constant of these numbers in row-major order, or of one number everywhere.
  public func constant(_ numbers: [Double], shape: [Int], dtype: DType) throws(TesseraError)
    -> Value
  {
    try recorder.constant(numbers, shape: shape, dtype: dtype)
  }

  /// A constant without elements.
  public func absent() throws(TesseraError) -> Value {
    try recorder.constant([0], shape: [0], dtype: dtype)
  }

  /// This symbol, named within the scopes that the code is in. What has a name already keeps it.
  public func named(_ name: String) -> Value {
    recorder.name(self, name)
    return self
  }

  /// This symbol, to lie as the notation says: completion keeps to it.
  ///
  /// - Throws: `TesseraError.Kind.usage` where the text is not in the notation.
  public func placed(_ placements: String) throws(TesseraError) -> Value {
    recorder.annotate(self, try translated { try Annotation(parsing: placements) })
  }

  /// The same value, lying otherwise.
  ///
  /// - Throws: `TesseraError.Kind.usage` where the text is not in the notation.
  public func resharded(to placements: String) throws(TesseraError) -> Value {
    recorder.reshard(self, to: try translated { try Annotation(parsing: placements) })
  }
}

/// What a symbol cannot do, and how it is done instead.
extension Value {
  /// - Throws: `ProgramError.symbol` always: a symbol has no numbers.
  public func item() throws(ProgramError) -> Double {
    throw .symbol(
      "item: '\(name)' is a symbol of a program, it has no number; return it from the program, and "
        + "ask the tensor that a run gives")
  }

  /// - Throws: `ProgramError.symbol` always: a symbol has no numbers.
  public func full() throws(ProgramError) -> Never {
    throw .symbol(
      "full: '\(name)' is a symbol of a program, it has no elements; return it from the program, or "
        + "watch it: run(watching: \"\(name)\")")
  }
}

extension Value: CustomStringConvertible {
  /// Name, dtype and shape, and where it is to lie if that is said; no numbers, which a symbol does not have.
  public var description: String {
    let value = recorder.program.values[id]
    return "\(value.name): \(value.notation)"
  }
}
