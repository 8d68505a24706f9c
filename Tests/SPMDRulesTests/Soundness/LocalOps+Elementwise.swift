import Foundation
import OpCases
import SPMDRules

extension LocalOp {
  private static let shapes: [[Int]] = [[8, 6], [7, 5], [2, 0], [], [1, 4], [3, 2, 4]]

  private static func unary(
    _ domain: OpCase.Domain = .integers, _ attributes: [String: AttributeValue] = [:],
    _ function: @escaping @Sendable (Double) -> Double
  ) -> LocalOp {
    LocalOp(shapes.map { OpCase($0, attributes: attributes, domains: [domain]) }) {
      [$0.x.map(function)]
    }
  }

  private static let pairs: [([Int], [Int])] = [
    ([8, 6], [8, 6]), ([7, 5], [5]), ([4, 1, 3], [2, 1]), ([6], []), ([1, 4], [4, 1]),
    ([2, 0], [1, 0]), ([], []),
  ]

  private static func binary(
    _ domains: [OpCase.Domain] = [], _ function: @escaping @Sendable (Double, Double) -> Double
  ) -> LocalOp {
    LocalOp(pairs.map { OpCase($0.0, $0.1, domains: domains) }) { call in
      let shape = Grid.broadcastShape([call.x.shape, call.y.shape])
      return [Grid(shape) { function(call.x.broadcast($0), call.y.broadcast($0)) }]
    }
  }

  static let unaries: [String: LocalOp] = [
    "elementwise_unary": unary { $0 * $0 - 3 * $0 },
    "abs": unary { abs($0) },
    "acos": unary(.unit) { acos($0) },
    "acosh": unary(.positive) { acosh($0) },
    "asin": unary(.unit) { asin($0) },
    "asinh": unary { asinh($0) },
    "assign": unary { $0 },
    "atan": unary { atan($0) },
    "atanh": unary(.unit) { atanh($0) },
    "bitwise_not": unary { Double(~Int($0)) },
    "ceil": unary { ($0 / 2).rounded(.up) },
    "celu": unary { max(0, $0) + min(0, exp($0) - 1) },
    "clip": unary { min(max($0, -1), 1) },
    "conj": unary { $0 },
    "cos": unary { cos($0) },
    "cosh": unary { cosh($0) },
    "elu": unary { $0 > 0 ? $0 : exp($0) - 1 },
    "erf": unary { erf($0) },
    "exp": unary { exp($0) },
    "expm1": unary { expm1($0) },
    "fill": unary { _ in 7 },
    "floor": unary { ($0 / 2).rounded(.down) },
    "gelu": unary { $0 * (1 + erf($0 / 2.0.squareRoot())) / 2 },
    "hardshrink": unary { abs($0) > 0.5 ? $0 : 0 },
    "hardsigmoid": unary { min(max($0 / 6 + 0.5, 0), 1) },
    "hardswish": unary { $0 * min(max($0 + 3, 0), 6) / 6 },
    "hardtanh": unary { min(max($0, -1), 1) },
    "leaky_relu": unary(.integers, ["negative_slope": .double(0.02)]) { $0 > 0 ? $0 : 0.02 * $0 },
    "lgamma": unary(.positive) { lgamma($0 + 0.5) },
    "log": unary(.positive) { log($0) },
    "log10": unary(.positive) { log10($0) },
    "log1p": unary(.positive) { log1p($0) },
    "log2": unary(.positive) { log2($0) },
    "logical_not": unary(.boolean) { $0 == 0 ? 1 : 0 },
    "logit": unary(.unit) { log($0 / (1 - $0)) },
    "logsigmoid": unary { -log1p(exp(-$0)) },
    "mish": unary { $0 * tanh(log1p(exp($0))) },
    "pow": unary(.integers, ["factor": .int(3)]) { $0 * $0 * $0 - 0 },
    "reciprocal": unary(.positive) { 1 / $0 },
    "relu": unary { max($0, 0) },
    "relu6": unary { min(max($0, 0), 6) },
    "round": unary { ($0 / 2).rounded() },
    "rsqrt": unary(.positive) { 1 / $0.squareRoot() },
    "scale": unary(.integers, ["scale": .int(2), "bias": .int(1)]) { 2 * $0 + 1 },
    "selu": unary { 1.0507 * ($0 > 0 ? $0 : 1.67326 * (exp($0) - 1)) },
    "sigmoid": unary { 1 / (1 + exp(-$0)) },
    "sign": unary { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 },
    "silu": unary { $0 / (1 + exp(-$0)) },
    "sin": unary { sin($0) },
    "sinh": unary { sinh($0) },
    "softplus": unary { log1p(exp($0)) },
    "softshrink": unary { $0 > 0.5 ? $0 - 0.5 : $0 < -0.5 ? $0 + 0.5 : 0 },
    "softsign": unary { $0 / (1 + abs($0)) },
    "sqrt": unary(.positive) { $0.squareRoot() },
    "square": unary { $0 * $0 },
    "stanh": unary { 1.7159 * tanh(0.67 * $0) },
    "swish": unary { $0 / (1 + exp(-$0)) },
    "tan": unary { tan($0) },
    "tanh": unary { tanh($0) },
    "tanh_shrink": unary { $0 - tanh($0) },
    "thresholded_relu": unary { $0 > 1 ? $0 : 0 },
    "trunc": unary { ($0 / 2).rounded(.towardZero) },
  ]

