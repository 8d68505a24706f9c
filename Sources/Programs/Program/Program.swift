import Elements
import Sharding

/// A whole computation as a value: inputs, ops in their order, results.
///
/// `Program.trace` records one from Swift, `init(parsing:)` reads one from a text, and `description` writes it.
/// Shapes and dtypes of all values are known; where they lie is known of those that are annotated. Completion finds the
/// rest.
public struct Program: Hashable, Sendable {
  /// What stands for a value: its place in `values`.
  public typealias ID = Int

  /// The name of the program.
  public var name: String
  /// Inputs, parameters and all that ops make.
  public package(set) var values: [ProgramValue]
  /// The values that a caller gives, parameters among them, in the order of the signature.
  public package(set) var inputs: [ID]
  /// Each takes inputs and what ops before it make.
  public package(set) var ops: [ProgramOp]
  /// What the program returns, in order.
  public package(set) var results: [ID]

  /// A program without anything in it.
  package init(name: String) {
    self.name = name
    (values, inputs, ops, results) = ([], [], [], [])
  }
}

/// A value of a program.
public struct ProgramValue: Hashable, Sendable {
  /// What gives a value.
  public enum Role: Hashable, Sendable {
    /// A caller, at each run.
    case input
    /// A caller, once: a weight.
    case parameter
    /// An op of the program.
    case made
  }

  /// Whether a value waits for the gradients that read it.
  public enum Keeping: String, Hashable, Sendable, CaseIterable {
    /// It does.
    case kept
    /// It does not: gradients compute it again, out of values that are kept.
    case checkpointed
    /// It is the second of a checkpointed one.
    case recomputed
  }

  /// The name, which no other value of the program has; scopes stand before it, with dots.
  public var name: String
  /// More names by which patterns find the value, as those of tied weights. The program's text does not show them.
  package var otherNames: [String] = []
  /// The global shape.
  public let shape: [Int]
  /// The dtype of the elements.
  public let dtype: DType
  /// What gives it.
  public let role: Role
  /// Where it is to lie; nil where nobody says.
  public var annotation: Annotation?
  /// Whether it waits for the gradients that read it; the same of all that one op makes.
  public package(set) var keeping: Keeping

  /// A value of this name, shape and dtype.
  init(
    name: String, shape: [Int], dtype: DType, role: Role = .made, annotation: Annotation? = nil,
    keeping: Keeping = .kept
  ) {
    self.keeping = keeping
    self.name = name
    self.shape = shape
    self.dtype = dtype
    self.role = role
    self.annotation = annotation
  }

  /// The bytes of all elements.
  package var byteCount: Int { shape.reduce(dtype.byteCount, *) }
}

/// An op of a program, with what it takes and what it makes.
public struct ProgramOp: Hashable, Sendable {
  /// What an op does.
  public enum Action: Hashable, Sendable {
    /// An op of the schema, with all its attributes, defaults filled in.
    case op(String, [String: AttributeValue])
    /// The same value, lying as its result is annotated.
    case reshard
    /// These numbers in row-major order, or one for all elements.
    case constant([Double])

    /// Whether both do the same. Numbers are compared by their bits: 0 and -0 are two, a NaN is equal to itself.
    public static func == (left: Action, right: Action) -> Bool {
      switch (left, right) {
      case (.op(let left, let some), .op(let right, let others)): left == right && some == others
      case (.reshard, .reshard): true
      case (.constant(let left), .constant(let right)):
        AttributeValue.doubles(left) == .doubles(right)
      default: false
      }
    }

    /// Feeds what `==` compares.
    public func hash(into hasher: inout Hasher) {
      switch self {
      case .op(let name, let attributes):
        hasher.combine(name)
        hasher.combine(attributes)
      case .reshard: break
      case .constant(let numbers): hasher.combine(AttributeValue.doubles(numbers))
      }
    }
  }

  /// What it does.
  public let action: Action
  /// What it takes, in call order.
  public var inputs: [Operand<Program.ID>]
  /// What it makes, lists flattened.
  public var outputs: [Program.ID]

  /// Whether it draws random numbers.
  package var isRandom: Bool {
    if case .op(let name, _) = action { OpSchema.named(name)?.kind == .random } else { false }
  }

  /// The name of the op: `matmul`, `reshard`, `constant`.
  public var name: String {
    switch action {
    case .op(let name, _): name
    case .reshard: "reshard"
    case .constant: "constant"
    }
  }

  /// The values that it takes, lists flattened.
  public var operands: [Program.ID] {
    var ids: [Program.ID] = []
    ids.reserveCapacity(inputs.count)
    for input in inputs {
      switch input {
      case .one(let id): ids.append(id)
      case .list(let list): ids += list
      }
    }
    return ids
  }
}

extension Program {
  /// The value of this name; nil where there is none.
  public func value(named name: String) -> ID? { values.firstIndex { $0.name == name } }

  /// The same computation with no word on where anything lies, and without reshards.
  package func withoutPlacements() -> Program {
    var program = self
    for id in program.values.indices { program.values[id].annotation = nil }
    var standing = Array(values.indices)
    program.ops = []
    for var op in ops {
      op.inputs = op.inputs.map { $0.map { standing[$0] } }
      if case .reshard = op.action {
        standing[op.outputs[0]] = op.operands[0]
      } else {
        program.ops.append(op)
      }
    }
    program.results = results.map { standing[$0] }
    return program
  }

  /// By value: the op that makes it; nil of what a caller gives.
  package var makers: [Int?] {
    var makers = [Int?](repeating: nil, count: values.count)
    for (index, op) in ops.enumerated() {
      for output in op.outputs { makers[output] = index }
    }
    return makers
  }

  /// By value: the ops that take it, in order, each once.
  package var readers: [[Int]] {
    var readers = [[Int]](repeating: [], count: values.count)
    for (index, op) in ops.enumerated() {
      for operand in op.operands where readers[operand].last != index {
        readers[operand].append(index)
      }
    }
    return readers
  }

  /// The operands in the form of others, lists as lists.
  func operands(like form: [Operand<ID>], _ ids: [ID]) -> [Operand<ID>] {
    var rest = ids[...]
    return form.map { $0.map { _ in rest.removeFirst() } }
  }

  mutating func add(_ value: ProgramValue) -> ID {
    values.append(value)
    return values.count - 1
  }
}
