import SPMDRules
import Sharding
import Testing

/// A question put to a rule in the notation: `[8,6]{S(0),R}` for each tensor, `f16[8,6]{R}` where its dtype counts.
struct Question: Sendable, CustomTestStringConvertible {
  /// One tensor, or a list of them.
  enum Argument: Sendable, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral {
    case one(String)
    case list([String])

    init(stringLiteral text: String) { self = .one(text) }
    init(arrayLiteral texts: String...) { self = .list(texts) }
  }

  let op: String
  let direction: RuleCall.Direction
  let inputs: [Argument]
  let outputs: [Argument]
  let mesh: [Int]
  let attributes: [String: AttributeValue]

  init(
    _ op: String, _ direction: RuleCall.Direction, _ inputs: [Argument], outputs: [Argument] = [],
    mesh: [Int] = [2, 2], _ attributes: [String: AttributeValue] = [:]
  ) {
    (self.op, self.direction) = (op, direction)
    (self.inputs, self.outputs) = (inputs, outputs)
    (self.mesh, self.attributes) = (mesh, attributes)
  }

  /// Forward without outputs, backward with them.
  init(
    _ op: String, _ inputs: [Argument], outputs: [Argument] = [], mesh: [Int] = [2, 2],
    _ attributes: [String: AttributeValue] = [:]
  ) {
    self.init(
      op, outputs.isEmpty ? .forward : .backward, inputs, outputs: outputs, mesh: mesh, attributes)
  }

  var testDescription: String { "\(op) \(inputs) \(outputs) on \(mesh) \(attributes)" }

  func call() throws -> RuleCall {
    let mesh = try ProcessMesh(shape: mesh)
    func tensor(_ text: String) throws -> RuleTensor {
      guard text.hasPrefix("[") else {
        let spec = try TensorSpec(parsing: text, on: [mesh])
        return RuleTensor(shape: spec.shape, attr: spec.attr, dtype: spec.dtype)
      }
      let spec = try TensorSpec(parsing: "f32\(text)", on: [mesh])
      return RuleTensor(shape: spec.shape, attr: spec.attr)
    }
    func operand(_ argument: Argument) throws -> Operand<RuleTensor> {
      switch argument {
      case .one(let text): .one(try tensor(text))
      case .list(let texts): .list(try texts.map(tensor))
      }
    }
    return RuleCall(
      op: op, direction: direction, inputs: try inputs.map(operand),
      outputs: try outputs.map(operand), attributes: attributes)
  }

  func answer() throws -> RuleAnswer { try Inference.infer(call()) }

  /// `S(0),R; R => P(sum),R`: what is wanted of the inputs, and what the outputs are.
  func told() throws -> String {
    let answer = try answer()
    func text(_ arguments: [Operand<TensorDistAttr>]) -> String {
      arguments.flatMap(\.elements).map(\.description).joined(separator: "; ")
    }
    return "\(text(answer.inputs)) => \(text(answer.outputs))"
  }
}
