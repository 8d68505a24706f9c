import Elements
import Foundation

/// An expression of symbols, as sympy writes it out: `Add(Mul(Integer(2), Symbol('s77', …)), Integer(-1))`.
indirect enum SymbolExpression {
  case number(Double)
  case symbol(String)
  case call(String, [SymbolExpression])

  /// - Throws: `TesseraError.Kind.data` where the text is no such expression.
  init(parsing text: String) throws(TesseraError) {
    var parser = Parser(text: text, letters: Array(text.utf8))
    self = try parser.expression(depth: 0)
    try parser.requireEnd()
  }

  /// The symbols in it, in the order of the text.
  var symbols: [String] {
    switch self {
    case .number: []
    case .symbol(let name): [name]
    case .call(_, let arguments): arguments.flatMap(\.symbols)
    }
  }

  /// The value, where symbols stand for these numbers.
  ///
  /// - Throws: `TesseraError.Kind.data` where a symbol has no number, or a function is not known.
  func value(_ numbers: [String: Int]) throws(TesseraError) -> Double {
    switch self {
    case .number(let number): return number
    case .symbol(let name):
      guard let number = numbers[name] else {
        throw TesseraError(
          .data, "symbol \(name): a number is required, as --bind \(name)=8: it depends on data")
      }
      return Double(number)
    case .call("Piecewise", let pairs):
      for case .call("ExprCondPair", let pair) in pairs where pair.count == 2 {
        if try pair[1].value(numbers) != 0 { return try pair[0].value(numbers) }
      }
      throw TesseraError(.data, "expression Piecewise: one of its conditions must hold, none does")
    case .call(let name, let arguments):
      let values = try arguments.map { argument throws(TesseraError) in try argument.value(numbers)
      }
      guard let value = Self.apply(name, values) else {
        throw TesseraError(
          .data, "expression \(name) of \(values.count) arguments: it is none that is known")
      }
      return value
    }
  }

  private static func apply(_ name: String, _ values: [Double]) -> Double? {
    switch (name, values.count) {
    case ("Add", _): values.reduce(0, +)
    case ("Mul", _): values.reduce(1, *)
    case ("Max", 1...): values.max()
    case ("Min", 1...): values.min()
    case ("Pow", 2), ("PowByNatural", 2), ("FloatPow", 2): power(values[0], values[1])
    case ("FloorDiv", 2), ("CleanDiv", 2): (values[0] / values[1]).rounded(.down)
    case ("CeilDiv", 2): (values[0] / values[1]).rounded(.up)
    case ("IntTrueDiv", 2), ("FloatTrueDiv", 2), ("Rational", 2): values[0] / values[1]
    case ("Mod", 2), ("PythonMod", 2):
      values[0] - (values[0] / values[1]).rounded(.down) * values[1]
    case ("CeilToInt", 1), ("ceiling", 1): values[0].rounded(.up)
    case ("FloorToInt", 1), ("floor", 1): values[0].rounded(.down)
    case ("TruncToInt", 1): values[0].rounded(.towardZero)
    case ("RoundToInt", 1): values[0].rounded(.toNearestOrEven)
    case ("ToFloat", 1), ("Identity", 1): values[0]
    case ("Abs", 1): abs(values[0])
    case ("OpaqueUnaryFn_sqrt", 1): values[0].squareRoot()
    case ("OpaqueUnaryFn_exp", 1): exp(values[0])
    case ("OpaqueUnaryFn_log", 1): log(values[0])
    case ("OpaqueUnaryFn_log2", 1): log2(values[0])
    case ("Equality", 2): values[0] == values[1] ? 1 : 0
    case ("Unequality", 2): values[0] != values[1] ? 1 : 0
    case ("StrictGreaterThan", 2): values[0] > values[1] ? 1 : 0
    case ("GreaterThan", 2): values[0] >= values[1] ? 1 : 0
    case ("StrictLessThan", 2): values[0] < values[1] ? 1 : 0
    case ("LessThan", 2): values[0] <= values[1] ? 1 : 0
    case ("And", _): values.allSatisfy { $0 != 0 } ? 1 : 0
    case ("Or", _): values.contains { $0 != 0 } ? 1 : 0
    case ("Not", 1): values[0] == 0 ? 1 : 0
    default: nil
    }
  }

  private static func power(_ base: Double, _ exponent: Double) -> Double {
    if exponent != exponent.rounded() { return pow(base, exponent) }
    let count = Int(exponent.magnitude)
    let product = (0..<min(count, 64)).reduce(1.0) { product, _ in product * base }
    return exponent < 0 ? 1 / product : product
  }

  private struct Parser {
    /// Deeper than any size that a program has.
    static let mostDepth = 64

    let text: String
    let letters: [UInt8]
    var place = 0

    mutating func expression(depth: Int) throws(TesseraError) -> SymbolExpression {
      skipSpaces()
      if let number = self.number() { return .number(number) }
      let name = word()
      guard !name.isEmpty, depth < Self.mostDepth else { throw failure() }
      guard take("(") else {
        switch name {
        case "oo", "int_oo": return .number(.infinity)
        case "true": return .number(1)
        case "false": return .number(0)
        default: throw failure()
        }
      }
      if name == "Symbol" {
        let symbol = try quoted()
        // Assumptions follow: positive=True.
        try skipRest()
        return .symbol(symbol)
      }
      skipSpaces()
      if name == "Float", place < letters.count, letters[place] == UInt8(ascii: "'") {
        guard let number = Double(try quoted()) else { throw failure() }
        // Its precision follows.
        try skipRest()
        return .number(number)
      }
      var arguments: [SymbolExpression] = []
      while !take(")") {
        if !arguments.isEmpty { guard take(",") else { throw failure() } }
        arguments.append(try expression(depth: depth + 1))
      }
      if ["Integer", "Float"].contains(name), arguments.count == 1 { return arguments[0] }
      return .call(name, arguments)
    }

    private mutating func skipRest() throws(TesseraError) {
      while place < letters.count, letters[place] != UInt8(ascii: ")") { place += 1 }
      guard take(")") else { throw failure() }
    }

    func requireEnd() throws(TesseraError) {
      guard letters[place...].allSatisfy({ $0 == UInt8(ascii: " ") }) else { throw failure() }
    }

    private mutating func number() -> Double? {
      let digits = letters[place...].prefix {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
          || $0 == UInt8(ascii: ".")
      }
      guard !digits.isEmpty, let number = Double(String(decoding: digits, as: UTF8.self)) else {
        return nil
      }
      place += digits.count
      return number
    }

    private mutating func word() -> String {
      let found = letters[place...].prefix { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
      }
      place += found.count
      return String(decoding: found, as: UTF8.self)
    }

    private mutating func quoted() throws(TesseraError) -> String {
      guard take("'") else { throw failure() }
      let found = letters[place...].prefix { $0 != UInt8(ascii: "'") }
      place += found.count
      guard take("'") else { throw failure() }
      return String(decoding: found, as: UTF8.self)
    }

    private mutating func take(_ letter: Unicode.Scalar) -> Bool {
      skipSpaces()
      guard place < letters.count, letters[place] == UInt8(ascii: letter) else { return false }
      place += 1
      return true
    }

    private mutating func skipSpaces() {
      while place < letters.count, letters[place] == UInt8(ascii: " ") { place += 1 }
    }

    private func failure() -> TesseraError {
      TesseraError(
        .data, "size '\(text)': an expression such as Mul(Integer(2), Symbol('s0')) is required")
    }
  }
}
