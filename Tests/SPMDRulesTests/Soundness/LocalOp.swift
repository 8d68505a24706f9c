import OpCases
import SPMDRules
import Sharding

/// What one rank computes of an op from its shards: the meaning that a rule's answer must keep.
///
/// To have an op tested, add a local computation under its name to one of the tables that
/// `LocalOp.all` joins.
struct LocalOp: Sendable {
  /// The calls that are tried: those of the table of the op's kernel where none are given.
  private(set) var cases: [OpCase]
  /// The outputs, of whole tensors or of a rank's shards alike.
  let compute: @Sendable (LocalCall) -> [Grid]

  init(_ cases: [OpCase], _ compute: @escaping @Sendable (LocalCall) -> [Grid]) {
    self.cases = cases
    self.compute = compute
  }

  init(_ compute: @escaping @Sendable (LocalCall) -> [Grid]) { self.init([], compute) }
}

/// A call on the shards of one rank, or on whole tensors.
struct LocalCall {
  let op: String
  /// Of a rank those that its rule says, see `SPMDRule.localAttributes`.
  let attributes: [String: AttributeValue]
  /// By argument.
  let inputs: [[Grid]]
  /// Which parts the inputs are, lists flattened.
  let inputBoxes: [Box]
  /// Their global shapes.
  let inputShapes: [[Int]]
  /// Which parts of the outputs are claimed to come out.
  let outputBoxes: [Box]

  var x: Grid { inputs[0][0] }
  var y: Grid { inputs[1][0] }

  func int(_ name: String, or fallback: Int = 0) -> Int {
    if case .int(let value) = attributes[name] { value } else { fallback }
  }

  func ints(_ name: String) -> [Int] {
    switch attributes[name] {
    case .ints(let values): values
    case .int(let value): [value]
    default: []
    }
  }

  func bool(_ name: String) -> Bool { attributes[name] == .bool(true) }

  func double(_ name: String, or fallback: Double = 0) -> Double {
    if case .double(let value) = attributes[name] { value } else { fallback }
  }

  func text(_ name: String) -> String {
    if case .string(let value) = attributes[name] { value } else { "" }
  }

  /// The dims that an attribute names, negative ones counted from the end; all where it is empty.
  func dims(_ name: String = "axis") -> Set<Int> {
    let ndim = inputShapes[0].count
    let axes = ints(name)
    return axes.isEmpty ? Set(0..<ndim) : Set(axes.map { $0 < 0 ? $0 + ndim : $0 })
  }

  func dim(_ name: String = "axis", or fallback: Int = 0) -> Int {
    let axis = int(name, or: fallback)
    return axis < 0 ? axis + max(1, inputShapes[0].count) : axis
  }
}

extension LocalOp {
  static let all: [String: LocalOp] = [
    unaries, binaries, views, joins, products, reductions, rowwise, norms, lookups, layers,
  ].reduce(into: [:]) { all, table in
    all.merge(table) { _, _ in preconditionFailure("one computation for each op") }
  }.reduce(into: [:]) { all, entry in
    var (name, op) = entry
    if op.cases.isEmpty { op.cases = OpCase.all[name] ?? [] }
    precondition(!op.cases.isEmpty, "\(name) is tried")
    all[name] = op
  }
}
