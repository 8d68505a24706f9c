import SPMDRules
import Sharding

/// A rule's answer in the notation: `S(0),R; R => P(sum),R`.
func answered(
  _ op: String, _ inputs: [String], outputs: [String] = [], mesh: [Int] = [2, 2],
  _ attributes: [String: AttributeValue] = [:], gradient: Bool = false
) throws -> String {
  let mesh = try ProcessMesh(shape: mesh)
  func tensor(_ text: String) throws -> Operand<RuleTensor> {
    let spec = try TensorSpec(parsing: "f32\(text)", on: [mesh])
    return .one(RuleTensor(shape: spec.shape, attr: spec.attr))
  }
  let answer = try Inference.infer(
    RuleCall(
      op: op, direction: gradient ? .gradient : outputs.isEmpty ? .forward : .backward,
      inputs: try inputs.map(tensor), outputs: try outputs.map(tensor), attributes: attributes))
  func text(_ arguments: [Operand<TensorDistAttr>]) -> String {
    arguments.flatMap(\.elements).map(\.description).joined(separator: "; ")
  }
  return "\(text(answer.inputs)) => \(text(answer.outputs))"
}
