import Elements

/// What is wrong with a call of a rule: object, requirement, actual.
public enum RuleError: Error, Hashable, Sendable {
  /// No rule of that name; the nearest names.
  case unknownOp(String, nearest: [String])
  /// Too few or too many tensors, or a list where one is wanted.
  case arguments(String)
  /// An attribute that is missing, of another type, or beyond its range.
  case attribute(String)
  /// Shapes that the op does not take.
  case shape(String)
  /// Dist attrs on different meshes, or that do not fit their tensors.
  case placement(String)
  /// An op that has no rule in the direction asked for.
  case direction(String)
}

extension RuleError: CustomStringConvertible {
  /// The message, which is one line.
  public var description: String {
    switch self {
    case .unknownOp(let name, let nearest):
      let names = nearest.joined(separator: ", ")
      let verb = nearest.count == 1 ? "is" : "are"
      let hint = nearest.isEmpty ? "" : "; the nearest \(verb) \(names)"
      return "op '\(name)': no such rule\(hint)"
    case .arguments(let text), .attribute(let text), .shape(let text), .placement(let text),
      .direction(let text):
      return text
    }
  }
}

extension RuleError: ClassifiedError {
  /// A call that names something that is not there is a mistake of the call; tensors that do not fit are data.
  public var kind: TesseraError.Kind {
    switch self {
    case .unknownOp, .arguments, .attribute, .direction: .usage
    case .shape, .placement: .data
    }
  }
}
