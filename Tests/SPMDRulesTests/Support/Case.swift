import SPMDRules
import Sharding

/// One question in the notation: `[8,6]{S(0),R}` for each tensor.
struct Case: CustomStringConvertible {
  var op: String
  var mesh: [Int]
  var given: [String]
  var attributes: [String: AttributeValue]
  var direction: RuleCall.Direction
  var outputs: [String]
  var isList: Bool

  init(
    _ op: String, on mesh: [Int] = [2, 2], _ given: [String], to outputs: [String] = [],
    _ attributes: [String: AttributeValue] = [:], direction: RuleCall.Direction = .forward,
    isList: Bool = false
  ) {
    self.op = op
    self.mesh = mesh
    self.given = given
    self.attributes = attributes
    self.direction = direction
    self.outputs = outputs
    self.isList = isList
  }

  var description: String { "\(op) \(given) \(outputs) \(attributes)" }

  func answer() throws -> RuleAnswer {
    let mesh = try ProcessMesh(shape: mesh)
    func tensor(_ text: String) throws -> RuleTensor {
      let parts = text.split(separator: "]", maxSplits: 1)
      let sizes = parts[0].dropFirst().split(separator: ",").compactMap { Int($0) }
      return RuleTensor(
        shape: sizes,
        attr: try TensorDistAttr(parsing: String(parts[1].dropFirst().dropLast()), on: mesh))
    }
    let inputs = try given.map(tensor)
    return try Inference.infer(
      RuleCall(
        op: op, direction: direction, inputs: isList ? [.list(inputs)] : inputs.map { .one($0) },
        outputs: try outputs.map { .one(try tensor($0)) }, attributes: attributes))
  }

  /// `S(0),R => S(0),R`: what is wanted of the inputs, and what the outputs are.
  func told() throws -> String {
    let answer = try answer()
    return answer.inputs.flatMap(\.elements).map(\.description).joined(separator: "; ") + " => "
      + answer.outputs.flatMap(\.elements).map(\.description).joined(separator: "; ")
  }
}
