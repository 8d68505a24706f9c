/// The value of an op's attribute.
public enum AttributeValue: Hashable, Sendable {
  case bool(Bool)
  case int(Int)
  case double(Double)
  case string(String)
  case ints([Int])
  case doubles([Double])
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
