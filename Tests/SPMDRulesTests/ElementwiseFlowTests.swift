import Foundation
import SPMDRules
import Sharding
import Testing

@Suite struct ElementwiseFlowTests {
  @Test
  func `Partial values pass unary ops only where folding before or after makes no difference`()
    throws
  {
    for (op, function) in Self.unaryOps {
      let law = FlowSoundness(op: op, arity: 1) { function($0[0]) }
      for flow in try law.flows() { #expect(law.violation(of: flow) == nil) }
    }
  }

  @Test
  func `Every unary op with a law is among those that are held against their function`() throws {
    let ops = Inference.ops.filter { $0.rule == "Unary" }.map(\.name)
    // Of integers, whose complement turns their order around.
    let uncheckable: Set = ["bitwise_not"]
    for op in ops where Self.unaryOps[op] == nil && !uncheckable.contains(op) {
      #expect(try FlowSoundness(op: op, arity: 1) { $0[0] }.flows().isEmpty, "\(op)")
    }
  }

  @Test
  func `Attributes decide which partial values pass, and none passes for the wrong value of one`()
    throws
  {
    let cases: [(String, [String: Double], kinds: Int, @Sendable (Double) -> Double)] = [
      ("scale", ["scale": 2, "bias": 0], 4, { 2 * $0 }),
      ("scale", ["scale": -2, "bias": 1], 3, { -2 * $0 + 1 }),
      ("scale", ["scale": 0, "bias": 0], 2, { 0 * $0 }),
      ("scale", ["scale": 3, "bias": 5], 3, { 3 * $0 + 5 }),
      ("scale", ["scale": 3], 4, { 3 * $0 }),
      ("pow", ["factor": 3], 3, { $0 * $0 * $0 }),
      ("pow", ["factor": 2], 1, { $0 * $0 }),
      ("pow", ["factor": 0.5], 0, { Foundation.pow($0, 0.5) }),
      ("pow", ["y": 1], 7, { $0 }),
      ("elu", ["alpha": 0], 2, { $0 > 0 ? $0 : 0 * (exp($0) - 1) }),
      ("elu", ["alpha": -1], 0, { $0 > 0 ? $0 : 1 - exp($0) }),
      ("leaky_relu", ["negative_slope": 0.1], 2, { $0 < 0 ? 0.1 * $0 : $0 }),
      ("leaky_relu", [:], 2, { $0 < 0 ? 0.01 * $0 : $0 }),
      ("elu", [:], 2, { $0 > 0 ? $0 : exp($0) - 1 }),
      ("hardsigmoid", [:], 2, { clamp($0 / 6 + 0.5, 0, 1) }),
      ("stanh", [:], 2, { 1.7159 * tanh(0.67 * $0) }),
      ("logit", [:], 0, { log($0 / (1 - $0)) }),
      ("leaky_relu", ["negative_slope": 0], 0, { $0 < 0 ? 0 * $0 : $0 }),
      ("hardsigmoid", ["slope": -1, "offset": 0.5], 2, { clamp(-1 * $0 + 0.5, 0, 1) }),
      ("stanh", ["scale_a": 2, "scale_b": -1], 2, { -tanh(2 * $0) }),
      (
        "logit", ["eps": 0.25], 2,
        { (x: Double) in
          let y = clamp(x, 0.25, 0.75)
          return log(y / (1 - y))
        }
      ),
    ]
    for (op, attributes, kinds, function) in cases {
      let law = FlowSoundness(op: op, attributes: attributes.mapValues { .double($0) }, arity: 1) {
        function($0[0])
      }
      let flows = try law.flows()
      #expect(flows.count == kinds, "\(op) \(attributes): \(flows)")
      for flow in flows { #expect(law.violation(of: flow) == nil) }
    }
  }

  @Test
  func
    `Partial values pass ops of several operands only where folding before or after is the same`()
    throws
  {
    @Sendable func truth(_ flag: Bool) -> Double { flag ? 1 : 0 }
    @Sendable func larger(_ x: [Double]) -> Double {
      x[0].isNaN || x[1].isNaN ? .nan : max(x[0], x[1])
    }
    @Sendable func smaller(_ x: [Double]) -> Double { -larger(x.map { -$0 }) }
    let laws = [
      FlowSoundness(op: "add", arity: 2) { $0[0] + $0[1] },
      FlowSoundness(op: "subtract", arity: 2) { $0[0] - $0[1] },
      FlowSoundness(op: "divide", arity: 2) { $0[0] / $0[1] },
      FlowSoundness(op: "multiply", arity: 2) { $0[0] * $0[1] },
      FlowSoundness(op: "maximum", arity: 2, function: larger),
      FlowSoundness(op: "minimum", arity: 2, function: smaller),
      FlowSoundness(op: "heaviside", arity: 2) {
        $0[0].isNaN ? .nan : $0[0] == 0 ? $0[1] : truth($0[0] > 0)
      },
      FlowSoundness(op: "logical_and", arity: 2) { truth($0[0] != 0 && $0[1] != 0) },
      FlowSoundness(op: "logical_or", arity: 2) { truth($0[0] != 0 || $0[1] != 0) },
      FlowSoundness(op: "where", arity: 3) { $0[0] != 0 ? $0[1] : $0[2] },
      FlowSoundness(op: "lerp", arity: 3) { $0[0] + $0[2] * ($0[1] - $0[0]) },
      FlowSoundness(op: "add_n", isList: true, arity: 2) { $0[0] + $0[1] },
      // With the draws given, a factor.
      FlowSoundness(op: "dropout", arity: 1) { 2 * $0[0] },
    ]
    for law in laws {
      let flows = try law.flows()
      #expect(!flows.isEmpty)
      for flow in flows { #expect(law.violation(of: flow) == nil) }
    }
  }

  private static let unaryOps: [String: @Sendable (Double) -> Double] = [
    "abs": abs, "acosh": acosh, "asinh": asinh, "assign": { $0 }, "atan": atan, "ceil": ceil,
    "celu": { $0 >= 0 ? $0 : exp($0) - 1 }, "clip": { clamp($0, -1, 1) },
    "conj": { $0 }, "detach": { $0 }, "erf": erf, "exp": exp, "expm1": expm1, "fill": { _ in 7 },
    "floor": floor,
    "hardshrink": { abs($0) <= 0.5 ? 0 : $0 }, "hardtanh": { clamp($0, -1, 1) },
    "isnan": { $0.isNaN ? 1 : 0 }, "log": log, "log10": log10, "log1p": log1p, "log2": log2,
    "logical_not": { $0 == 0 ? 1 : 0 }, "logsigmoid": { -log1p(exp(-$0)) }, "neg": { -$0 },
    "reciprocal": { 1 / $0 }, "relu": { clamp($0, 0, .infinity) }, "relu6": { clamp($0, 0, 6) },
    "round": { $0.rounded(.toNearestOrEven) },
    "selu": { 1.05 * ($0 >= 0 ? $0 : 1.67 * (exp($0) - 1)) },
    "sigmoid": { 1 / (1 + exp(-$0)) }, "sign": { $0.isNaN ? .nan : $0 > 0 ? 1 : $0 < 0 ? -1 : 0 },
    "sinh": sinh, "softshrink": { $0 > 0.5 ? $0 - 0.5 : $0 < -0.5 ? $0 + 0.5 : 0 * $0 },
    "sqrt": sqrt, "square": { $0 * $0 }, "tanh": tanh, "tanh_shrink": { $0 - tanh($0) },
    "trunc": trunc,
  ]
}

/// NaN stays NaN.
private func clamp(_ x: Double, _ low: Double, _ high: Double) -> Double {
  x.isNaN ? x : min(max(x, low), high)
}
