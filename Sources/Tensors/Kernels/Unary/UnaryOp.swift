/// A function of one element, with its parameters; the defaults are PyTorch's.
///
/// Names and formulas are PyTorch's and Paddle's; where these differ, the case says which it follows.
/// NaN gives NaN. The 16-bit floats compute in float32 and round once.
public enum UnaryOp: Hashable, Sendable {
  // Arithmetic: every numeric dtype. Integers wrap.
  /// The magnitude; of a complex number its length, in float32.
  case abs
  case negative
  /// -1, 0 or 1; of a complex number its direction.
  case sign
  case square
  /// The same value, and of complex numbers the conjugate.
  case conj
  /// `scale * x + bias`, or `scale * (x + bias)`; integers where both are whole.
  case scale(Double, bias: Double = 0, biasAfterScale: Bool = true)
  /// `x` to a power, as C's `pow`; integers with whole exponents from 0 on stay integers.
  case pow(exponent: Double)
  /// Not below `min` and not above `max`; `max` wins over `min`.
  case clip(min: Double? = nil, max: Double? = nil)

  // Rounding. Integers stay as they are.
  case ceil, floor, trunc
  /// To the nearest, ties to even, as NumPy and PyTorch do; after `decimals` digits.
  case round(decimals: Int = 0)

  // Bits: integers and bool, of which it is *not*.
  case bitwiseNot

  // Functions of real and of complex numbers.
  case exp, expm1, log, log1p, sqrt, rsqrt, reciprocal
  case sin, cos, tan, asin, acos, atan
  case sinh, cosh, tanh, asinh, acosh, atanh
  /// 1 / (1 + exp(-x)).
  case sigmoid

  // Functions of real numbers.
  case log2, log10, exp2
  case erf, erfc, erfinv, lgamma, digamma
  /// The derivative of that order of `digamma`, from 0 to 170.
  case polygamma(order: Int)
  /// log(x / (1 - x)); with `eps`, of x clipped to eps ... 1 - eps.
  case logit(eps: Double? = nil)

  // Activations. Real numbers; `relu`, `relu6`, `hardtanh` and `thresholdedRelu` of integers too.
  case relu
  case relu6
  /// x, or `slope * x` where x < 0.
  case leakyRelu(slope: Double = 0.01)
  /// x, or `alpha * (exp(x) - 1)` where x < 0.
  case elu(alpha: Double = 1)
  /// x, or `alpha * (exp(x / alpha) - 1)` where x < 0.
  case celu(alpha: Double = 1)
  /// `scale` times x, or times `alpha * (exp(x) - 1)` where x < 0; the defaults normalise.
  case selu(scale: Double = 1.0507009873554805, alpha: Double = 1.6732632423543772)
  /// x Φ(x) through erf, or by tanh where `approximate`.
  case gelu(approximate: Bool = false)
  /// x sigmoid(x).
  case silu
  /// x sigmoid(beta x).
  case swish(beta: Double = 1)
  /// x tanh(softplus(x)).
  case mish
  /// log(sigmoid(x)).
  case logSigmoid
  /// log(1 + exp(beta x)) / beta, or x where beta x > threshold.
  case softplus(beta: Double = 1, threshold: Double = 20)
  /// x / (1 + |x|).
  case softsign
  /// 0 where |x| <= threshold.
  case hardshrink(threshold: Double = 0.5)
  /// Nearer to 0 by `threshold`, and 0 where that crosses it.
  case softshrink(threshold: Double = 0.5)
  /// x - tanh(x).
  case tanhShrink
  /// x where x > threshold, else `value`.
  case thresholdedRelu(threshold: Double = 1, value: Double = 0)
  case hardtanh(min: Double = -1, max: Double = 1)
  /// `slope * x + offset` clipped to 0 ... 1.
  case hardsigmoid(slope: Double = 1 / 6, offset: Double = 0.5)
  /// x clip(x + offset, 0, threshold) / scale.
  case hardswish(threshold: Double = 6, scale: Double = 6, offset: Double = 3)
  /// `b * tanh(a x)`; Paddle's defaults.
  case stanh(a: Double = 0.67, b: Double = 1.7159)
}
