import SPMDRules
import Tensors

/// Attributes are read as the rules read them, with the same errors.
extension OpCall {
  var reader: RuleCall { RuleCall(op: op, inputs: [], attributes: attributes) }

  /// The error that the op has no meaning on the dtype of the input.
  func undefined(on dtype: DType) -> TesseraError {
    TesseraError(.usage, "\(op): it is not defined on \(dtype)")
  }
}

extension LocalCall {
  var reader: RuleCall { RuleCall(op: op, inputs: [], attributes: attributes) }

  /// The value of an input of one element, like a learning rate.
  func number(_ index: Int) -> Double {
    tensor(index).converted(to: .float64).values(as: Double.self)[0]
  }
}

extension RuleCall {
  /// A number of which something is required.
  ///
  /// - Throws: `TesseraError.Kind.usage` where it is not `wanted`.
  func number(
    _ name: String, or fallback: Double, _ wanted: String, where isTaken: (Double) -> Bool
  ) throws -> Double {
    let value = try double(name, or: fallback)
    guard isTaken(value) else {
      throw TesseraError(
        .usage, "\(op): attribute '\(name)' must be \(wanted), it is \(value)")
    }
    return value
  }
}
