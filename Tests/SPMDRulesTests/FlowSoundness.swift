import SPMDRules
import Sharding
import Testing

/// Holds the flows of an op of scalars against the op itself: whatever the contributions are, the op
/// of their folds must be the fold of the ops.
struct FlowSoundness {
  let op: String
  var attributes: [String: AttributeValue] = [:]
  /// Which inputs are one list.
  var isList = false
  let arity: Int
  let function: @Sendable ([Double]) -> Double

  private static let values: [Double] = [
    -2, -1, -0.5, 0, 0.5, 1, 3, .infinity, -.infinity, .nan,
  ]

  func flows() throws -> [Flow] {
    let mesh = try ProcessMesh(shape: [2])
    let tensor = RuleTensor(shape: [], attr: .replicated(on: mesh))
    let tensors = [RuleTensor](repeating: tensor, count: arity)
    let inputs = isList ? [Operand.list(tensors)] : tensors.map { .one($0) }
    return try Inference.rule(named: op).axes(
      RuleCall(op: op, inputs: inputs, attributes: attributes).checkingAttributes()
    ).flows
  }

  /// The first contributions for which a flow is wrong, in words.
  func violation(of flow: Flow) -> String? {
    let values = Self.values
    let choices = flow.inputs.map { input -> [[Double]] in
      guard input.reduceOp != nil else { return values.map { [$0, $0] } }
      return values.flatMap { first in values.map { [first, $0] } }
    }
    let cases = choices.reduce([[]] as [[[Double]]]) { heads, next in
      heads.flatMap { head in next.map { head + [$0] } }
    }
    for contributions in cases {
      let folded = zip(contributions, flow.inputs).map { Self.fold($0, $1.reduceOp) }
      let local = [0, 1].map { rank in function(contributions.map { $0[rank] }) }
      let (wanted, got) = (function(folded), Self.fold(local, flow.outputs[0].reduceOp))
      // Which of the values that are not finite comes out does not count.
      let agrees = wanted.isFinite ? abs(wanted - got) < 1e-9 : !got.isFinite
      if !agrees { return "\(op) \(flow): of \(contributions) \(got), not \(wanted)" }
    }
    return nil
  }

  /// As `ReduceOp` says; replicated values must be equal and are that value.
  private static func fold(_ values: [Double], _ op: ReduceOp?) -> Double {
    let (a, b) = (values[0], values[1])
    switch op {
    case nil: return a == b || a.isNaN && b.isNaN ? a : .signalingNaN
    case .sum: return a + b
    case .avg: return (a + b) / 2
    case .prod: return a * b
    case .max: return a.isNaN || b.isNaN ? .nan : Swift.max(a, b)
    case .min: return a.isNaN || b.isNaN ? .nan : Swift.min(a, b)
    case .any: return a != 0 ? a : b
    case .all: return a == 0 || b == 0 ? 0 : a == 1 ? b : a
    }
  }
}
