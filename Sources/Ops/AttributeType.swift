/// What the value of an attribute must be.
public enum AttributeType: Hashable, Sendable {
  /// True or false; 1 and 0 are taken for them.
  case bool
  /// A whole number; a list of one is taken for it.
  case int
  /// Any number. The texts `inf` and `-inf` are taken for the infinities, which JSON does not have.
  case number
  /// A list of whole numbers; one alone is taken for a list of it.
  case ints
  /// A list of numbers; one alone is taken for a list of it.
  case numbers
  case text
  /// One of these texts.
  case choice([String])
  /// The name of one of these dtypes.
  case dtype([DType])
}

extension AttributeType {
  /// The value in the one form that this type has; nil if it is not of this type.
  package func canonical(_ value: AttributeValue) -> AttributeValue? {
    switch (self, value) {
    case (.bool, .bool), (.int, .int), (.number, .int), (.number, .double), (.ints, .ints),
      (.numbers, .doubles), (.text, .string):
      value
    case (.bool, .int(let number)) where number == 0 || number == 1: .bool(number == 1)
    case (.int, .double(let number)) where abs(number) < 0x1p53 && number == number.rounded():
      .int(Int(number))
    case (.int, .ints(let numbers)) where numbers.count == 1: .int(numbers[0])
    case (.number, .string("inf")): .double(.infinity)
    case (.number, .string("-inf")): .double(-.infinity)
    case (.ints, .int(let number)): .ints([number])
    case (.numbers, .int(let number)): .doubles([Double(number)])
    case (.numbers, .double(let number)): .doubles([number])
    case (.numbers, .ints(let numbers)): .doubles(numbers.map(Double.init))
    case (.ints, .doubles(let numbers)) where numbers.isEmpty: .ints([])
    case (.choice(let words), .string(let word)) where words.contains(word): value
    case (.dtype(let dtypes), .string(let name)):
      DType(name: name).flatMap { dtypes.contains($0) ? .string($0.rawValue) : nil }
    default: nil
    }
  }

  /// What is required of a value, in words: `true or false`.
  package var requirement: String {
    switch self {
    case .bool: "true or false"
    case .int: "an integer"
    case .number: "a number"
    case .ints: "a list of integers"
    case .numbers: "a list of numbers"
    case .text: "text"
    case .choice(let words): Self.oneOf(words.map { $0.isEmpty ? "empty" : $0 })
    case .dtype(let dtypes): Self.oneOf(dtypes.map(\.rawValue))
    }
  }

  private static func oneOf(_ words: [String]) -> String {
    words.count <= 3
      ? words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
      : "one of " + words.joined(separator: ", ")
  }
}

extension AttributeType: CustomStringConvertible {
  /// A word: `bool`, `int`, `number`, `ints`, `numbers`, `text`, `dtype`, or the texts as `none|relu|gelu`.
  public var description: String {
    switch self {
    case .bool: "bool"
    case .int: "int"
    case .number: "number"
    case .ints: "ints"
    case .numbers: "numbers"
    case .text: "text"
    case .choice(let words): words.filter { !$0.isEmpty }.joined(separator: "|")
    case .dtype: "dtype"
    }
  }
}
