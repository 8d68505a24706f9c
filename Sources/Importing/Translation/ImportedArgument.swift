import Elements
import Ops
import Programs

/// What a node is given, once names stand for what they name and symbols for their numbers.
enum ImportedArgument {
  case none
  case tensor(Value)
  /// With nil where a dim is not indexed.
  case tensors([Value?])
  case int(Int)
  case ints([Int])
  case double(Double)
  case doubles([Double])
  case complex(real: Double, imaginary: Double)
  case bool(Bool)
  case text(String)
  /// The number of a dtype.
  case dtype(Int)
  /// Nothing that changes a value.
  case idle
  /// What is not read, in words.
  case other(String)
}

extension ImportedArgument {
  /// A default as the schema writes it: `None`, `-1`, `[1, 1]`, `mean`.
  init(default text: String) {
    switch text {
    case "None": self = .none
    case "True": self = .bool(true)
    case "False": self = .bool(false)
    case "inf": self = .double(.infinity)
    case "-inf": self = .double(-.infinity)
    default:
      if text.hasPrefix("[") {
        let numbers = text.dropFirst().dropLast().split(separator: ",")
          .compactMap { Int($0.filter { $0 != " " }) }
        self = .ints(numbers)
      } else if let number = Int(text) {
        self = .int(number)
      } else if let number = Double(text) {
        self = .double(number)
      } else {
        self = .text(text)
      }
    }
  }

  /// Whether both mean the same: a number is its list, 1 is 1.0.
  func isSame(as other: ImportedArgument) -> Bool {
    switch (self, other) {
    case (.none, .none), (.idle, _), (_, .idle): true
    case (.bool(let left), .bool(let right)): left == right
    case (.text(let left), .text(let right)): left == right
    case (.ints(let left), .ints(let right)): left == right
    case (.ints(let list), .int(let number)), (.int(let number), .ints(let list)):
      // One number stands for a list of it.
      list.allSatisfy { $0 == number } && !list.isEmpty
    default:
      if let left = number, let right = other.number { left == right } else { false }
    }
  }

  /// The number, of any kind; nil if it is none.
  var number: Double? {
    switch self {
    case .int(let number): Double(number)
    case .double(let number): number
    case .bool(let truth): truth ? 1 : 0
    default: nil
    }
  }

  /// Nil of all but one tensor.
  var tensor: Value? { if case .tensor(let value) = self { value } else { nil } }

  /// The value of an attribute; nil of tensors and of what is not there.
  var attribute: AttributeValue? {
    switch self {
    case .int(let number): .int(number)
    case .ints(let numbers): .ints(numbers)
    case .double(let number): .double(number)
    case .doubles(let numbers): .doubles(numbers)
    case .bool(let truth): .bool(truth)
    case .text(let text): .string(text)
    default: nil
    }
  }

  /// As it is told to users.
  var words: String {
    switch self {
    case .none: "None"
    case .tensor(let value): "the tensor '\(value.name)'"
    case .tensors(let values): "\(values.count) tensors"
    case .dtype(let code): DType.pytorchName(code)
    case .complex: "a complex number"
    case .idle: "a device or a layout"
    case .other(let words): words
    default: attribute?.word ?? ""
    }
  }
}

/// Why a call is none that an op carries out.
struct Mismatch: Error {
  let reason: String
  init(_ reason: String) { self.reason = reason }
}
