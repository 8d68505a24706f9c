/// An input or an output of an op: its name, and whether it is one tensor.
public struct OpArgument: Hashable, Sendable {
  /// How many tensors an argument stands for.
  public enum Arity: Hashable, Sendable {
    case one
    /// An input that may be absent, or an output that is there where its input is.
    case optional
    case list
  }

  /// The name of the argument.
  public let name: String
  /// How many tensors it stands for.
  public let arity: Arity
}

extension OpArgument: CustomStringConvertible, ExpressibleByStringLiteral {
  /// As it is listed: `x`, `inputs*` for a list, `bias?` for one that may be absent.
  public var description: String {
    switch arity {
    case .one: name
    case .optional: name + "?"
    case .list: name + "*"
    }
  }

  /// Reads a name as the schema spells it: `xs*` is a list, `x?` may be absent.
  public init(stringLiteral word: String) {
    switch word.last {
    case "*": self.init(name: String(word.dropLast()), arity: .list)
    case "?": self.init(name: String(word.dropLast()), arity: .optional)
    default: self.init(name: word, arity: .one)
    }
  }
}
