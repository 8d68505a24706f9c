import Elements
import Ops
import Programs
import SPMDRules

/// How an op is called in Swift.
struct OpText {
  let program: Program
  let op: ProgramOp
  let name: String
  let attributes: [String: AttributeValue]
  let schema: OpSchema
  /// The values that somebody reads.
  let readAnywhere: Set<Program.ID>
  /// The text of a value.
  let text: (Program.ID) -> Expression

  /// Nil of what is no op of the schema.
  ///
  /// - Parameter inferred: the dim of a reshape whose size follows from the others.
  init?(
    _ op: ProgramOp, of program: Program, readAnywhere: Set<Program.ID>, inferred: Int?,
    _ text: @escaping (Program.ID) -> Expression
  ) {
    self.readAnywhere = readAnywhere
    guard case .op(let name, var attributes) = op.action, let schema = OpSchema.named(name) else {
      return nil
    }
    if let inferred {
      var shape = program.values[op.outputs[0]].shape
      shape[inferred] = -1
      attributes["shape"] = .ints(shape)
    }
    (self.program, self.op, self.name) = (program, op, name)
    (self.attributes, self.schema, self.text) = (attributes, schema, text)
  }

  /// What gives the outputs: one, a list, or a tuple.
  var call: Expression { written ?? generated ?? plain }

  /// Whether `call` gives only the first of several outputs.
  var isFirstAlone: Bool { name == "layer_norm" && written != nil }

  private func shape(_ place: Int) -> [Int] { program.values[op.operands[place]].shape }
  private func operand(_ place: Int) -> Expression { text(op.operands[place]) }

  private func int(_ name: String) -> Int? {
    if case .int(let value)? = attributes[name] { value } else { nil }
  }

  private func ints(_ name: String) -> [Int]? {
    if case .ints(let value)? = attributes[name] { value } else { nil }
  }

  private func flag(_ name: String) -> Bool? {
    if case .bool(let value)? = attributes[name] { value } else { nil }
  }

  /// Whether the attributes but for these have their defaults.
  private func isPlain(but named: String...) -> Bool {
    schema.attributes.allSatisfy { attribute in
      named.contains(attribute.name) || attributes[attribute.name] == attribute.fallback
    }
  }
}

/// Operators, and methods that are written by hand.
extension OpText {
  private static let operators: [String: (symbol: String, level: Expression.Level)] = [
    "add": ("+", .sum), "subtract": ("-", .sum), "multiply": ("*", .product),
    "divide": ("/", .product), "remainder": ("%", .product), "elementwise_pow": ("**", .power),
    "bitwise_and": ("&", .other), "bitwise_or": ("|", .other), "bitwise_xor": ("^", .other),
    "equal": (".==", .other), "not_equal": (".!=", .other), "less_than": (".<", .other),
    "less_equal": (".<=", .other), "greater_than": (".>", .other),
    "greater_equal": (".>=", .other), "logical_and": (".&", .other), "logical_or": (".|", .other),
    "logical_xor": (".^", .other),
  ]

  /// Ops that take a number on either side.
  static func takesNumber(_ op: String) -> Bool {
    operators[op] != nil && !op.hasPrefix("logical") && !op.hasPrefix("bitwise")
  }

