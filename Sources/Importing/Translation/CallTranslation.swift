import Elements
import Ops
import Programs
import SPMDRules

/// A call of PyTorch's that is one op of ours: its arguments become inputs and attributes, as the schema says.
struct CallTranslation {
  private let schema: OpSchema
  private let call: ForeignCall
  private let recorder: ProgramRecorder
  private var inputs: [String: Operand<Value>] = [:]
  private var attributes: [String: AttributeValue]
  private var casts: DType?
  /// Whether heads stand before tokens.
  private var swapsHeads = false
  /// What needs to know the dim that is another argument.
  private var waiting: [(AttributeConversion, ForeignCall.Conversion)] = []
  /// Whether a number stands for a tensor; its dtype follows from the others.
  private var numbers: [String: ImportedArgument] = [:]

  /// The ops that a name of ATen may be, in the schema's order.
  static let known: [String: [(schema: OpSchema, call: ForeignCall)]] = {
    var known: [String: [(OpSchema, ForeignCall)]] = [:]
    for schema in OpSchema.all where schema.kernel != nil {
      for call in schema.pytorch {
        for name in call.names where name.hasPrefix("aten.") {
          known[name, default: []].append((schema, call))
        }
      }
    }
    return known
  }()

  /// - Throws: `Mismatch` where an argument makes it another function than the op is, `TesseraError` where the op does
  ///   not take what it is given.
  static func apply(
    _ schema: OpSchema, _ call: ForeignCall, _ arguments: [String: ImportedArgument],
    _ recorder: ProgramRecorder
  ) throws -> [Value] {
    var translation = CallTranslation(schema, call, recorder)
    let declared = call.arguments
    if let other = arguments.keys.filter({ name in !declared.contains { $0.name == name } }).min() {
      throw Mismatch("it has no argument '\(other)'")
    }
    // Tensors first: others count by their shapes and dtypes.
    for argument in declared {
      try translation.take(argument, arguments, tensorsOnly: true)
    }
    for argument in declared {
      try translation.take(argument, arguments, tensorsOnly: false)
    }
    return try translation.result()
  }

  private init(_ schema: OpSchema, _ call: ForeignCall, _ recorder: ProgramRecorder) {
    (self.schema, self.call, self.recorder) = (schema, call, recorder)
    attributes = call.sets
  }

  private func isInput(_ name: String) -> Bool { schema.inputs.contains { $0.name == name } }

  private mutating func take(
    _ argument: ForeignCall.Argument, _ arguments: [String: ImportedArgument], tensorsOnly: Bool
  ) throws {
    let fallback = argument.defaultText.map { ImportedArgument(default: $0) }
    guard let value = arguments[argument.name] ?? fallback else {
      if case .ignored = argument.target { return }
      throw Mismatch("argument '\(argument.name)' is required")
    }
    switch argument.target {
    case .ignored: return
    case .fixed:
      guard let fallback, value.isSame(as: fallback) else {
        throw Mismatch(
          "argument \(argument.name) is \(value.words), \(argument.defaultText ?? "none") is carried out"
        )
      }
    case .ours(let name, let conversion):
      let isTensor = isInput(name) && conversion != .castBefore
      guard isTensor == tensorsOnly else { return }
      if isTensor {
        try takeTensor(value, as: name, conversion)
      } else {
        try takeAttribute(value, as: name, conversion, of: argument.name)
      }
    }
  }

