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
