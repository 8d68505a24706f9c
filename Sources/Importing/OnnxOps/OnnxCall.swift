import Elements
import Ops
import Programs
import SPMDRules

/// A node with what it is given: one op by the mapping of the schema, or a composition of several.
struct OnnxCall: OpCalling {
  let node: OnnxNode
  /// The version of ONNX's operators.
  let opset: Int
  let values: OnnxValues

  /// The ops that an operator may be, in the schema's order.
  private static let known: [String: [(schema: OpSchema, call: ForeignCall)]] = {
    var known: [String: [(OpSchema, ForeignCall)]] = [:]
    for schema in OpSchema.all where schema.kernel != nil {
      for call in schema.onnx {
        for name in call.names { known[name, default: []].append((schema, call)) }
      }
    }
    return known
  }()

  /// The results.
  ///
  /// - Throws: `Mismatch` where nothing carries it out.
  func carriedOut() throws -> [Value] {
    guard node.domain.isEmpty else {
      throw Mismatch("no op of domain '\(node.domain)' is carried out")
    }
    if let (since, older) = OnnxOps.older[node.operation], opset < since { return try older(self) }
    var reasons: [String] = []
    for (schema, call) in Self.known[node.operation] ?? [] {
      do {
        return try CallTranslation.apply(
          schema, call, try arguments(of: call, schema), values.recorder)
      } catch let mismatch as Mismatch {
        reasons.append(mismatch.reason)
      }
    }
    if let composition = OnnxOps.table[node.operation] { return try composition(self) }
    throw Mismatch(reasons.first ?? "there is no op for it")
  }

  /// Operands by the names that the mapping has for their places, and attributes by their own.
  private func arguments(of call: ForeignCall, _ schema: OpSchema) throws
    -> [String: ImportedArgument]
  {
    var arguments: [String: ImportedArgument] = [:]
    let places = call.arguments.filter { !$0.isKeyword }
    for (place, argument) in places.enumerated() {
      if case .ours(let name, _) = argument.target,
        schema.inputs.first(where: { $0.name == name })?.isList == true
      {
        arguments[argument.name] = .tensors(try node.inputs.indices.map(tensor))
      } else if place < node.inputs.count, !node.inputs[place].isEmpty {
        arguments[argument.name] = .tensor(try tensor(place))
      }
    }
    for (name, attribute) in node.attributes {
      var argument = attribute.argument
      // Truths are integers there.
      if case .int(let number) = argument,
        case .ours(let own, _)? = call.arguments.first(where: { $0.name == name })?.target,
        case .bool? = schema.attribute(own)?.type
      {
        argument = .bool(number != 0)
      }
      arguments[name] = argument
    }
    return arguments
  }
}

extension OnnxAttribute {
  fileprivate var argument: ImportedArgument {
    switch self {
    case .int(let number): .int(number)
    case .float(let number): .double(number)
    case .text(let text): .text(text)
    case .ints(let numbers): .ints(numbers)
    case .floats(let numbers): .doubles(numbers)
    case .texts(let texts): .other("texts \(texts)")
    case .tensor: .other("a tensor")
    case .graph: .other("a graph")
    case .other(let kind): .other("a value of kind \(kind)")
    }
  }
}

/// What compositions ask of a call.
extension OnnxCall {
  func isGiven(_ place: Int) -> Bool { place < node.inputs.count && !node.inputs[place].isEmpty }

  func tensor(_ place: Int) throws -> Value {
    guard isGiven(place) else { throw Mismatch("input \(place) is required") }
    return try values.tensor(node.inputs[place])
  }

  /// Nil where it is left out.
  func optionalTensor(_ place: Int) throws -> Value? {
    isGiven(place) ? try tensor(place) : nil
  }

  /// The numbers of an operand.
  ///
  /// - Throws: `Mismatch` where they depend on inputs of the model.
  func numbers(_ place: Int, _ what: String) throws -> FoldedTensor {
    guard isGiven(place) else { throw Mismatch("\(what): input \(place) is required") }
    guard let numbers = try values.numbers(node.inputs[place]) else {
      throw Mismatch("\(what): numbers that depend on no input of the model are required")
    }
    return numbers
  }

