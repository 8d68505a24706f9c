import Elements
import Ops
import SPMDRules
import Sharding

/// What an op makes of values, by its rule and its schema: nothing is placed, nothing computed.
struct OpTyping {
  /// A value as an op sees it.
  struct Operand {
    let shape: [Int]
    let dtype: DType
  }

  /// The op's own name, also where it was called by an alias.
  let name: String
  /// All attributes, defaults filled in.
  let attributes: [String: AttributeValue]
  /// What comes out, lists flattened.
  let outputs: [Operand]

  /// Shapes and dtypes do not depend on where tensors lie.
  private static let place = TensorDistAttr.replicated(on: .single(0))

  /// - Throws: `TesseraError` where there is no such op, it does not take the values or attributes, or nothing
  ///   computes it.
  init(
    _ op: String, _ inputs: [SPMDRules.Operand<Operand>], _ attributes: [String: AttributeValue]
  ) throws(TesseraError) {
    let asked = RuleCall(
      op: op,
      inputs: inputs.map { operand in
        operand.map { RuleTensor(shape: $0.shape, attr: Self.place, dtype: $0.dtype) }
      }, attributes: attributes)
    let tensors = asked.inputs.flatMap(\.elements)
    guard !tensors.isEmpty else {
      throw TesseraError(.usage, "\(op): at least one tensor is required, none is given")
    }
    _ = try translated { try Inference.rule(named: op) }
    guard let schema = OpSchema.named(op), let dtypes = schema.dtypes, schema.kernel != nil else {
      throw TesseraError(.usage, "op '\(op)': there is nothing that computes it")
    }
    let call = try translated { try asked.checkingAttributes(complete: true) }
    let answer = try translated { try Inference.infer(call) }
    let made = try dtypes.outputs(
      of: OpCall(
        op: op, dtypes: inputs.flatMap { $0.elements.map(\.dtype) }, shapes: tensors.map(\.shape),
        attributes: call.attributes, outputShapes: answer.outputShapes,
        counts: inputs.map { $0.elements.count }))
    name = schema.name
    self.attributes = call.attributes
    outputs = zip(answer.outputShapes, made).map { Operand(shape: $0, dtype: $1) }
  }
}

extension Program {
  /// Adds an op at the end, and the values that it makes.
  ///
  /// - Parameter name: makes a name of each output's place.
  /// - Throws: `TesseraError` as `OpTyping`.
  mutating func append(
    _ op: String, _ inputs: [Operand<ID>], _ attributes: [String: AttributeValue],
    naming name: (Int, String) -> String
  ) throws(TesseraError) -> [ID] {
    let typing = try OpTyping(
      op,
      inputs.map { operand in
        operand.map { OpTyping.Operand(shape: values[$0].shape, dtype: values[$0].dtype) }
      }, attributes)
    let outputs = typing.outputs.enumerated().map { place, output in
      add(
        ProgramValue(
          name: name(place, typing.name), shape: output.shape, dtype: output.dtype))
    }
    ops.append(
      ProgramOp(
        action: .op(typing.name, typing.attributes), inputs: inputs, outputs: outputs))
    return outputs
  }
}