  static let binaries: [String: LocalOp] = [
    "elementwise_binary": binary { $0 * $1 + $0 - 2 * $1 * $1 },
    "add": binary { $0 + $1 },
    "elementwise_add": binary { $0 + $1 },
    "subtract": binary { $0 - $1 },
    "multiply": binary { $0 * $1 },
    "elementwise_mul": binary { $0 * $1 },
    "divide": binary([.integers, .positive]) { $0 / $1 },
    "elementwise_div": binary([.integers, .positive]) { $0 / $1 },
    "elementwise_pow": binary([.positive, .integers]) { pow($0, $1) },
    "maximum": binary { max($0, $1) },
    "fmax": binary { max($0, $1) },
    "minimum": binary { min($0, $1) },
    "fmin": binary { min($0, $1) },
    "remainder": binary([.integers, .positive]) { $0 - $1 * ($0 / $1).rounded(.down) },
    "floor_divide": binary([.integers, .positive]) { ($0 / $1).rounded(.down) },
    "trunc_divide": binary([.integers, .positive]) { ($0 / $1).rounded(.towardZero) },
    "heaviside": binary { $0 < 0 ? 0 : $0 > 0 ? 1 : $1 },
    "greater_than": binary { $0 > $1 ? 1 : 0 },
    "less_than": binary { $0 < $1 ? 1 : 0 },
    "not_equal": binary { $0 != $1 ? 1 : 0 },
    "logical_and": binary([.boolean]) { $0 != 0 && $1 != 0 ? 1 : 0 },
    "logical_or": binary([.boolean]) { $0 != 0 || $1 != 0 ? 1 : 0 },
    "logical_xor": binary([.boolean]) { $0 != $1 ? 1 : 0 },
    "bitwise_and": binary([.index(8)]) { Double(Int($0) & Int($1)) },
    "bitwise_or": binary([.index(8)]) { Double(Int($0) | Int($1)) },
    "bitwise_xor": binary([.index(8)]) { Double(Int($0) ^ Int($1)) },
    "swiglu": LocalOp([OpCase([4, 6], [4, 6]), OpCase([5, 3], [5, 3])]) { call in
      [Grid(call.x.shape) { call.x[$0] / (1 + exp(-call.x[$0])) * call.y[$0] }]
    },
    "lerp": LocalOp(
      [
        OpCase([8, 6], [8, 6], [8, 6]), OpCase([5], [3, 5], [3, 1]),
        OpCase([3, 1], [3, 4], [1, 4]),
      ]
    ) { call in
      let parts = call.inputs.map { $0[0] }
      return [
        Grid(Grid.broadcastShape(parts.map(\.shape))) { index in
          let (x, y, weight) = (
            parts[0].broadcast(index), parts[1].broadcast(index), parts[2].broadcast(index)
          )
          return x + weight * (y - x)
        }
      ]
    },
    "where": LocalOp(
      [
        OpCase([8, 6], [8, 6], [8, 6], domains: [.boolean, .integers]),
        OpCase([5], [3, 5], [3, 1], domains: [.boolean, .integers]),
        OpCase([3, 1], [3, 4], [1, 4], domains: [.boolean, .integers]),
      ]
    ) { call in
      let parts = call.inputs.map { $0[0] }
      return [
        Grid(Grid.broadcastShape(parts.map(\.shape))) { index in
          parts[parts[0].broadcast(index) != 0 ? 1 : 2].broadcast(index)
        }
      ]
    },
    "add_n": LocalOp { call in
      [Grid(call.x.shape) { index in call.inputs[0].reduce(0) { $0 + $1[index] } }]
    },
  ]
}
