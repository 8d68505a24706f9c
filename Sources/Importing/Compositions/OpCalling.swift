import Ops
import Programs

/// What carries a call of another system out by ops of ours.
protocol OpCalling {}

extension OpCalling {
  /// The results of an op of ours.
  func ops(
    _ name: String, _ inputs: [Value], _ attributes: [String: AttributeValue] = [:]
  ) throws -> [Value] {
    try Value.apply(name, inputs.map { .one($0) }, attributes)
  }

  /// The first result of an op of ours.
  func op(_ name: String, _ inputs: Value..., with attributes: [String: AttributeValue] = [:])
    throws -> Value
  {
    try ops(name, inputs, attributes)[0]
  }

  /// The tensors as one, along a dim.
  func joined(_ tensors: [Value], along dim: Int) throws -> Value {
    try Value.apply("concat", [.list(tensors)], ["axis": .int(dim)])[0]
  }
}
