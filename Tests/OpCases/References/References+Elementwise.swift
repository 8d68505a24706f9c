import Foundation

extension Reference {
  private static func unary(_ function: @escaping @Sendable (Double) -> Double) -> Function {
    { [$0.x.map(function)] }
  }

  /// Of a function of the call's attributes.
  private static func shaped(
    _ function: @escaping @Sendable (Double, ReferenceCall) -> Double
  ) -> Function {
    { call in [call.x.map { function($0, call) }] }
  }

  private static let round = unary { $0.rounded(.toNearestOrEven) }
  private static let swish = unary { $0 / (1 + exp(-$0)) }

  static let unaries: [String: Function] = [
    "abs": unary { abs($0) },
    "acos": unary { acos($0) },
    "acosh": unary { acosh($0) },
    "asin": unary { asin($0) },
    "asinh": unary { asinh($0) },
    "assign": unary { $0 },
    "detach": unary { $0 },
    "atan": unary { atan($0) },
    "atanh": unary { atanh($0) },
    "cast": shaped { $1.text("dtype") == "bool" ? ($0 == 0 ? 0 : 1) : $0 },
    "ceil": unary { $0.rounded(.up) },
    "celu": unary { max(0, $0) + min(0, exp($0) - 1) },
    "clip": shaped { min(max($0, $1.double("min")), $1.double("max")) },
    "conj": unary { $0 },
    "cos": unary { cos($0) },
    "cosh": unary { cosh($0) },
    "elu": unary { $0 > 0 ? $0 : exp($0) - 1 },
    "erf": unary { erf($0) },
    "exp": unary { exp($0) },
    "expm1": unary { expm1($0) },
    "fill": shaped { $1.double("value") },
    "floor": unary { $0.rounded(.down) },
    "gelu": unary { $0 * (1 + erf($0 / 2.0.squareRoot())) / 2 },
    "hardshrink": unary { abs($0) > 0.5 ? $0 : 0 },
    "hardsigmoid": unary { min(max($0 / 6 + 0.5, 0), 1) },
    "hardswish": unary { $0 * min(max($0 + 3, 0), 6) / 6 },
    "hardtanh": unary { min(max($0, -1), 1) },
    "isfinite": unary { $0.isFinite ? 1 : 0 },
    "isinf": unary { $0.isInfinite ? 1 : 0 },
    "isnan": unary { $0.isNaN ? 1 : 0 },
    "leaky_relu": shaped { $0 > 0 ? $0 : $1.double("negative_slope") * $0 },
    "lgamma": unary { lgamma($0) },
    "log": unary { log($0) },
    "log10": unary { log10($0) },
    "log1p": unary { log1p($0) },
    "log2": unary { log2($0) },
    "logical_not": unary { $0 == 0 ? 1 : 0 },
    "logit": unary { log($0 / (1 - $0)) },
    "logsigmoid": unary { -log1p(exp(-$0)) },
    "mish": unary { $0 * tanh(log1p(exp($0))) },
    "neg": unary { -$0 },
    "pow": shaped { pow($0, $1.double("factor")) },
    "reciprocal": unary { 1 / $0 },
    "relu": unary { max($0, 0) },
    "relu6": unary { min(max($0, 0), 6) },
    "round": round,
    "rsqrt": unary { 1 / $0.squareRoot() },
    "scale": shaped { x, call in
      let (scale, bias) = (call.double("scale"), call.double("bias"))
      return call.bool("bias_after_scale") ? scale * x + bias : scale * (x + bias)
    },
    "selu": unary { 1.0507009873554805 * ($0 > 0 ? $0 : 1.6732632423543772 * (exp($0) - 1)) },
    "sigmoid": unary { 1 / (1 + exp(-$0)) },
    "sign": unary { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 },
    "silu": swish,
    "sin": unary { sin($0) },
    "sinh": unary { sinh($0) },
    "softplus": unary { log1p(exp($0)) },
    "softshrink": unary { $0 > 0.5 ? $0 - 0.5 : $0 < -0.5 ? $0 + 0.5 : 0 },
    "softsign": unary { $0 / (1 + abs($0)) },
    "sqrt": unary { $0.squareRoot() },
    "square": unary { $0 * $0 },
    "stanh": shaped { $1.double("scale_b") * tanh($1.double("scale_a") * $0) },
    "swish": swish,
    "tan": unary { tan($0) },
    "tanh": unary { tanh($0) },
    "tanh_shrink": unary { $0 - tanh($0) },
    "thresholded_relu": unary { $0 > 1 ? $0 : 0 },
    "trunc": unary { $0.rounded(.towardZero) },
  ]
}
