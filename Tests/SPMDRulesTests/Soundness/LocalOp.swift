import SPMDRules
import Sharding

/// What one rank computes of an op from its shards: the meaning that a rule's answer must keep.
///
/// To have an op tested, add a local computation under its name to one of the tables that
/// `LocalOp.all` joins.
struct LocalOp: Sendable {
  /// The calls that are tried.
  let cases: [LocalCase]
  /// The outputs, of whole tensors or of a rank's shards alike.
  let compute: @Sendable (LocalCall) -> [Grid]

  init(_ cases: [LocalCase], _ compute: @escaping @Sendable (LocalCall) -> [Grid]) {
    self.cases = cases
    self.compute = compute
  }
}

/// Shapes and attributes of a call.
struct LocalCase: Sendable {
  /// Which numbers an input holds.
  enum Domain: Sendable {
    case integers, positive
    /// Between 0 and 1, both excluded.
    case unit
    case boolean
    /// An integer from 0 on, below this.
    case index(Int)
    /// A permutation of 0 ..< count, so that no index is there twice.
    case distinct
  }

  let shapes: [Operand<[Int]>]
  let attributes: [String: AttributeValue]
  /// Of each tensor, lists flattened; integers where it says nothing.
  let domains: [Domain]

  init(
    _ shapes: [Int]..., attributes: [String: AttributeValue] = [:], domains: [Domain] = []
  ) {
    self.shapes = shapes.map { .one($0) }
    self.attributes = attributes
    self.domains = domains
  }

  init(
    arguments: [Operand<[Int]>], attributes: [String: AttributeValue] = [:],
    domains: [Domain] = []
  ) {
    shapes = arguments
    self.attributes = attributes
    self.domains = domains
  }

  func domain(_ index: Int) -> Domain {
    domains.isEmpty ? .integers : domains[min(index, domains.count - 1)]
  }
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
  }
}