  private mutating func takeTensor(
    _ value: ImportedArgument, as name: String, _ conversion: ForeignCall.Conversion?
  ) throws {
    switch value {
    case .none: return
    case .tensor(let tensor):
      if conversion == .heads {
        guard tensor.shape.count == 4 else {
          throw Mismatch("'\(tensor.name)' has \(tensor.shape.count) dims, 4 are carried out")
        }
        swapsHeads = true
        inputs[name] = .one(try tensor.swapaxes(1, 2))
      } else {
        inputs[name] = .one(tensor)
      }
    case .tensors(let tensors):
      let given = tensors.compactMap(\.self)
      // One that is left out says which dims the others are of.
      guard given.count == tensors.count else { throw Mismatch("a dim without an index") }
      inputs[name] = .list(given)
    case .int, .double, .bool:
      guard conversion == .scalar else { throw Mismatch("a tensor is required as '\(name)'") }
      numbers[name] = value
    case .complex(let real, let imaginary):
      guard conversion == .scalar else { throw Mismatch("a tensor is required as '\(name)'") }
      let pair = try recorder.constant([real, imaginary], shape: [2], dtype: .float32)
      inputs[name] = .one(try Value.apply("view_as_complex", [.one(pair)], [:])[0])
    default: throw Mismatch("a tensor is required as '\(name)', not \(value.words)")
    }
  }

  /// What the first input is: `self` of most functions.
  private func subject(_ name: String? = nil) throws -> Value {
    let wanted = name.flatMap { inputs[$0] } ?? schema.inputs.first.flatMap { inputs[$0.name] }
    guard let first = wanted?.elements.first ?? inputs.values.first?.elements.first else {
      throw Mismatch("a tensor is required")
    }
    return first
  }

  private mutating func takeAttribute(
    _ value: ImportedArgument, as name: String, _ conversion: ForeignCall.Conversion?,
    of argument: String
  ) throws {
    guard let conversion else {
      // None is what the op does where nothing is said.
      if let attribute = value.attribute { attributes[name] = attribute }
      return
    }
    let conversions = AttributeConversion(name: name, argument: argument, value: value)
    switch conversion {
    case .castBefore:
      if case .dtype(let code) = value { casts = try conversions.dtype(code) }
    case .dtype:
      if case .dtype(let code) = value {
        attributes[name] = .string(try conversions.dtype(code).rawValue)
      } else {
        attributes[name] = .string(try subject().dtype.rawValue)
      }
    case .dtypeOf:
      attributes[name] = .string(try conversions.tensor().dtype.rawValue)
    case .shapeOf: attributes[name] = .ints(try conversions.tensor().shape)
    case .sizes, .chunks, .index: waiting.append((conversions, conversion))
    default:
      for (key, attribute) in try conversions.converted(conversion, of: try subject()) {
        attributes[key] = attribute
      }
    }
  }

  private mutating func result() throws -> [Value] {
    if let dims = call.dims, let count = try? subject().shape.count, dims != count {
      throw Mismatch("its tensor has \(count) dims, \(dims) are carried out")
    }
    for (conversions, conversion) in waiting {
      let converted = try conversions.converted(
        conversion, of: try self.subject(), along: attributes["axis"] ?? attributes["axes"])
      attributes.merge(converted) { $1 }
    }
    if let casts {
      for (name, operand) in inputs {
        guard case .one(let tensor) = operand, tensor.dtype != casts else { continue }
        inputs[name] = .one(try tensor.cast(casts))
      }
    }
    let narrow = try widened()
    try settleNumbers()
    // Each draw is another.
    if schema.kind == .random { attributes["seed"] = .int(recorder.opCount) }
    var operands = schema.inputs.map { inputs[$0.name] }
    while let last = operands.last, last == nil { operands.removeLast() }
    let subject = try subject()
    var outputs = try Value.apply(
      schema.name, try operands.map { operand in try operand ?? .one(subject.absent()) }, attributes
    )
    if let narrow { outputs = try outputs.map { try $0.cast(narrow) } }
    let names = schema.outputs.map(\.name)
    let wanted =
      call.results.map { results in
        results.compactMap { names.firstIndex(of: $0) }.map { outputs[$0] }
      } ?? outputs
    return try swapsHeads ? wanted.map { try $0.swapaxes(1, 2) } : wanted
  }

  /// Ops whose second operand, or either factor, PyTorch does not round to 16 bits, if it is a number or a tensor without
  /// dims: they compute in float32.
  private static let unrounding = ["multiply", "divide", "floor_divide"]

