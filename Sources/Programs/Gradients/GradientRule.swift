import Elements
import Ops
import SPMDRules

/// How the gradient of an op comes.
package enum GradientRule: Sendable {
  /// The gradients of the operands by those of the results, recorded as ops; nil for an operand that has none.
  case formula(@Sendable (GradientCall) throws -> [Value?])
  /// The results that have gradients, written out as other ops: these are differentiated in its place. Nil for a result
  /// that has none.
  case writtenOut(@Sendable (GradientCall) throws -> [Value?])
  /// Zero; why.
  case flat(String)
  /// There is none; why.
  case missing(String)

  /// The gradient of a function of each element: that of the result times this slope.
  static func slope(_ slope: @escaping @Sendable (GradientCall) throws -> Value) -> GradientRule {
    .formula { [try $0.gradient() * slope($0)] }
  }

  /// Of one operand.
  static func single(_ gradient: @escaping @Sendable (GradientCall) throws -> Value) -> GradientRule
  {
    .formula { [try gradient($0)] }
  }
}

/// An op of which the gradient is wanted.
package struct GradientCall {
  /// The op's own name.
  let op: String
  /// What it takes.
  let operands: [Operand<Value>]
  /// All of them, defaults filled in.
  let attributes: [String: AttributeValue]
  /// What it made.
  let outputs: [Value]
  /// By output: the gradient of the loss by it; nil where the loss does not depend on it.
  let gradients: [Value?]

  /// The tensors that it takes, lists flattened.
  var inputs: [Value] { operands.flatMap(\.elements) }

  /// The first operand.
  var x: Value { operands[0].elements[0] }

  /// The second operand.
  var y: Value { operands[1].elements[0] }

  /// The first result.
  var out: Value { outputs[0] }

  /// The gradient by a result; zeros where the loss does not depend on it.
  func gradient(_ output: Int = 0) throws(TesseraError) -> Value {
    if let gradient = gradients[output] { return gradient }
    return try outputs[output].filled(with: 0)
  }

  /// A result that holds nothing but zeros, written out.
  func unused(_ output: Int) throws(TesseraError) -> Value {
    try outputs[output].filled(with: 0)
  }

  /// An operand that may be left out; nil where it is, or holds nothing.
  func given(_ index: Int) -> Value? {
    guard index < operands.count, case .one(let value) = operands[index], value.shape != [0] else {
      return nil
    }
    return value
  }

  /// One entry for each operand: these for the first ones, nil for the others.
  func padded(_ gradients: [Value?]) -> [Value?] {
    gradients + [Value?](repeating: nil, count: max(0, inputs.count - gradients.count))
  }
}

/// The attributes of the call.
extension GradientCall {
  func bool(_ name: String) -> Bool {
    if case .bool(let value) = attribute(name) { value } else { false }
  }

  func int(_ name: String) -> Int { optionalInt(name) ?? 0 }

  func optionalInt(_ name: String) -> Int? {
    if case .int(let value) = attribute(name) { value } else { nil }
  }

  func double(_ name: String) -> Double { optionalDouble(name) ?? 0 }

  func optionalDouble(_ name: String) -> Double? {
    switch attribute(name) {
    case .double(let value): value
    // A text has whole numbers without a point.
    case .int(let value): Double(value)
    default: nil
    }
  }

  func ints(_ name: String) -> [Int] {
    switch attribute(name) {
    case .ints(let values): values
    case .int(let value): [value]
    default: []
    }
  }

  func string(_ name: String) -> String {
    if case .string(let value) = attribute(name) { value } else { "" }
  }

  /// The dim of the first operand that an attribute names, which may count from the end.
  func dim(_ name: String) throws(TesseraError) -> Int { try x.axis(int(name)) }

  private func attribute(_ name: String) -> AttributeValue? {
    AttributeReads.value(name, of: op, in: attributes)
  }
}
