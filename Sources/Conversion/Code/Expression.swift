/// A piece of Swift that gives a value, without the `try` before it.
struct Expression {
  /// How tightly a piece holds together, as Swift's operators do.
  enum Level: Int, Comparable {
    case other, sum, product, power, whole

    static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
  }

  let text: String
  let level: Level

  init(_ text: String, _ level: Level = .whole) { (self.text, self.level) = (text, level) }

  /// The text as an operand of an operator, or with a call behind it.
  func operand(atLeast level: Level) -> String {
    self.level >= level && self.level > .other ? text : "(\(text))"
  }

  /// As what a method is called of.
  var receiver: String { operand(atLeast: .whole) }
}
