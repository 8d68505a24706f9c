import Elements
import Sharding

/// A program that is being recorded: makes the symbols that ops are applied to.
public final class ProgramRecorder {
  private(set) var program: Program
  private var names = ProgramNames()
  /// By value: whether somebody gave it its name.
  private var isNamed: [Bool] = []
  private var numbers = KnownNumbers()

  init(name: String) { program = Program(name: name) }

  /// Goes on recording a program that is there.
  init(continuing program: Program) {
    self.program = program
    names = ProgramNames(program.values.map(\.name))
    isNamed = program.values.map { _ in true }
  }

  /// A value that a caller gives at each run.
  ///
  /// - Parameter placements: where it is to lie, in the notation; nil for completion to find.
  /// - Throws: `TesseraError` where the name is taken, or the text is not in the notation.
  public func input(
    _ name: String, shape: [Int], dtype: DType = .float32, _ placements: String? = nil
  ) throws(TesseraError) -> Value {
    try given(name, shape, dtype, .input, placements)
  }

  /// A value that a caller gives once: a weight.
  ///
  /// - Parameter placements: where it is to lie, in the notation; nil for completion to find.
  /// - Throws: `TesseraError` where the name is taken, or the text is not in the notation.
  public func parameter(
    _ name: String, shape: [Int], dtype: DType = .float32, _ placements: String? = nil
  ) throws(TesseraError) -> Value {
    try given(name, shape, dtype, .parameter, placements)
  }

  private func given(
    _ name: String, _ shape: [Int], _ dtype: DType, _ role: ProgramValue.Role,
    _ placements: String?
  ) throws(TesseraError) -> Value {
    guard !names.contains(name) else {
      throw TesseraError(.usage, "program \(program.name): two values are named '\(name)'")
    }
    try translated { try requireTensorShape(shape) }
    let annotation = try placements.map { text throws(TesseraError) in
      try translated { try Annotation(parsing: text) }
    }
    let id = program.add(
      ProgramValue(
        name: names.unique(name), shape: shape, dtype: dtype, role: role, annotation: annotation))
    isNamed.append(true)
    program.inputs.append(id)
    return Value(self, id)
  }

  /// A tensor of these numbers in row-major order, or of one number everywhere.
  public func constant(_ numbers: [Double], shape: [Int], dtype: DType) throws(TesseraError)
    -> Value
  {
    try translated { try requireTensorShape(shape) }
    let count = shape.reduce(1, *)
    guard numbers.count == count || numbers.count == 1 else {
      throw TesseraError(
        .usage,
        "a constant of shape \(shape): \(count) numbers, or one, are required, \(numbers.count) "
          + "are given")
    }
    let id = program.add(
      ProgramValue(name: unique("constant"), shape: shape, dtype: dtype))
    isNamed.append(false)
    program.ops.append(ProgramOp(action: .constant(numbers), inputs: [], outputs: [id]))
    return Value(self, id)
  }

  func apply(_ op: String, _ inputs: [Operand<Value>], _ attributes: [String: AttributeValue])
    throws(TesseraError) -> [Value]
  {
    for value in inputs.flatMap(\.elements) where value.recorder !== self {
      throw TesseraError(
        .usage, "\(op): all symbols must be of one program, '\(value.name)' is of another")
    }
    let outputs = try program.append(op, inputs.map { $0.map(\.id) }, attributes) {
      self.unique($0 == 0 ? $1 : "\($1).\($0)")
    }
    if Checkpointing.isOn { for id in outputs { program.values[id].keeping = .checkpointed } }
    isNamed += outputs.map { _ in false }
    return outputs.map { Value(self, $0) }
  }

  func reshard(_ value: Value, to annotation: Annotation) -> Value {
    let old = program.values[value.id]
    let id = program.add(
      ProgramValue(
        name: unique("reshard"), shape: old.shape, dtype: old.dtype, annotation: annotation))
    isNamed.append(false)
    if Checkpointing.isOn { program.values[id].keeping = .checkpointed }
    program.ops.append(ProgramOp(action: .reshard, inputs: [.one(value.id)], outputs: [id]))
    return Value(self, id)
  }

