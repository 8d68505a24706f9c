import Elements
import SPMDRules
import Sharding

/// Ops that are run as they are called, written down as a program, so that gradients go back through them.
package struct TapedProgram: Sendable {
  /// What was written down so far; it has no results.
  package private(set) var program = Program(name: "tape")

  /// Nothing yet.
  package init() {}

  /// Adds a tensor that no op of the tape made.
  package mutating func take(_ name: String?, shape: [Int], dtype: DType) -> Program.ID {
    let id = program.values.count
    let known = name.map { name in
      program.value(named: name) == nil ? name : "\(name)_\(id)"
    }
    program.inputs.append(id)
    return program.add(
      ProgramValue(name: known ?? "tensor_\(id)", shape: shape, dtype: dtype, role: .input))
  }

  /// Adds an op that was run.
  ///
  /// - Parameters:
  ///   - op: its own name, not an alias.
  ///   - attributes: all of them, defaults filled in.
  ///   - outputs: what it made.
  ///   - isKept: whether that waits for gradients, or is computed again.
  package mutating func note(
    _ op: String, _ inputs: [Operand<Program.ID>], _ attributes: [String: AttributeValue],
    outputs: [(shape: [Int], dtype: DType)], isKept: Bool
  ) -> [Program.ID] {
    let ids = outputs.map { output in
      program.add(
        ProgramValue(
          name: "\(op)_\(program.values.count)", shape: output.shape, dtype: output.dtype,
          keeping: isKept ? .kept : .checkpointed))
    }
    program.ops.append(ProgramOp(action: .op(op, attributes), inputs: inputs, outputs: ids))
    return ids
  }

  /// Has a value wait for gradients.
  package mutating func keep(_ id: Program.ID) { program.values[id].keeping = .kept }

  /// Adds a reshard that was run. One in a checkpoint is run again: it says where it goes.
  package mutating func noteReshard(
    of id: Program.ID, from: Annotation, to: Annotation, isKept: Bool
  ) -> Program.ID {
    let old = program.values[id]
    if from.meshName != to.meshName { program.values[id].annotation = from }
    let made = program.add(
      ProgramValue(
        name: "reshard_\(program.values.count)", shape: old.shape, dtype: old.dtype,
        annotation: from.meshName == to.meshName && isKept ? nil : to,
        keeping: isKept ? .kept : .checkpointed))
    program.ops.append(ProgramOp(action: .reshard, inputs: [.one(id)], outputs: [made]))
    return made
  }
}

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
  /// - Throws: `TesseraError` where one hangs on another by an op that has no gradient.
  package func backward(from root: Program.ID, to sources: [Program.ID]) throws(TesseraError)
    -> BackwardProgram
  {
    let recorder = ProgramRecorder(continuing: program)
    let value = program.values[root]
    let seed = try recorder.input("grad." + value.name, shape: value.shape, dtype: value.dtype)
    let found = try ReverseMode(recorder: recorder).gradients(
      through: program.ops.indices, seeds: [root: seed], sources: Set(sources), naming: false)
    let gradients = sources.map { found[$0]?.id }
    let results = gradients.compactMap { $0 }
    let (backward, standing) = recorder.program.onlyBackward(
      from: program.ops.count, results: results)
    return BackwardProgram(
      program: backward, seed: seed.id, gradients: gradients.map { $0.map { standing[$0] } })
  }
}

extension Program {
  /// The ops from a place on that results hang on, each once; what they read of before is at hand.
  ///
  /// - Returns: the program; by value: which one stands for it.
  fileprivate func onlyBackward(from start: Int, results: [ID]) -> (Program, [ID]) {
    struct Key: Hashable {
      let action: ProgramOp.Action
      let inputs: [Operand<ID>]
      let shapes: [[Int]]
      let dtypes: [DType]
      let annotations: [Annotation?]
    }
    var known: [Key: [ID]] = [:]
    var standing = Array(values.indices)
    var program = self
    program.ops = []
    for (index, op) in ops.enumerated() {
      let inputs = op.inputs.map { $0.map { standing[$0] } }
      let key = Key(
        action: op.action, inputs: inputs, shapes: op.outputs.map { values[$0].shape },
        dtypes: op.outputs.map { values[$0].dtype },
        annotations: op.outputs.map { values[$0].annotation })
      if index >= start, let outputs = known[key] {
        for (id, new) in zip(op.outputs, outputs) { standing[id] = new }
        continue
      }
      // What a tape does not hold stands for nothing.
      if op.outputs.allSatisfy({ values[$0].keeping != .checkpointed }) { known[key] = op.outputs }
      if index >= start {
        program.ops.append(ProgramOp(action: op.action, inputs: inputs, outputs: op.outputs))
      }
    }
    program.results = results.map { standing[$0] }
    let keeps = program.liveOps
    program.ops = zip(program.ops, keeps).filter(\.1).map(\.0)
    return (program, standing)
  }
}
