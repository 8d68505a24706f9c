import Ops
import SPMDRules
import Tensors

extension LocalCall: CheckedCall {}

extension CheckedCall {
  /// As the rules read attributes, for what both compute.
  var reader: RuleCall { RuleCall(op: op, inputs: [], attributes: attributes) }
}

extension LocalCall {
  /// The value of an input of one element, like a learning rate.
  func number(_ index: Int) -> Double {
    tensor(index).converted(to: .float64).values(as: Double.self)[0]
  }
}

extension RuleCall {
  /// A number of which something is required.
  ///
  /// - Throws: `TesseraError.Kind.usage` if it is not `wanted`.
  func number(
    _ name: String, _ wanted: String, where isTaken: (Double) -> Bool
  ) throws -> Double {
    let value = try double(name)
    guard isTaken(value) else {
      throw TesseraError(
        .usage, "\(op): attribute '\(name)' must be \(wanted), it is \(value)")
    }
    return value
  }
}