  func annotate(_ value: Value, _ annotation: Annotation) -> Value {
    let known = program.values[value.id].annotation
    if let known, known != annotation { return reshard(value, to: annotation) }
    program.values[value.id].annotation = annotation
    return value
  }

  /// Records an op of the program once more, on other operands.
  func again(_ op: ProgramOp, _ inputs: [Operand<Program.ID>]) -> [Program.ID] {
    let outputs = op.outputs.map { id in
      let old = program.values[id]
      isNamed.append(true)
      return program.add(
        ProgramValue(
          name: names.unique(old.name + ".again"), shape: old.shape, dtype: old.dtype,
          annotation: old.annotation, keeping: .recomputed))
    }
    program.ops.append(ProgramOp(action: op.action, inputs: inputs, outputs: outputs))
    return outputs
  }

  /// Lets what an op made wait for gradients.
  func keep(_ id: Program.ID) {
    guard let op = program.ops.last(where: { $0.outputs.contains(id) }) else { return }
    for id in op.outputs { program.values[id].keeping = .kept }
  }

  /// The whole number or truth that a value of one element is, where it hangs on constants alone; else nil.
  package func number(of value: Value) -> Double? { numbers.number(of: value.id, in: program) }

  /// The elements of a one-dimensional integer constant; nil of any other value.
  package func numbers(of value: Value) -> [Double]? { numbers.list(of: value.id, in: program) }

  /// The number of ops so far.
  package var opCount: Int { program.ops.count }

  /// Whether somebody gave a value its name.
  func isNamed(_ value: Value) -> Bool { isNamed[value.id] }

  /// Lets patterns find a value by another name too, as that of a weight tied to it.
  package func addName(_ name: String, to value: Value) {
    program.values[value.id].otherNames.append(name)
  }

  /// Names a value that has no name of its own yet.
  func name(_ value: Value, _ name: String) {
    guard !isNamed[value.id] else { return }
    names.release(program.values[value.id].name)
    program.values[value.id].name = unique(name)
    isNamed[value.id] = true
  }

  /// The value as a result of this name: a copy if it has another name. Returns the value itself if it is a parameter, or if
  /// the name is taken.
  package func result(_ value: Value, named name: String) throws(TesseraError) -> Value {
    guard value.name != name, !names.contains(name), program.values[value.id].role != .parameter
    else { return value }
    return try value.assign().named(name)
  }

  private func unique(_ name: String) -> String { names.unique(ProgramScope.name(name)) }

  func finish(_ results: [Value]) throws(TesseraError) -> Program {
    for value in results where value.recorder !== self {
      throw TesseraError(
        .usage, "program \(program.name): it returns '\(value.name)', which is of another program")
    }
    guard !results.isEmpty else {
      throw TesseraError(.usage, "program \(program.name): it must return at least one value")
    }
    program.results = results.map(\.id)
    return program
  }
}

extension Program {
  /// The program that `body` is: all that it applies to the symbols it makes is recorded, nothing is computed.
  ///
  ///     let program = try Program.trace("mlp") { mlp in
  ///       let x = try mlp.input("x", shape: [8, 16], "S(0),R@grid")
  ///       let w = try mlp.parameter("w", shape: [16, 4])
  ///       return [try (x • w).gelu().named("y")]
  ///     }
  ///
  /// - Throws: `TesseraError` where an op does not take its operands, or whatever `body` throws.
  public static func trace(
    _ name: String = "main", _ body: (ProgramRecorder) throws -> [Value]
  ) throws(TesseraError) -> Program {
    let recorder = ProgramRecorder(name: name)
    return try recorder.finish(try translated { try body(recorder) })
  }
}
