import Elements
import Ops
import SPMDRules

/// A program as fusions look at it: who makes a value, and who reads it.
struct FusionGraph {
  let program: Program
  private let makers: [Int?]
  private let readers: [[Int]]
  private let results: Set<Program.ID>

  init(_ program: Program) {
    self.program = program
    (makers, readers, results) = (program.makers, program.readers, Set(program.results))
  }

  /// The op that makes a value; nil of what a caller gives.
  func maker(of id: Program.ID) -> Int? { makers[id] }

  /// The name of the op that makes a value.
  func opName(of id: Program.ID) -> String? { makers[id].map { program.ops[$0].name } }

  /// Whether only ops of a fusion need a value: it has one reader, and nobody asked for it or said where it lies.
  func isInner(_ id: Program.ID) -> Bool {
    readers[id].count == 1 && !results.contains(id) && program.values[id].annotation == nil
  }

  /// Whether nobody needs a value.
  func isUnused(_ id: Program.ID) -> Bool { readers[id].isEmpty && !results.contains(id) }

  func shape(_ id: Program.ID) -> [Int] { program.values[id].shape }

  /// Whether a value is the same in each run: a weight, or made of constants.
  func isConstant(_ id: Program.ID) -> Bool {
    if program.values[id].role == .parameter { return true }
    guard let op = makers[id] else { return false }
    if case .constant = program.ops[op].action { return true }
    return !program.ops[op].operands.isEmpty && program.ops[op].operands.allSatisfy(isConstant)
  }

  /// The number that a value is everywhere, of the dtype of the one beside it; nil if it is none.
  func number(_ id: Program.ID, beside other: Program.ID) -> Double? {
    guard let op = makers[id], case .constant(let numbers) = program.ops[op].action,
      numbers.count == 1, shape(id).count <= 1,
      program.values[id].dtype == program.values[other].dtype
    else { return nil }
    return numbers[0]
  }

  func attributes(of op: Int) -> [String: AttributeValue] {
    if case .op(_, let attributes) = program.ops[op].action { attributes } else { [:] }
  }

  func int(_ op: Int, _ name: String) -> Int? {
    if case .int(let number)? = attributes(of: op)[name] { number } else { nil }
  }

  func ints(_ op: Int, _ name: String) -> [Int]? {
    switch attributes(of: op)[name] {
    case .ints(let numbers)?: numbers
    case .int(let number)?: [number]
    default: nil
    }
  }

  func double(_ op: Int, _ name: String) -> Double? {
    switch attributes(of: op)[name] {
    case .double(let number)?: number
    case .int(let number)?: Double(number)
    default: nil
    }
  }

  func bool(_ op: Int, _ name: String) -> Bool {
    if case .bool(let truth)? = attributes(of: op)[name] { truth } else { false }
  }

  /// A dim that may count from the end.
  func dim(_ dim: Int, of id: Program.ID) -> Int { dim < 0 ? dim + shape(id).count : dim }

  /// The order of dims that an op puts those of its operand into; nil if it is no permutation.
  func permutation(_ op: Int) -> [Int]? {
    let each = program.ops[op]
    guard let operand = each.operands.first else { return nil }
    let count = shape(operand).count
    switch each.name {
    case "transpose": return ints(op, "perm")?.map { dim($0, of: operand) }
    case "swapaxes":
      guard let first = int(op, "axis0"), let second = int(op, "axis1") else { return nil }
      var order = Array(0..<count)
      order.swapAt(dim(first, of: operand), dim(second, of: operand))
      return order
    default: return nil
    }
  }
}

extension FusionGraph {
  /// What comes of a look at an op by a rule; a match whose inner values are needed is refused.
  func look(at op: Int, by rule: FusionRule) -> FusionLook {
    let look = rule.look(self, op)
    guard case .match(let match) = look, let shared = shared(match) else { return look }
    return .refused("'\(program.values[shared].name)' is used elsewhere too")
  }

  /// A value that goes with a match's ops, and that somebody needs: ops outside, or the match as an operand.
  private func shared(_ match: FusionMatch) -> Program.ID? {
    let (ops, kept) = (Set(match.ops), Set(match.outputs.values))
    let operands = match.inputs.compactMap(\.self) + match.steps.steps.map(\.inputs)
    let taken = Set(operands.flatMap(\.elements))
    return match.ops.lazy.flatMap { program.ops[$0].outputs }.first { id in
      !kept.contains(id)
        && (taken.contains(id) || results.contains(id) || program.values[id].annotation != nil
          || !readers[id].allSatisfy(ops.contains))
    }
  }

  /// The dims of each operand and of the result of an einsum of two, in letters; nil of any other op.
  func equation(_ op: Int) -> (left: String, right: String, out: String)? {
    guard program.ops[op].name == "einsum", program.ops[op].operands.count == 2,
      case .string(let text)? = attributes(of: op)["equation"]
    else { return nil }
    let sides = text.replacing(" ", with: "").split(separator: "->").map(String.init)
    let terms = sides.first?.split(separator: ",").map(String.init) ?? []
    return sides.count == 2 && terms.count == 2 ? (terms[0], terms[1], sides[1]) : nil
  }
}

/// Ops that make an operand of a fused one: weights in the order of dims in which it wants them.
struct FusionSteps {
  private(set) var steps: [(op: String, inputs: Operand<Program.ID>, [String: AttributeValue])] = []

  /// Adds an op.
  ///
  /// - Returns: what stands for its result: a number below 0.
  mutating func add(
    _ op: String, _ inputs: Operand<Program.ID>, _ attributes: [String: AttributeValue]
  ) -> Program.ID {
    steps.append((op, inputs, attributes))
    return -steps.count
  }
}

/// Ops that one op does in their place.
struct FusionMatch {
  /// The op that stands for all, and what it takes; nil where an input is absent.
  let op: String
  let inputs: [Operand<Program.ID>?]
  /// What goes before it; its results are inputs below 0.
  var steps = FusionSteps()
  let attributes: [String: AttributeValue]
  /// The ops that go; the last one makes the value that stays.
  let ops: [Int]
  /// Which outputs of the new op are which values.
  let outputs: [Int: Program.ID]
}

/// What comes of a look at an op.
enum FusionLook {
  /// It is not of the form.
  case other
  /// It is of the form, and something forbids it.
  case refused(String)
  case match(FusionMatch)
}

/// A form of several ops that one op does, and its conditions.
struct FusionRule: Sendable {
  /// As it is named in reports.
  let name: String
  /// The names of the op that is looked at, which makes the last value.
  let roots: Set<String>
  let look: @Sendable (FusionGraph, Int) -> FusionLook
}
