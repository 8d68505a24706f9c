import SPMDRules
import Tensors

/// A call whose attributes were held against what the op declares: reading them cannot fail.
protocol CheckedCall {
  var op: String { get }
  var attributes: [String: AttributeValue] { get }
}

extension OpCall: CheckedCall {}
extension LocalCall: CheckedCall {}

extension CheckedCall {
  /// As the rules read attributes, for what both compute.
  var reader: RuleCall { RuleCall(op: op, inputs: [], attributes: attributes) }

  /// Whether the attribute is given, or has a default.
  func has(attribute name: String) -> Bool { value(name) != nil }

  func int(_ name: String) -> Int {
    guard case .int(let value) = value(name) else { undeclared(name) }
    return value
  }

  func double(_ name: String) -> Double {
    switch value(name) {
    case .double(let value): value
    case .int(let value): Double(value)
    default: undeclared(name)
    }
  }

  func bool(_ name: String) -> Bool {
    guard case .bool(let value) = value(name) else { undeclared(name) }
    return value
  }

  func ints(_ name: String) -> [Int] {
    guard case .ints(let values) = value(name) else { undeclared(name) }
    return values
  }

  func string(_ name: String) -> String {
    guard case .string(let value) = value(name) else { undeclared(name) }
    return value
  }

  private func value(_ name: String) -> AttributeValue? {
    Inference.value(name, of: op, in: attributes)
  }

  private func undeclared(_ name: String) -> Never {
    preconditionFailure("\(op): attribute '\(name)' is not declared as it is read")
  }
}

extension OpCall {
  /// The error that the op has no meaning on the dtype of the input.
  func undefined(on dtype: DType) -> TesseraError {
    TesseraError(.usage, "\(op): it is not defined on \(dtype)")
  }
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
  /// - Throws: `TesseraError.Kind.usage` where it is not `wanted`.
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
