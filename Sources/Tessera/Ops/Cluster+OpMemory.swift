import SPMDRules
import Sharding

extension Cluster {
  /// What an op takes beyond its inputs: those of them that it wants elsewhere, its outputs, and what
  /// its kernel takes for itself: see `KernelScratch`.
  ///
  /// - Throws: `TesseraError` if the op does not take the inputs.
  package func need(
    of op: String, _ inputs: [Operand<TensorSpec>], _ attributes: [String: AttributeValue] = [:]
  ) throws(TesseraError) -> MemoryNeed {
    try need(of: op, inputs, attributes, scratchFrom: Self.weighedBytes)
  }

  /// - Parameter least: from how many bytes on what the kernel takes for itself is counted.
  func need(
    of op: String, _ inputs: [Operand<TensorSpec>], _ attributes: [String: AttributeValue],
    scratchFrom least: Double
  ) throws(TesseraError) -> MemoryNeed {
    let specs = inputs.flatMap(\.elements)
    let (call, answer) = try translated { try Self.answer(op, inputs, attributes) }
    var need = MemoryNeed()
    for (spec, wanted) in zip(specs, answer.inputs.flatMap(\.elements)) where wanted != spec.attr {
      need = need + self.need(of: wanted, shape: spec.shape, dtype: spec.dtype)
    }
    let outputs = try outputs(of: call, specs, answer)
    for output in outputs {
      need = need + self.need(of: output.attr, shape: output.shape, dtype: output.dtype)
    }
    return need
      + scratch(of: call, dtypes: specs.map(\.dtype), answer, outputs.map(\.dtype), from: least)
  }

  /// The outputs of an op, lists flattened.
  ///
  /// - Throws: `TesseraError` if the op does not take the inputs.
  package func outputs(
    of op: String, _ inputs: [Operand<TensorSpec>], _ attributes: [String: AttributeValue] = [:]
  ) throws(TesseraError) -> [TensorSpec] {
    let (call, answer) = try translated { try Self.answer(op, inputs, attributes) }
    return try outputs(of: call, inputs.flatMap(\.elements), answer)
  }

  private func outputs(of call: RuleCall, _ specs: [TensorSpec], _ answer: RuleAnswer)
    throws(TesseraError) -> [TensorSpec]
  {
    guard let definition = AllOps.byName[call.op] else {
      throw TesseraError(.usage, "op '\(call.op)': there is nothing that computes it")
    }
    let dtypes = try definition.dtypes(
      OpCall(
        op: call.op, dtypes: specs.map(\.dtype), shapes: specs.map(\.shape),
        attributes: call.attributes, outputShapes: answer.outputShapes,
        counts: call.inputs.map { $0.elements.count }))
    let attrs = answer.outputs.flatMap(\.elements)
    return try translated {
      try attrs.indices.map {
        try TensorSpec(dtype: dtypes[$0], shape: answer.outputShapes[$0], attr: attrs[$0])
      }
    }
  }

  private static func answer(
    _ op: String, _ inputs: [Operand<TensorSpec>], _ attributes: [String: AttributeValue]
  ) throws(RuleError) -> (RuleCall, RuleAnswer) {
    let asked = RuleCall(
      op: op,
      inputs: inputs.map { operand in
        operand.map { RuleTensor(shape: $0.shape, attr: $0.attr) }
      }, attributes: attributes)
    let call = try asked.checkingAttributes(complete: true)
    return (call, try Inference.infer(call))
  }
}
