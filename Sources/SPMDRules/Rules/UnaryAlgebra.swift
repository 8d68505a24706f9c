import Sharding

/// What an elementwise function f does to folded values: which `f(P(k))` are a partial again.
///
/// `f(fold(x)) = fold(f(x))` has to hold for all numbers, infinities and NaN. Only what rounding and
/// overflow change does not count, nor whether a result that is not finite is infinite or NaN. A
/// function gives NaN for NaN, as in the array API standard.
enum UnaryLaw {
  /// f(x) = x.
  case identity
  /// f(x + y) = f(x) + f(y).
  case additive
  /// f of a mean is the mean of f: a x + b.
  case affine
  /// Never falls.
  case increasing
  /// Never falls where it is defined, which is from some value up; below, NaN. The minimum is below
  /// if any value is; the maximum does not show it, so that it does not pass.
  case increasingAbove
  /// Never rises.
  case decreasing
  /// f(x y) = f(x) f(y).
  case multiplicative
  /// Not: by De Morgan's laws `any` becomes `all`. Holds for the truth of numbers too.
  case complement
  /// 0 for 0 and for nothing else: the first value that is not 0 stays the first.
  case zeroAtZeroOnly
  /// True for NaN and for nothing else: NaN wins in maxima and minima.
  case trueForNaNOnly
  /// The same whatever x is.
  case constant

  /// Of each kind that passes: what it becomes.
  var passes: [(from: ReduceOp, to: ReduceOp)] {
    switch self {
    case .identity: ReduceOp.allCases.map { ($0, $0) }
    case .additive: [(.sum, .sum), (.avg, .avg)]
    case .affine: [(.avg, .avg)]
    case .increasing: [(.max, .max), (.min, .min)]
    case .increasingAbove: [(.min, .min)]
    case .decreasing: [(.max, .min), (.min, .max)]
    case .multiplicative: [(.prod, .prod)]
    case .complement: [(.any, .all), (.all, .any)]
    case .zeroAtZeroOnly: [(.any, .any)]
    case .trueForNaNOnly: [(.max, .any), (.min, .any)]
    case .constant: []
    }
  }

  /// The flows of a function that obeys these laws.
  static func flows(_ laws: [UnaryLaw]) -> [Flow] {
    var flows: [Flow] = []
    for law in laws {
      for (from, to) in law.passes where !flows.contains(.unary(from, to: to)) {
        flows.append(.unary(from, to: to))
      }
      // Every rank has the value, whatever its part of x is.
      if case .constant = law {
        flows += ReduceOp.allCases.map { Flow([.partial($0)], to: [.replicate]) }
      }
    }
    return flows
  }

  /// The unary ops whose laws do not hang on an attribute.
  ///
  /// Without a law are those that rise and fall (cos, gelu, mish …), those with poles, those that are
  /// NaN beyond both ends of their domain (asin, atanh, erfinv), rsqrt (it tells -0 from 0, which a
  /// minimum does not), softsign (NaN at the infinities), softplus (it falls where its threshold
  /// cuts it off), thresholded_relu (0 for NaN), and the generic op.
  static let table: [String: [UnaryLaw]] = [
    "assign": [.identity],
    "conj": [.identity],
    "detach": [.identity],
    "fill": [.constant],
    "neg": [.additive, .decreasing, .zeroAtZeroOnly],

    "abs": [.multiplicative, .zeroAtZeroOnly],
    "square": [.multiplicative],
    "reciprocal": [.multiplicative],

    "asinh": [.increasing],
    "atan": [.increasing],
    "ceil": [.increasing],
    "celu": [.increasing],
    "clip": [.increasing],
    "erf": [.increasing],
    "exp": [.increasing],
    "expm1": [.increasing],
    "floor": [.increasing],
    "hardshrink": [.increasing],
    "hardtanh": [.increasing],
    "logsigmoid": [.increasing],
    "relu": [.increasing],
    "relu6": [.increasing],
    "round": [.increasing],
    "selu": [.increasing],
    "sigmoid": [.increasing],
    "sign": [.increasing, .zeroAtZeroOnly],
    "sinh": [.increasing],
    "softshrink": [.increasing],
    "tanh": [.increasing],
    "tanh_shrink": [.increasing],
    "trunc": [.increasing],

    "acosh": [.increasingAbove],
    "log": [.increasingAbove],
    "log10": [.increasingAbove],
    "log1p": [.increasingAbove],
    "log2": [.increasingAbove],
    "sqrt": [.increasingAbove],

    "bitwise_not": [.decreasing],
    "logical_not": [.complement],
    "isnan": [.trueForNaNOnly],
    "isinf": [],
    "isfinite": [],

    "acos": [], "asin": [], "atanh": [], "cos": [], "cosh": [], "digamma": [],
    "elementwise_unary": [], "erfinv": [], "gelu": [], "hardswish": [], "lgamma": [], "mish": [],
    "polygamma": [],
    "rsqrt": [], "silu": [], "sin": [], "softplus": [], "softsign": [], "swish": [], "tan": [],
    "thresholded_relu": [],
  ]
}