  private var written: Expression? {
    if let (symbol, level) = Self.operators[name], op.operands.count == 2, isPlain() {
      return infix(symbol, level)
    }
    switch name {
    case "matmul":
      guard isPlain(but: "trans_x", "trans_y") else { return nil }
      return product
    case "where" where op.operands.count == 3:
      return Expression(
        "\(operand(1).receiver).where(\(operand(0).text), otherwise: \(operand(2).text))")
    case "flatten":
      guard let start = int("start_axis"), let stop = int("stop_axis") else { return nil }
      return method("flatten", ["from: \(start)"] + (stop == -1 ? [] : ["to: \(stop)"]))
    case "squeeze", "unsqueeze":
      guard let axes = ints("axis"), isPlain(but: "axis") else { return nil }
      return method(name, axes.map(String.init))
    case "transpose": return permuted
    case "sum", "mean", "max", "min", "prod", "any", "all":
      guard let axes = ints("axis"), let keeps = flag("keep_dim"), isPlain(but: "axis", "keep_dim")
      else { return nil }
      return method(name, axes.map(String.init) + (keeps ? ["keepDims: true"] : []))
    case "argmax", "argmin":
      guard let axis = int("axis"), let keeps = flag("keepdims"), let flat = flag("flatten"),
        isPlain(but: "axis", "keepdims", "flatten"), !flat || axis == 0
      else { return nil }
      return method(name, (flat ? [] : ["\(axis)"]) + (keeps ? ["keepDims: true"] : []))
    case "cast":
      guard case .string(let dtype)? = attributes["dtype"] else { return nil }
      return method("cast", [".\(dtype)"])
    case "layer_norm": return layerNorm
    case "slice": return subscripted
    case "einsum":
      guard case .string(let equation)? = attributes["equation"] else { return nil }
      let operands = op.operands.map { text($0).text }
      return Expression(
        "Tensor.einsum(\(([equation.swiftQuoted] + operands).joined(separator: ", ")))")
    default: return nil
    }
  }

  private func method(_ name: String, _ arguments: [String]) -> Expression {
    Expression("\(operand(0).receiver).\(name)(\(arguments.joined(separator: ", ")))")
  }

  private func infix(_ symbol: String, _ level: Expression.Level) -> Expression {
    // Powers bind from the right, all else from the left.
    let tighter = Expression.Level(rawValue: level.rawValue + 1) ?? .whole
    let (left, right) = level == .power ? (tighter, level) : (level, tighter)
    return Expression(
      "\(operand(0).operand(atLeast: left)) \(symbol) \(operand(1).operand(atLeast: right))", level)
  }

  private var product: Expression? {
    let words = [("trans_x", "transposed"), ("trans_y", "otherTransposed")].compactMap {
      flag($0.0) == true ? "\($0.1): true" : nil
    }
    if words.isEmpty { return infix("•", .product) }
    return method("matmul", [operand(1).text] + words)
  }

  private var permuted: Expression? {
    guard let order = ints("perm"), isPlain(but: "perm") else { return nil }
    let moved = order.indices.filter { order[$0] != $0 }
    if moved.count == 2 { return method("transpose", moved.map(String.init)) }
    return method("permute", ["\(order)"])
  }

  private var layerNorm: Expression? {
    guard isPlain(but: "epsilon", "begin_norm_axis"), op.inputs.count == 3,
      int("begin_norm_axis") == shape(0).count - 1, let epsilon = attributes["epsilon"],
      !op.operands.dropFirst().contains(where: isAbsent),
      op.outputs.dropFirst().allSatisfy({ !readAnywhere.contains($0) })
    else { return nil }
    var arguments = ["weight: \(operand(1).text)", "bias: \(operand(2).text)"]
    if epsilon != .double(1e-5) { arguments.append("epsilon: \(epsilon.swiftText)") }
    return method("layerNorm", arguments)
  }

  /// The subscript that selects the same part; nil where the attributes are none that one has.
  private var subscripted: Expression? {
    guard let axes = ints("axes"), let starts = ints("starts"), let ends = ints("ends"),
      let dropped = ints("decrease_axis"), axes == Array(Set(axes)).sorted(), let last = axes.last,
      axes.count == starts.count, axes.count == ends.count, axes[0] >= 0
    else { return nil }
    var slices = [String](repeating: ".all", count: last + 1)
    for (place, axis) in axes.enumerated() {
      let (start, end) = (starts[place], ends[place])
      let isToEnd = end > 1 << 40
      if dropped.contains(axis) {
        guard end == start + 1 || start == -1 && isToEnd else { return nil }
        slices[axis] = "\(start)"
      } else {
        guard start >= 0, end >= start else { return nil }
        slices[axis] =
          switch (start, isToEnd) {
          case (0, true): ".all"
          case (_, true): "\(start)..."
          default: "\(start)..<\(end)"
          }
      }
    }
    return Expression("\(operand(0).receiver)[\(slices.joined(separator: ", "))]")
  }

