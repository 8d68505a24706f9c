import Elements
import Ops
import Programs

/// What carries out calls that are not one op, by the name of the operator.
struct CompositionTable: Sendable {
  /// What carries out a call.
  typealias Composition = @Sendable (CompositionCall) throws -> [Value]
  /// What has to become of arguments before an op takes them; nil where nothing has to.
  typealias Preparation = @Sendable (CompositionCall) throws -> [String: ImportedArgument]?

  let compositions: [String: Composition]
  let preparations: [String: Preparation]
  /// Calls that go to a composition, though an op would accept their arguments.
  var exceptions: [String: @Sendable (CompositionCall) -> Bool] = [:]
}

/// A call of an operator, with what it is given: carried out by one op, by a composition of several, or as a constant.
struct CompositionCall {
  /// `aten.conv2d.default`.
  let name: String
  let arguments: [String: ImportedArgument]
  let recorder: ProgramRecorder
  let table: CompositionTable
  /// What the file says of the first result.
  let expected: (shape: [Int], dtype: DType)?
  /// What it says of each result's shape; nil of those that nobody reads.
  var shapes: [[Int]?] = []

  /// The results.
  ///
  /// - Throws: `Mismatch` where nothing carries it out.
  func carriedOut() throws -> [Value] {
    if let prepare = table.preparations[name], let changes = try prepare(self) {
      return try CompositionCall(
        name: name, arguments: arguments.merging(changes) { $1 }, recorder: recorder, table: table,
        expected: expected, shapes: shapes
      ).translated()
    }
    return try translated()
  }

  private func translated() throws -> [Value] {
    if DroppedCalls.isIdentity(name, arguments), let subject = arguments.subject {
      return [subject]
    }
    if let made = try created() { return [made] }
    if table.exceptions[name]?(self) == true, let composition = table.compositions[name] {
      return try composition(self)
    }
    var reasons: [String] = []
    for (schema, call) in CallTranslation.known[name] ?? [] {
      do {
        let made = try CallTranslation.apply(schema, call, arguments, recorder)
        if let fault = shapeFault(made) { throw fault }
        return made
      } catch let mismatch as Mismatch {
        reasons.append(mismatch.reason)
      } catch let fault as TesseraError where [.usage, .data].contains(fault.kind) {
        // What the op does not take, a composition may.
        reasons.append(fault.message)
      }
    }
    if let composition = table.compositions[name] { return try composition(self) }
    throw Mismatch(reasons.first ?? DroppedCalls.reason(name) ?? "there is no op for it")
  }

  /// What is wrong with results by their shapes; nil where nothing is.
  func shapeFault(_ made: [Value]) -> Mismatch? {
    for (number, (value, shape)) in zip(made, shapes).enumerated() {
      guard let shape, shape != value.shape else { continue }
      return Mismatch(
        "PyTorch gives result \(number) the shape \(shape), the op gives \(value.shape)")
    }
    return shapes.dropFirst(made.count).contains { $0 != nil }
      ? Mismatch("result \(made.count) is read, which the op does not give") : nil
  }

  /// The results of another call of the same operator or of another one.
  func call(_ name: String?, _ changes: [String: ImportedArgument?]) throws -> [Value] {
    var arguments = arguments
    for (key, value) in changes { arguments[key] = value }
    return try CompositionCall(
      name: name ?? self.name, arguments: arguments, recorder: recorder, table: table, expected: nil
    ).carriedOut()
  }
}

/// What a composition asks of its arguments.
extension CompositionCall {
  func tensor(_ name: String) throws -> Value {
    guard case .tensor(let value)? = arguments[name] else {
      throw Mismatch("argument \(name): a tensor is required")
    }
    return value
  }

  /// Nil where it is None, or left out.
  func optionalTensor(_ name: String) -> Value? {
    if case .tensor(let value)? = arguments[name] { value } else { nil }
  }

  func int(_ name: String, default fallback: Int? = nil) throws -> Int {
    switch arguments[name] {
    case .int(let number)?: return number
    case nil, ImportedArgument.none?: if let fallback { return fallback }
    default: break
    }
    throw Mismatch("argument \(name): an integer is required")
  }

  /// Nil where it is None, or left out.
  func optionalInt(_ name: String) -> Int? {
    if case .int(let number)? = arguments[name] { number } else { nil }
  }

  func number(_ name: String, default fallback: Double? = nil) throws -> Double {
    if let number = arguments[name]?.number ?? fallback { return number }
    throw Mismatch("argument \(name): a number is required")
  }

  func bool(_ name: String, default fallback: Bool) -> Bool {
    if case .bool(let truth)? = arguments[name] { truth } else { fallback }
  }

  func ints(_ name: String, default fallback: [Int]? = nil) throws -> [Int] {
    switch arguments[name] {
    case .ints(let numbers)?: return numbers
    case .int(let number)?: return [number]
    default:
      if let fallback { return fallback }
      throw Mismatch("argument \(name): a list of integers is required")
    }
  }

  /// A list of `count` numbers, for which one may stand.
  func ints(_ name: String, count: Int, default fallback: [Int]? = nil) throws -> [Int] {
    let numbers = try ints(name, default: fallback)
    return numbers.count == 1 ? [Int](repeating: numbers[0], count: count) : numbers
  }

  /// The dims of a tensor that an argument names, ascending; all where it names none.
  func dims(_ name: String = "dim", of tensor: Value) throws -> [Int] {
    let count = tensor.shape.count
    let given = try ints(name, default: [])
    if given.isEmpty { return Array(0..<count) }
    return try given.map { dim in
      guard (-max(count, 1)..<max(count, 1)).contains(dim) else {
        throw Mismatch("dim \(dim) of a tensor with \(count) dims")
      }
      return dim < 0 ? dim + max(count, 1) : dim
    }.sorted()
  }

  func words(_ name: String, default fallback: String) -> String {
    if case .text(let text)? = arguments[name] { text } else { fallback }
  }
}

extension [String: ImportedArgument] {
  /// The tensor that the call is of.
  var subject: Programs.Value? {
    for name in ["self", "input", "x"] {
      if case .tensor(let value)? = self[name] { return value }
    }
    return nil
  }
}
