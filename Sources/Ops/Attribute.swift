/// An attribute that an op declares: its name, its type, and what it is where it is not given.
///
/// This is all that anybody knows of it: lists of ops print it, a call is checked against it before its
/// rule and its kernel see it, and both read what it says.
public struct Attribute: Hashable, Sendable {
  /// What it is where a call leaves it out.
  public enum Absence: Hashable, Sendable {
    case value(AttributeValue)
    /// Nothing: that means something of its own, like no bound, or what follows from the shapes.
    case means(String)
    /// It must be given.
    case refused
  }

  /// The name by which calls give it.
  public let name: String
  /// The type of its values.
  public let type: AttributeType
  /// What it means to leave it out.
  public let absence: Absence
  /// Another name under which it may be given.
  public let alias: String?
  /// Why nothing hangs on it: other systems' calls carry it; nil if something does.
  public let idle: String?
  /// Of a bool, other words for false and true, as `none` and `tanh`; of an integer words for 0, 1 and on, in capital
  /// letters or small ones. Empty where there are none.
  public let words: [String]

  @inline(never)
  package init(
    _ name: String, _ type: AttributeType, _ absence: Absence, alias: String? = nil,
    idle: String? = nil, words: [String] = []
  ) {
    (self.name, self.type, self.absence) = (name, type, absence)
    (self.alias, self.idle, self.words) = (alias, idle, words)
  }

  /// The value in the one form that the attribute has; nil where it is not of its type.
  package func canonical(_ value: AttributeValue) -> AttributeValue? {
    if case .string(let word) = value {
      if type == .int { return words.firstIndex(of: word.lowercased()).map { .int($0) } }
      if let place = words.firstIndex(of: word) { return .bool(place == 1) }
    }
    return type.canonical(value)
  }

  /// What is required of a value, in words: `true or false`.
  package var requirement: String {
    type.requirement + (words.isEmpty ? "" : ", or \(words.joined(separator: " or "))")
  }

  /// Its value where a call leaves it out; nil if it then has none.
  public var fallback: AttributeValue? {
    if case .value(let value) = absence { value } else { nil }
  }
}

extension Attribute: CustomStringConvertible {
  /// As it is listed: `axis:int=-1`, `equation:text`, `eps:number?`; `(…)` around what is idle.
  public var description: String {
    let text =
      switch absence {
      case .value(let value): "\(name):\(type)=\(value.word)"
      case .means: "\(name):\(type)?"
      case .refused: "\(name):\(type)"
      }
    return idle == nil ? text : "(\(text))"
  }
}
