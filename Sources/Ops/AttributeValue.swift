/// The value of an op's attribute.
public enum AttributeValue: Hashable, Sendable {
  case bool(Bool)
  case int(Int)
  case double(Double)
  case string(String)
  case ints([Int])
  case doubles([Double])
}

/// Numbers are compared by their bits: 0 and -0 are two values, a NaN is equal to itself.
extension AttributeValue {
  /// Whether both are of one kind, with the same bits.
  public static func == (left: AttributeValue, right: AttributeValue) -> Bool {
    switch (left, right) {
    case (.bool(let left), .bool(let right)): left == right
    case (.int(let left), .int(let right)): left == right
    case (.double(let left), .double(let right)): left.bitPattern == right.bitPattern
    case (.string(let left), .string(let right)): left == right
    case (.ints(let left), .ints(let right)): left == right
    case (.doubles(let left), .doubles(let right)):
      left.elementsEqual(right) { $0.bitPattern == $1.bitPattern }
    default: false
    }
  }

  /// Feeds the bits.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .bool(let value): hasher.combine(value)
    case .int(let value): hasher.combine(value)
    case .double(let value): hasher.combine(value.bitPattern)
    case .string(let value): hasher.combine(value)
    case .ints(let values): hasher.combine(values)
    case .doubles(let values): for value in values { hasher.combine(value.bitPattern) }
    }
  }
}

extension AttributeValue: CustomStringConvertible {
  /// The value, as the command line takes it.
  public var description: String {
    switch self {
    case .bool(let value): "\(value)"
    case .int(let value): "\(value)"
    case .double(let value): "\(value)"
    case .string(let value): "'\(value)'"
    case .ints(let value): "\(value)"
    case .doubles(let value): "\(value)"
    }
  }

  /// As it is typed on the command line: whole numbers without a point, lists without spaces.
  public var word: String {
    switch self {
    case .double(let value) where value == value.rounded() && abs(value) < 0x1p53:
      "\(Int(value))"
    case .string(let value): value.isEmpty ? "\"\"" : value
    case .ints(let values): "[" + values.map(String.init).joined(separator: ",") + "]"
    default: description
    }
  }
}