  /// As `numbers`, of integers; nil where it is left out.
  func optionalInts(_ place: Int, _ what: String) throws -> [Int]? {
    guard isGiven(place) else { return nil }
    guard let ints = try numbers(place, what).ints else {
      throw Mismatch("\(what): integers are required")
    }
    return ints
  }

  func ints(_ place: Int, _ what: String) throws -> [Int] {
    guard let ints = try optionalInts(place, what) else { throw Mismatch("\(what) is required") }
    return ints
  }

  /// What an attribute says, or an operand in newer versions; nil of neither.
  func optionalInts(_ name: String, orInput place: Int) throws -> [Int]? {
    try optionalInts(name) ?? optionalInts(place, name)
  }

  func optionalInts(_ name: String) -> [Int]? {
    if case .ints(let numbers)? = node.attributes[name] { numbers } else { nil }
  }

  func optionalInt(_ name: String) -> Int? {
    if case .int(let number)? = node.attributes[name] { number } else { nil }
  }

  func int(_ name: String, default fallback: Int) -> Int { optionalInt(name) ?? fallback }

  func float(_ name: String, default fallback: Double) -> Double {
    if case .float(let number)? = node.attributes[name] { number } else { fallback }
  }

  func text(_ name: String, default fallback: String) -> String {
    if case .text(let text)? = node.attributes[name] { text } else { fallback }
  }

  /// - Throws: `Mismatch` where an attribute has another value than this one.
  func require(_ name: String, is wanted: Int) throws {
    let found = int(name, default: wanted)
    guard found == wanted else { throw Mismatch("\(name) is \(found), \(wanted) is carried out") }
  }

  /// As above, of a word.
  func require(_ name: String, is wanted: String) throws {
    let found = text(name, default: wanted)
    guard found == wanted else {
      throw Mismatch("\(name) is '\(found)', '\(wanted)' is carried out")
    }
  }

  /// - Throws: `Mismatch` where a result beyond the first ones is wanted.
  func requireResults(_ count: Int) throws {
    guard !node.outputs.dropFirst(count).contains(where: { !$0.isEmpty }) else {
      throw Mismatch("more than \(count) results")
    }
  }

  /// A dim that may count from the end.
  func place(_ dim: Int, of value: Value) throws -> Int {
    try OnnxFolding.place(dim, of: value.shape.count)
  }
}

/// What compositions are made of.
extension OnnxCall {
  /// The results of a call of ATen's.
  func aten(
    _ name: String, _ arguments: [String: ImportedArgument],
    expected: (shape: [Int], dtype: DType)? = nil
  ) throws -> [Value] {
    try CompositionCall(
      name: "aten.\(name)", arguments: arguments, recorder: values.recorder,
      table: Compositions.table, expected: expected
    ).carriedOut()
  }

  func constant(_ numbers: [Double], shape: [Int], dtype: DType) throws -> Value {
    try values.recorder.constant(numbers, shape: shape, dtype: dtype)
  }

  func scalar(_ number: Double, like tensor: Value) throws -> Value {
    try constant([number], shape: [], dtype: tensor.dtype)
  }

  /// Indices as a constant of the program.
  func indices(_ places: [Int]) throws -> Value {
    try constant(places.map(Double.init), shape: [places.count], dtype: .int64)
  }

  /// A part of one dim.
  func range(_ x: Value, along dim: Int, _ start: Int, _ end: Int) throws -> Value {
    try op(
      "slice", x, with: ["axes": .ints([dim]), "starts": .ints([start]), "ends": .ints([end])])
  }

  /// Numbers along one dim of a tensor with `count` dims.
  func along(_ row: Value, _ dim: Int, of count: Int) throws -> Value {
    if row.shape.isEmpty || row.shape == [1] && count == 0 { return try row.reshape([]) }
    return try row.reshape((0..<count).map { $0 == dim ? row.shape[0] : 1 })
  }
}
