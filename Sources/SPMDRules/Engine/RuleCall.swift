import Sharding

/// One question to a rule: an op with its tensors and attributes.
public struct RuleCall: Hashable, Sendable {
  /// Which way a rule is asked.
  public enum Direction: String, Hashable, Sendable {
    /// From the inputs' dist attrs to those that the op wants of them, and to the outputs'.
    case forward
    /// From the outputs' dist attrs to the inputs'.
    case backward
    /// Forward, of the op's gradient: its inputs are the op's and the outputs' gradients, its
    /// outputs the inputs' gradients.
    case gradient
  }

  /// The name that it was asked by, maybe an alias.
  public var op: String
  public var direction: Direction
  public var inputs: [Operand<RuleTensor>]
  /// Given backward; and forward by the rules that take the outputs' shapes.
  public var outputs: [Operand<RuleTensor>]
  public var attributes: [String: AttributeValue]

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

/// Reading a call, with errors that name the op.
extension RuleCall {
  /// The one tensor at `index`.
  public func tensor(_ index: Int) throws(RuleError) -> RuleTensor {
    guard index < inputs.count, case .one(let tensor) = inputs[index] else {
      throw .arguments(
        "\(op): input \(index) must be a tensor, "
          + (index < inputs.count ? "it is a list" : "only \(inputs.count) inputs are given"))
    }
    return tensor
  }

  public func shape(_ index: Int) throws(RuleError) -> [Int] { try tensor(index).shape }

  /// The tensors of the list at `index`; one tensor counts as a list of it.
  public func list(_ index: Int) throws(RuleError) -> [RuleTensor] {
    guard index < inputs.count else {
      throw .arguments("\(op): input \(index) must be a list, only \(inputs.count) are given")
    }
    return inputs[index].elements
  }

  /// Whether the tensor at `index` is there: an absent optional one has the shape [0].
  public func has(_ index: Int) -> Bool {
    guard index < inputs.count, case .one(let tensor) = inputs[index] else { return false }
    return tensor.shape != [0]
  }

  /// - Throws: `.arguments` where there are not as many inputs.
  public func require(inputs count: ClosedRange<Int>) throws(RuleError) {
    guard count.contains(inputs.count) else {
      let wanted =
        count.count == 1 ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"
      throw .arguments("\(op): \(wanted) inputs are required, \(inputs.count) are given")
    }
  }

  private func value(_ name: String) -> AttributeValue? { attributes[name] }

  private func mismatch(_ name: String, _ wanted: String) -> RuleError {
    .attribute(
      "\(op): attribute '\(name)' must be \(wanted), "
        + (attributes[name].map { "it is \($0)" } ?? "it is missing"))
  }

  /// An integer attribute; `fallback` where it is not given.
  public func int(_ name: String, or fallback: Int? = nil) throws(RuleError) -> Int {
    switch value(name) {
    case .int(let value): return Limits.integer(value)
    case .double(let value) where abs(value) < 0x1p53 && value == value.rounded(): return Int(value)
    case .ints(let values) where values.count == 1: return Limits.integer(values[0])
    case nil where fallback != nil: return fallback ?? 0
    default: throw mismatch(name, "an integer")
    }
  }

  public func bool(_ name: String, or fallback: Bool? = nil) throws(RuleError) -> Bool {
    switch value(name) {
    case .bool(let value): return value
    case .int(let value) where value == 0 || value == 1: return value == 1
    case nil where fallback != nil: return fallback ?? false
    default: throw mismatch(name, "true or false")
    }
  }

  /// A list of integers; one integer counts as a list of it.
  public func ints(_ name: String, or fallback: [Int]? = nil) throws(RuleError) -> [Int] {
    switch value(name) {
    case .ints(let values): return values.map(Limits.integer)
    case .int(let value): return [Limits.integer(value)]
    case .doubles(let values) where values.isEmpty: return []
    case nil where fallback != nil: return fallback ?? []
    default: throw mismatch(name, "a list of integers")
    }
  }

  public func double(_ name: String, or fallback: Double? = nil) throws(RuleError) -> Double {
    switch value(name) {
    case .double(let value): return value
    case .int(let value): return Double(value)
    case nil where fallback != nil: return fallback ?? 0
    default: throw mismatch(name, "a number")
    }
  }

  public func string(_ name: String, or fallback: String? = nil) throws(RuleError) -> String {
    switch value(name) {
    case .string(let value): return value
    case nil where fallback != nil: return fallback ?? ""
    default: throw mismatch(name, "text")
    }
  }

  /// An axis in -ndim ..< ndim as one in 0 ..< ndim; of a 0-D tensor 0 and -1 are taken as 0.
  public func axis(_ axis: Int, of ndim: Int, named name: String = "axis") throws(RuleError) -> Int
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
