import Elements

/// The numbers that stand for the symbols in a program's sizes.
struct SymbolBinding {
  private(set) var numbers: [String: Int] = [:]
  /// Those that the user has said.
  private let given: Set<String>

  /// - Parameters:
  ///   - given: numbers that the user says.
  ///   - shapes: the shapes of inputs by name, as the user's tensors have them.
  /// - Throws: `TesseraError.Kind.data` where a number does not fit the program.
  init(_ program: ExportedProgram, given: [String: Int], shapes: [String: [Int]])
    throws(TesseraError)
  {
    self.given = Set(given.keys)
    let graph = program.module.graph
    var hints: [String: Int] = [:]
    for tensor in graph.tensors.values {
      for size in tensor.sizes {
        guard case .expression(let text, let hint) = size,
          case .symbol(let name) = try SymbolExpression(parsing: text)
        else { continue }
        if let hint { hints[name] = hint }
      }
    }
    let known = Set(hints.keys).union(program.bounds.map { Set($0.keys) } ?? [])
    for name in given.keys.sorted() where !known.contains(name) {
      throw TesseraError(
        .data,
        "--bind \(name): the program's symbols are "
          + (known.isEmpty ? "none" : known.sorted().joined(separator: ", ")))
    }
    numbers = hints.merging(given) { $1 }
    for (name, shape) in shapes.sorted(by: { $0.key < $1.key }) {
      try follow(name, shape, graph, given)
    }
    for (name, number) in numbers.sorted(by: { $0.key < $1.key }) {
      let bounds = program.bounds?[name]
      guard number >= bounds?.least ?? 0, number <= bounds?.most ?? .max else {
        throw TesseraError(
          .data,
          "symbol \(name): \(bounds?.least ?? 0) to \(bounds?.most.map(String.init) ?? "any number") "
            + "was exported, it is \(number)")
      }
    }
  }

  /// Binds what the shape of an input says.
  private mutating func follow(
    _ name: String, _ shape: [Int], _ graph: ExportedGraph, _ given: [String: Int]
  ) throws(TesseraError) {
    guard let tensor = graph.tensors[name], tensor.sizes.count == shape.count else { return }
    for (size, number) in zip(tensor.sizes, shape) {
      guard case .expression(let text, _) = size,
        case .symbol(let symbol) = try SymbolExpression(parsing: text), given[symbol] == nil
      else { continue }
      numbers[symbol] = number
    }
  }

  /// Binds a symbol that stands for a number of the model itself, which may be another in each turn of a loop.
  ///
  /// - Throws: `TesseraError.Kind.data` where the user has said another number.
  mutating func learn(_ size: ExportedInteger, is number: Int) throws(TesseraError) {
    guard case .expression(let text, _) = size,
      case .symbol(let name) = try SymbolExpression(parsing: text)
    else { return }
    guard !given.contains(name) || numbers[name] == number else {
      throw TesseraError(
        .data,
        "symbol \(name): the model's own number is required, \(number), not \(numbers[name] ?? 0)")
    }
    numbers[name] = number
  }

  /// The value of a float or a truth, which is 1 or 0.
  ///
  /// - Throws: `TesseraError.Kind.data` where it depends on data.
  func value(_ scalar: ExportedScalar) throws(TesseraError) -> Double {
    switch scalar {
    case .number(let number): return number
    case .expression(let text): return try SymbolExpression(parsing: text).value(numbers)
    }
  }

  /// The number of a size.
  ///
  /// - Throws: `TesseraError.Kind.data` where it is none: it depends on data, or is no integer.
  func number(_ size: ExportedInteger) throws(TesseraError) -> Int {
    switch size {
    case .int(let number): return number
    case .expression(let text, _):
      let value = try SymbolExpression(parsing: text).value(numbers)
      guard let number = Int(exactly: value) else {
        throw TesseraError(.data, "size '\(text)': an integer is required, it is \(value)")
      }
      return number
    }
  }

  /// The shape of a tensor.
  func shape(_ tensor: ExportedTensor) throws(TesseraError) -> [Int] {
    var shape: [Int] = []
    for size in tensor.sizes { shape.append(try number(size)) }
    return shape
  }
}
