import Elements

/// What is wrong with a program: object, requirement, actual.
public enum ProgramError: Error, Hashable, Sendable {
  /// A text that is no program; the line and the column count from 1.
  case text(line: Int, column: Int, String)
  /// A program that cannot be: an unknown name, a shape that an op does not take.
  case program(String)
  /// A symbol asked for what only numbers have.
  case symbol(String)
}

extension ProgramError: CustomStringConvertible {
  /// The message, which is one line.
  public var description: String {
    switch self {
    case .text(let line, let column, let message): "line \(line), column \(column): \(message)"
    case .program(let message), .symbol(let message): message
    }
  }
}

extension ProgramError: ClassifiedError {
  /// A symbol that is asked for numbers is a mistake of the call; a program that cannot be is one of the data.
  public var kind: TesseraError.Kind { if case .symbol = self { .usage } else { .data } }
}
