import Sharding

/// One question to a rule: an op with its tensors and attributes.
public struct RuleCall: Hashable, Sendable {
  /// The direction of a question.
  public enum Direction: String, Hashable, Sendable {
    /// From the inputs' dist attrs to those that the op requires, and to the outputs'.
    case forward
    /// From the outputs' dist attrs to the inputs'.
    case backward
    /// Forward, of the op's gradient: its inputs are the op's and the outputs' gradients, its
    /// outputs the inputs' gradients.
    case gradient
  }

  /// The name of the op in the call, which may be an alias.
  public var op: String
  /// The direction: forward from the operands, or backward from the results.
  public var direction: Direction
  /// The operands with their placements.
  public var inputs: [Operand<RuleTensor>]
  /// The results, which a backward call gives; a forward call gives them for rules that need their shapes.
  public var outputs: [Operand<RuleTensor>]
  /// The attributes of the call.
  public var attributes: [String: AttributeValue]
  /// Whether an optional operand of no dims stands for one that is left out, as calls of Paddle's rules write it.
  package var omitsAsScalar = false

  /// A call of an op on tensors with placements.
  public init(
    op: String, direction: Direction = .forward, inputs: [Operand<RuleTensor>],
    outputs: [Operand<RuleTensor>] = [], attributes: [String: AttributeValue] = [:]
  ) {
    self.op = op
    self.direction = direction
    self.inputs = inputs
    self.outputs = outputs
    self.attributes = attributes
  }
}

extension RuleCall {
  /// What is known of the op; nil of a name that no op has.
  public var schema: OpSchema? { OpSchema.named(op) }

  /// The op's own name, also where it was asked by an alias.
  public var name: String { schema?.name ?? op }

  /// The op's inputs, in call order.
  var declaredInputs: [OpArgument] { schema?.inputs ?? [] }
}

/// Reading a call, with errors that name the op.
extension RuleCall {
  /// The one tensor at `index`.
  package func tensor(_ index: Int) throws(RuleError) -> RuleTensor {
    guard index < inputs.count, case .one(let tensor) = inputs[index] else {
      throw .arguments(
        "\(op): input \(index) must be a tensor, "
          + (index < inputs.count ? "it is a list" : "only \(inputs.count) inputs are given"))
    }
    return tensor
  }

  /// The shape of an operand.
  package func shape(_ index: Int) throws(RuleError) -> [Int] { try tensor(index).shape }

  /// The tensors of the list at `index`; one tensor counts as a list of it.
  package func list(_ index: Int) throws(RuleError) -> [RuleTensor] {
    guard index < inputs.count else {
      throw .arguments("\(op): input \(index) must be a list, only \(inputs.count) are given")
    }
    return inputs[index].elements
  }

  /// Whether the tensor at `index` is there: an absent optional one has the shape [0].
  package func has(_ index: Int) -> Bool {
    guard index < inputs.count, case .one(let tensor) = inputs[index] else { return false }
    return tensor.shape != [0]
  }

  /// - Throws: `.arguments` if there are not as many inputs.
  package func require(inputs count: ClosedRange<Int>) throws(RuleError) {
    guard count.contains(inputs.count) else {
      let wanted =
        count.count == 1 ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"
      let names = declaredInputs.map(\.description)
      let which = names.isEmpty ? "" : " (\(names.joined(separator: ", ")))"
      throw .arguments(
        "\(op): \(wanted) \(count.upperBound == 1 ? "input is" : "inputs are") required\(which), "
          + "\(inputs.count) \(inputs.count == 1 ? "is" : "are") given")
    }
  }

  /// Whether the attribute is given, or has a default.
  package func has(attribute name: String) -> Bool { value(name) != nil }

  private func value(_ name: String) -> AttributeValue? {
    AttributeReads.value(name, of: op, in: attributes)
  }

  /// An integer attribute, taken for the nearest that arithmetic can bear.
  package func int(_ name: String) throws(RuleError) -> Int {
    guard case .int(let value) = value(name).flatMap(AttributeType.int.canonical) else {
      throw mismatch(name, .int)
    }
    return Limits.integer(value)
  }

  /// The value of an attribute of type `bool`.
  package func bool(_ name: String) throws(RuleError) -> Bool {
    guard case .bool(let value) = value(name).flatMap(AttributeType.bool.canonical) else {
      throw mismatch(name, .bool)
    }
    return value
  }

  /// A list of integers; one integer counts as a list of it.
  package func ints(_ name: String) throws(RuleError) -> [Int] {
    guard case .ints(let values) = value(name).flatMap(AttributeType.ints.canonical) else {
      throw mismatch(name, .ints)
    }
    return values.map(Limits.integer)
  }

  /// A list of numbers.
  package func doubles(_ name: String) throws(RuleError) -> [Double] {
    guard case .doubles(let values) = value(name).flatMap(AttributeType.numbers.canonical) else {
      throw mismatch(name, .numbers)
    }
    return values
  }

  /// The value of an attribute of type `number`.
  package func double(_ name: String) throws(RuleError) -> Double {
    switch value(name).flatMap(AttributeType.number.canonical) {
    case .double(let value): return value
    case .int(let value): return Double(value)
    default: throw mismatch(name, .number)
    }
  }

  /// The value of an attribute of type `text`.
  package func string(_ name: String) throws(RuleError) -> String {
    guard case .string(let value) = value(name) else { throw mismatch(name, .text) }
    return value
  }

  /// An axis in -ndim ..< ndim as one in 0 ..< ndim; of a 0-D tensor 0 and -1 are taken as 0.
  package func axis(_ axis: Int, of ndim: Int, named name: String = "axis") throws(RuleError) -> Int
  {
    let room = Swift.max(ndim, 1)
    guard (-room..<room).contains(axis) else {
      throw .attribute(
        "\(op): attribute '\(name)' must be in \(-room)...\(room - 1) for a tensor of \(ndim) dims, "
          + "it is \(axis)")
    }
    return axis < 0 ? axis + room : axis
  }
}