  /// Casts the operands of such a call to float32.
  ///
  /// - Returns: the dtype to which the result is cast back; nil if nothing was cast.
  private mutating func widened() throws -> DType? {
    guard Self.unrounding.contains(schema.name), schema.inputs.count == 2 else { return nil }
    for (other, name) in [schema.inputs.map(\.name), schema.inputs.map(\.name).reversed()].map({
      ($0[0], $0[1])
    }) {
      guard name == schema.inputs[1].name || schema.name == "multiply",
        case .one(let value)? = inputs[other], !value.shape.isEmpty,
        [.bfloat16, .float16].contains(value.dtype)
      else { continue }
      if let number = numbers[name]?.number {
        guard !value.dtype.holds(number) else { return nil }
      } else if case .one(let single)? = inputs[name] {
        guard single.shape.isEmpty, [.float32, .float64].contains(single.dtype) else { return nil }
        inputs[name] = .one(try single.cast(.float32))
      } else {
        return nil
      }
      inputs[other] = .one(try value.cast(.float32))
      return value.dtype
    }
    return nil
  }

  /// A number as a constant.
  private func constant(_ number: ImportedArgument, _ dtype: DType) throws -> Value {
    if case .int(let whole) = number, dtype == .int64 { return try recorder.integer(whole) }
    return try recorder.constant(
      [dtype.wrapped(number.number ?? 0)], shape: [], dtype: dtype)
  }

  /// Numbers in the place of tensors have the dtype that PyTorch gives them beside the others, and tensors without dims
  /// give way to those that have some.
  private mutating func settleNumbers() throws {
    let tensors = inputs.values.flatMap(\.elements)
    if schema.inputs.count > 1, schema.kind == .elementwise {
      let dimmed = tensors.filter { !$0.shape.isEmpty }
      if let dtype = DType.promoted(dimmed.map(\.dtype).nonEmpty ?? [.bool]), !dimmed.isEmpty {
        for (name, operand) in inputs {
          guard case .one(let value) = operand, value.shape.isEmpty, value.dtype != dtype,
            dtype.category >= value.dtype.category, name != "condition"
          else { continue }
          inputs[name] = .one(try value.cast(dtype))
        }
      }
    }
    guard !numbers.isEmpty else { return }
    let others = inputs.filter { $0.key != "condition" }.values.flatMap(\.elements).map(\.dtype)
    var dtype = others.isEmpty ? nil : DType.promoted(others)
    for number in numbers.values {
      let kind: DType.Kind =
        switch number {
        case .bool: .boolean
        case .int: .signedInteger
        default: .floatingPoint
        }
      dtype =
        dtype.map { $0.promoted(withScalar: kind) } ?? [
          .boolean: DType.bool, .signedInteger: .int64,
        ][kind] ?? .float32
    }
    let settled = dtype ?? .float32
    for (name, number) in numbers { inputs[name] = .one(try constant(number, settled)) }
  }
}

extension DType {
  /// Booleans below integers below floating-point below complex numbers.
  var category: Int {
    switch kind {
    case .boolean: 0
    case .signedInteger, .unsignedInteger: 1
    case .floatingPoint: 2
    case .complex: 3
    }
  }
}

extension DType {
  /// Whether this 16-bit dtype represents a number exactly as float32 does.
  fileprivate func holds(_ number: Double) -> Bool {
    let given = Float(number)
    return self == .bfloat16 ? Float(BFloat16(given)) == given : Float(Float16(given)) == given
  }

  /// A number wrapped to the range of this integer dtype, as PyTorch wraps it; other dtypes keep it.
  fileprivate func wrapped(_ number: Double) -> Double {
    guard isInteger, byteCount < 8, number.isFinite else { return number }
    let span = Double(1 << (8 * byteCount))
    let rest =
      number.rounded(.towardZero) - span * (number.rounded(.towardZero) / span).rounded(.down)
    return kind == .signedInteger && rest >= span / 2 ? rest - span : rest
  }
}

extension Array {
  /// Nil where there is nothing in it.
  fileprivate var nonEmpty: Self? { isEmpty ? nil : self }
}
