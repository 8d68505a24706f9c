import Elements
import SPMDRules

/// The whole numbers and truths that hang on constants alone, of values of one element: counters of loops, conditions,
/// elements of short lists.
struct KnownNumbers {
  private var numbers: [Program.ID: Double] = [:]
  /// Constants of more elements, of one dim.
  private var lists: [Program.ID: [Double]] = [:]
  private static let mostElements = 1 << 12
  /// The number of ops that were looked at.
  private var seen = 0

  /// The number that a value is; nil where it is not known.
  mutating func number(of id: Program.ID, in program: Program) -> Double? {
    look(at: program)
    return numbers[id]
  }

  /// The numbers of a constant list; nil where they are not known.
  mutating func list(of id: Program.ID, in program: Program) -> [Double]? {
    look(at: program)
    return lists[id] ?? numbers[id].map { [$0] }
  }

  private mutating func look(at program: Program) {
    for op in program.ops[seen...] { note(op, program.values) }
    seen = program.ops.count
  }

  private mutating func note(_ op: ProgramOp, _ values: [ProgramValue]) {
    guard op.outputs.count == 1, let id = op.outputs.first, Self.isWhole(values[id].dtype) else {
      return
    }
    guard values[id].shape.allSatisfy({ $0 == 1 }) else { return noteList(op, values) }
    switch op.action {
    case .op("slice", let attributes):
      guard let list = op.operands.first.flatMap({ lists[$0] }),
        case .ints(let starts)? = attributes["starts"], starts.count == 1,
        let number = list.dropFirst(max(0, starts[0] < 0 ? starts[0] + list.count : starts[0]))
          .first
      else { return }
      numbers[id] = number
    case .constant(let given):
      // As the dtype has it.
      guard let number = given.first, number.magnitude < Self.limit else { return }
      numbers[id] = values[id].dtype == .bool ? (number == 0 ? 0 : 1) : number.rounded(.towardZero)
    case .op(let name, _):
      let operands = op.inputs.flatMap(\.elements)
      let known = operands.compactMap { numbers[$0] }
      guard known.count == operands.count, let number = Self.result(name, known),
        number.magnitude < Self.limit
      else { return }
      numbers[id] = values[id].dtype == .bool ? (number == 0 ? 0 : 1) : number
    default: return
    }
  }

  /// A list that is written out, or the same as one.
  private mutating func noteList(_ op: ProgramOp, _ values: [ProgramValue]) {
    let id = op.outputs[0]
    guard values[id].shape.count == 1, values[id].dtype != .bool,
      values[id].shape[0] <= Self.mostElements
    else { return }
    switch op.action {
    case .constant(let given):
      guard given.allSatisfy({ $0.magnitude < Self.limit }) else { return }
      let whole = given.map { $0.rounded(.towardZero) }
      lists[id] = given.count == 1 ? Array(repeating: whole[0], count: values[id].shape[0]) : whole
    case .op("assign", _), .op("detach", _), .op("cast", _):
      if let list = op.operands.first.flatMap({ lists[$0] }) { lists[id] = list }
    case .op("expand", _):
      if let number = op.operands.first.flatMap({ numbers[$0] }) {
        lists[id] = Array(repeating: number, count: values[id].shape[0])
      }
    default: return
    }
  }

  /// Larger numbers may wrap.
  private static let limit = Double(1 << 31)

  private static func isWhole(_ dtype: DType) -> Bool {
    [.bool, .int32, .int64].contains(dtype)
  }

  /// What an op makes of numbers; nil of one that is not known here.
  private static func result(_ name: String, _ numbers: [Double]) -> Double? {
    let (x, y) = (numbers.first ?? 0, numbers.last ?? 0)
    switch (name, numbers.count) {
    case ("add", 2): return x + y
    case ("subtract", 2): return x - y
    case ("multiply", 2): return x * y
    case ("maximum", 2): return max(x, y)
    case ("minimum", 2): return min(x, y)
    case ("less_than", 2): return x < y ? 1 : 0
    case ("less_equal", 2): return x <= y ? 1 : 0
    case ("greater_than", 2): return x > y ? 1 : 0
    case ("greater_equal", 2): return x >= y ? 1 : 0
    case ("equal", 2): return x == y ? 1 : 0
    case ("not_equal", 2): return x != y ? 1 : 0
    case ("logical_and", 2): return x != 0 && y != 0 ? 1 : 0
    case ("logical_or", 2): return x != 0 || y != 0 ? 1 : 0
    case ("logical_not", 1): return x == 0 ? 1 : 0
    case ("cast", 1), ("assign", 1), ("detach", 1), ("reshape", 1), ("squeeze", 1),
      ("unsqueeze", 1),
      ("expand", 1):
      return x
    default: return nil
    }
  }
}
