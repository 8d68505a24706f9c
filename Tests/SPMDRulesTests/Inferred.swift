import SPMDRules
import Sharding

/// A rule's answer in the notation; an argument of several tensors is a list.
func inferred(
  _ op: String, _ direction: RuleCall.Direction, _ inputs: [[String]],
  outputs: [[String]] = [], mesh: [Int] = [2, 2], _ attributes: [String: AttributeValue] = [:]
) throws -> String {
  let mesh = try ProcessMesh(shape: mesh)
  func argument(_ texts: [String]) throws -> Operand<RuleTensor> {
    let tensors = try texts.map { text in
      let spec = try TensorSpec(parsing: "f32\(text)", on: [mesh])
      return RuleTensor(shape: spec.shape, attr: spec.attr)
    }
    return tensors.count == 1 ? .one(tensors[0]) : .list(tensors)
  }
  let answer = try Inference.infer(
    RuleCall(
      op: op, direction: direction, inputs: try inputs.map(argument),
      outputs: try outputs.map(argument), attributes: attributes))
  func text(_ arguments: [Operand<TensorDistAttr>]) -> String {
    arguments.flatMap(\.elements).map(\.description).joined(separator: "; ")
  }
  return "\(text(answer.inputs)) => \(text(answer.outputs))"
}

/// The same, forward.
func inferred(
  _ op: String, _ inputs: [[String]], outputs: [[String]] = [], mesh: [Int] = [2, 2],
  _ attributes: [String: AttributeValue] = [:]
) throws -> String {
  try inferred(op, .forward, inputs, outputs: outputs, mesh: mesh, attributes)
}