  /// Whether an operand is a tensor of no elements that stands for what is left out.
  private func isAbsent(_ id: Program.ID) -> Bool {
    program.values[id].shape == [0] && text(id).text == OpText.absent
  }

  /// The names of the outputs of an op, as its method's tuple has them.
  static func outputNames(_ op: String) -> [String] {
    OpSchema.named(op)?.outputs.map { SwiftNames.camel($0.name) } ?? []
  }

  /// The text of what stands for what is left out.
  static let absent = "(absent)"
}

/// Methods that are generated of the schema, and calls by name.
extension OpText {
  private var generated: Expression? {
    guard case .generated(let signature, let subject) = schema.method,
      let open = signature.firstIndex(of: "(")
    else { return nil }
    let methodName = String(signature[..<open])
    let labels = signature[open...].dropFirst().dropLast().split(separator: ":").map(String.init)
    let isStatic = schema.inputs.first?.isList == true
    let own =
      isStatic
      ? nil
      : schema.inputs.firstIndex { $0.name == subject }
        ?? schema.inputs.firstIndex { $0.arity == .one }
    var arguments: [String] = []
    var next = labels[...]
    // What is left out must not be followed by what has no label.
    var isLeftOut = false
    for (place, input) in schema.inputs.enumerated() where place != own {
      guard let label = next.popFirst() else { return nil }
      guard place < op.inputs.count, let given = argument(op.inputs[place], input) else {
        isLeftOut = true
        continue
      }
      if label == "_", isLeftOut { return nil }
      arguments.append(label == "_" ? given : "\(label): \(given)")
    }
    for attribute in schema.attributes where attribute.idle == nil {
      guard let label = next.popFirst() else { return nil }
      guard let value = attributes[attribute.name], value != attribute.fallback else {
        isLeftOut = true
        continue
      }
      if label == "_", isLeftOut { return nil }
      let literal = value.swiftText(of: attribute.type)
      arguments.append(label == "_" ? literal : "\(label): \(literal)")
    }
    guard next.isEmpty,
      schema.attributes.allSatisfy({ $0.idle == nil || attributes[$0.name] == $0.fallback })
    else { return nil }
    let receiver: String
    if isStatic {
      receiver = "Tensor"
    } else {
      guard let own, own < op.inputs.count, case .one(let id) = op.inputs[own] else { return nil }
      receiver = text(id).receiver
    }
    return Expression(
      "\(receiver).\(SwiftNames.quoted(methodName))(\(arguments.joined(separator: ", ")))")
  }

  /// The text of an input; nil where it is left out.
  private func argument(_ operand: SPMDRules.Operand<Program.ID>, _ input: OpArgument) -> String? {
    switch operand {
    case .one(let id): input.isOptional && isAbsent(id) ? nil : text(id).text
    case .list(let ids):
      input.isOptional && ids.isEmpty
        ? nil : "[\(ids.map { text($0).text }.joined(separator: ", "))]"
    }
  }

  /// The call by the op's name, which takes everything.
  private var plain: Expression {
    let operands = op.inputs.map { operand in
      switch operand {
      case .one(let id): ".one(\(text(id).text))"
      case .list(let ids): ".list([\(ids.map { text($0).text }.joined(separator: ", "))])"
      }
    }
    let words = schema.attributes.compactMap { attribute in
      attributes[attribute.name].flatMap { value in
        value == attribute.fallback ? nil : "\(attribute.name.swiftQuoted): \(value.swiftCase)"
      }
    }
    let given = words.isEmpty ? "[:]" : "[\(words.joined(separator: ", "))]"
    return Expression(
      "Tensor.apply(\(name.swiftQuoted), [\(operands.joined(separator: ", "))], \(given))")
  }

  /// Whether the outputs come as a list.
  var isList: Bool {
    schema.outputs.count == 1 && schema.outputs[0].isList || written == nil && generated == nil
  }
}
