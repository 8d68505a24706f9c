/// A call whose attributes were held against what the op declares, with its defaults filled in: reading them
/// cannot fail, and a reading is one look-up.
public protocol CheckedCall {
  /// The name by which the op was called.
  var op: String { get }
  var attributes: [String: AttributeValue] { get }
}

extension CheckedCall {
  /// Whether the attribute is given, or has a default.
  package func has(attribute name: String) -> Bool { value(name) != nil }

  package func int(_ name: String) -> Int {
    guard case .int(let value) = value(name) else { undeclared(name) }
    return value
  }

  package func double(_ name: String) -> Double {
    switch value(name) {
    case .double(let value): value
    case .int(let value): Double(value)
    default: undeclared(name)
    }
  }

  package func bool(_ name: String) -> Bool {
    guard case .bool(let value) = value(name) else { undeclared(name) }
    return value
  }

  package func ints(_ name: String) -> [Int] {
    guard case .ints(let values) = value(name) else { undeclared(name) }
    return values
  }

  package func doubles(_ name: String) -> [Double] {
    guard case .doubles(let values) = value(name) else { undeclared(name) }
    return values
  }

  package func string(_ name: String) -> String {
    guard case .string(let value) = value(name) else { undeclared(name) }
    return value
  }

  private func value(_ name: String) -> AttributeValue? {
    AttributeReads.value(name, of: op, in: attributes)
  }

  private func undeclared(_ name: String) -> Never {
    preconditionFailure("\(op): attribute '\(name)' is not declared as it is read")
  }
}
