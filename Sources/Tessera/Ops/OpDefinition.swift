import Ops
import Tensors

/// An op that can be computed, by one of its names: its schema, and its kernel.
package struct OpDefinition: Sendable {
  /// The name by which it is called, which may be an alias.
  package let name: String
  /// What is a fact about the op.
  package let schema: OpSchema
  let kernel: Kernel

  /// Whether an element has the same bits on whichever rank it is computed, as long as nothing is folded.
  package var isExact: Bool { schema.kind.isExact }

  /// The dtypes of the outputs.
  ///
  /// - Throws: `TesseraError.Kind.usage` if the op does not take the call.
  func dtypes(_ call: OpCall) throws(TesseraError) -> [DType] {
    guard let rule = schema.dtypes else {
      preconditionFailure("\(name): it has a kernel and no dtypes")
    }
    return try translated {
      let dtypes = try rule.outputs(of: call)
      try kernel.check?(call)
      return dtypes
    }
  }
}
