import Elements
import SPMDRules

/// An independent computation of an op on whole tensors: what its kernel is held against.
///
/// It is written for reading, number by number, and shares no line with the kernels. To have an op held against one,
/// add a function under its name to one of the tables that `all` joins.
package enum Reference {
  /// The outputs of a call; the last of them may be left out, where nothing is said of what they hold.
  typealias Function = @Sendable (ReferenceCall) -> [Grid]

  static let all: [String: Function] = [
    unaries, binaries, views, joins, products, reductions, rowwise, norms, lookups, layers, updates,
    fused, sequences, transformers, pools,
  ].reduce(into: [:]) { all, table in
    all.merge(table) { _, _ in preconditionFailure("one reference for each op") }
  }

  /// The ops that have one.
  package static var ops: Set<String> { Set(all.keys) }
}

/// A call on whole tensors.
package struct ReferenceCall {
  /// The attributes with all defaults.
  let attributes: [String: AttributeValue]
  /// By argument.
  package let inputs: [[Grid]]
  /// What the outputs are said to be: to ops that only look at the same elements in another shape.
  let outputShapes: [[Int]]

  package init(
    attributes: [String: AttributeValue], inputs: [[Grid]], outputShapes: [[Int]] = []
  ) {
    (self.attributes, self.inputs, self.outputShapes) = (attributes, inputs, outputShapes)
  }

  package var x: Grid { inputs[0][0] }
  package var y: Grid { inputs[1][0] }
  var z: Grid { inputs[2][0] }

  func int(_ name: String, or fallback: Int = 0) -> Int {
    if case .int(let value) = attributes[name] { value } else { fallback }
  }

  package func ints(_ name: String) -> [Int] {
    switch attributes[name] {
    case .ints(let values): values
    case .int(let value): [value]
    default: []
    }
  }

  func bool(_ name: String) -> Bool { attributes[name] == .bool(true) }

  func double(_ name: String, or fallback: Double = 0) -> Double {
    switch attributes[name] {
    case .double(let value): value
    case .int(let value): Double(value)
    default: fallback
    }
  }

  func text(_ name: String) -> String {
    if case .string(let value) = attributes[name] { value } else { "" }
  }

  /// The dims that an attribute names, negative ones counted from the end; all where it is empty.
  func dims(_ name: String = "axis") -> Set<Int> {
    let axes = ints(name)
    return axes.isEmpty ? Set(0..<x.ndim) : Set(axes.map { $0 < 0 ? $0 + x.ndim : $0 })
  }

  func dim(_ name: String = "axis") -> Int {
    let axis = int(name)
    return axis < 0 ? axis + max(1, x.ndim) : axis
  }
}
