/// An input or an output of an op: its name, and whether it is one tensor.
public struct OpArgument: Hashable, Sendable {
  /// How many tensors an argument stands for.
  public enum Arity: Hashable, Sendable {
    case one
    /// An input that may be absent, or an output that is there where its input is.
    case optional
    case list
    /// A list that may be absent: then it is empty.
    case optionalList
  }

  /// The name of the argument.
  public let name: String
  /// How many tensors it stands for.
  public let arity: Arity

  /// Whether it is a list of tensors.
  public var isList: Bool { arity == .list || arity == .optionalList }
  /// Whether it may be left out.
  public var isOptional: Bool { arity == .optional || arity == .optionalList }
}

extension OpArgument: CustomStringConvertible, ExpressibleByStringLiteral {
  /// As it is listed: `x`, `inputs*` for a list, `bias?` for one that may be absent, `biases*?` for such a list.
  public var description: String {
    switch arity {
    case .one: name
    case .optional: name + "?"
    case .list: name + "*"
    case .optionalList: name + "*?"
    }
  }

  /// Reads a name as the schema spells it: `xs*` is a list, `x?` may be absent, `xs*?` is a list that may be.
  public init(stringLiteral word: String) {
    switch word.last {
    case "*": self.init(name: String(word.dropLast()), arity: .list)
    case "?" where word.hasSuffix("*?"):
      self.init(name: String(word.dropLast(2)), arity: .optionalList)
    case "?": self.init(name: String(word.dropLast()), arity: .optional)
    default: self.init(name: word, arity: .one)
    }
  }
}
