import Elements
import SPMDRules
import Sharding

/// The ops that go backward through a tape, which read its values and what is given.
package struct BackwardProgram: Sendable {
  /// The values of the tape, the seed, and what the ops make; the ops; the gradients as results.
  package let program: Program
  /// The gradient of the value that is differentiated.
  package let seed: Program.ID
  /// By value that was asked for: its gradient; nil where it is zero.
  package let gradients: [Program.ID?]
}

extension TapedProgram {
  /// What makes the gradients of a value by others.
  ///
  /// - Parameter isUnit: whether the gradient of the value itself is 1.
  /// - Throws: `TesseraError` where one hangs on another by an op that has no gradient.
  package func backward(from root: Program.ID, to sources: [Program.ID], isUnit: Bool = false)
    throws(TesseraError) -> BackwardProgram
  {
    let recorder = ProgramRecorder(continuing: program)
    let value = program.values[root]
    let seed = try recorder.input("grad." + value.name, shape: value.shape, dtype: value.dtype)
    let found = try ReverseMode(recorder: recorder).gradients(
      through: program.ops.indices, seeds: [root: seed], sources: Set(sources), naming: false)
    let gradients = sources.map { found[$0]?.id }
    var steps = BackwardSteps(recorder.program, unit: isUnit ? seed.id : nil)
    steps.addOps(from: program.ops.count)
    let backward = steps.program(results: gradients.compactMap { $0 })
    return BackwardProgram(
      program: backward, seed: seed.id, gradients: gradients.map { $0.map { steps.standing[$0] } })
  }
}

/// The ops from a place on, each once, and no more of them than are needed; what they read of before is at hand.
private struct BackwardSteps {
  private struct Key: Hashable {
    let action: ProgramOp.Action
    let inputs: [Operand<Program.ID>]
    let shapes: [[Int]]
    let dtypes: [DType]
    let annotations: [Annotation?]
  }

  private let source: Program
  private var program: Program
  /// By value: which one stands for it.
  private(set) var standing: [Program.ID]
  private var known: [Key: [Program.ID]] = [:]
  /// The value that is 1, if any is.
  private let unit: Program.ID?
  /// By value that is one number in all places: that number.
  private var numbers: [Program.ID: Program.ID] = [:]
  /// By value that is a power of two times another: the other one, and the attributes that say so.
  private var scaled: [Program.ID: (of: Program.ID, attributes: [String: AttributeValue])] = [:]

  init(_ source: Program, unit: Program.ID?) {
    (self.source, self.unit) = (source, unit)
    program = source
    program.ops = []
    standing = Array(source.values.indices)
  }

  mutating func addOps(from start: Int) {
    for (index, op) in source.ops.enumerated() {
      let inputs = op.inputs.map { $0.map { standing[$0] } }
      guard index >= start else {
        // What a tape does not hold stands for nothing.
        if op.outputs.allSatisfy({ source.values[$0].keeping != .checkpointed }) {
          known[key(op.action, inputs, op.outputs)] = op.outputs
        }
        continue
      }
      if case .op("multiply", let attributes) = op.action,
        let product = product(inputs, attributes, op.outputs[0])
      {
        standing[op.outputs[0]] = product
        continue
      }
      let outputs = add(op.action, inputs, op.outputs)
      for (id, new) in zip(op.outputs, outputs) { standing[id] = new }
      note(op.action, inputs, outputs[0])
    }
  }

  /// The program of the ops that results hang on.
  func program(results: [Program.ID]) -> Program {
    var program = program
    program.results = results.map { standing[$0] }
    let keeps = program.liveOps
    program.ops = zip(program.ops, keeps).filter(\.1).map(\.0)
    return program
  }

  private func key(
    _ action: ProgramOp.Action, _ inputs: [Operand<Program.ID>], _ outputs: [Program.ID]
  ) -> Key {
    let values = outputs.map { program.values[$0] }
    return Key(
      action: action, inputs: inputs, shapes: values.map(\.shape), dtypes: values.map(\.dtype),
      annotations: values.map(\.annotation))
  }

  /// Adds an op, unless one does the same.
  private mutating func add(
    _ action: ProgramOp.Action, _ inputs: [Operand<Program.ID>], _ outputs: [Program.ID]
  ) -> [Program.ID] {
    let key = key(action, inputs, outputs)
    if let outputs = known[key] { return outputs }
    if outputs.allSatisfy({ program.values[$0].keeping != .checkpointed }) { known[key] = outputs }
    program.ops.append(ProgramOp(action: action, inputs: inputs, outputs: outputs))
    return outputs
  }

  /// Remembers what is one number in all places, and what is a power of two times something: that is exact.
  private mutating func note(
    _ action: ProgramOp.Action, _ inputs: [Operand<Program.ID>], _ output: Program.ID
  ) {
    guard case .op(let name, let attributes) = action, case .one(let x)? = inputs.first else {
      return
    }
    if name == "expand", isNumber(x) { numbers[output] = x }
    if name == "scale", case .double(let factor)? = attributes["scale"], factor != 0,
      factor.isFinite, factor.significand == 1, attributes["bias"] == .double(0)
    {
      scaled[output] = (x, attributes)
    }
  }

  private func isNumber(_ id: Program.ID) -> Bool {
    program.values[id].shape.allSatisfy { $0 == 1 }
  }

  /// What stands for a product of 1 and something, or of a number in all places and something; nil of other products.
  private mutating func product(
    _ inputs: [Operand<Program.ID>], _ attributes: [String: AttributeValue], _ output: Program.ID
  ) -> Program.ID? {
    guard inputs.count == 2, case .one(let x) = inputs[0], case .one(let y) = inputs[1] else {
      return nil
    }
    let value = program.values[output]
    for (one, other) in [(x, y), (y, x)] {
      let whole = program.values[other]
      guard whole.shape == value.shape, whole.dtype == value.dtype else { continue }
      if one == unit { return other }
      guard var number = numbers[one], numbers[other] == nil,
        program.values[number].dtype == value.dtype
      else { continue }
      var factor = other
      if let scaled = scaled[other] {
        // Rather the number is scaled than all of the other factor.
        let new = program.add(
          ProgramValue(
            name: "number_\(program.values.count)", shape: program.values[number].shape,
            dtype: value.dtype))
        standing.append(new)
        number = add(.op("scale", scaled.attributes), [.one(number)], [new])[0]
        factor = scaled.of
      }
      return add(.op("multiply", attributes), [.one(number), .one(factor)], [output])[0]
    }
    return nil
  }
}
