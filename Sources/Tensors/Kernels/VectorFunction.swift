internal import CKernels
import Elements

/// A function of one number that CKernels computes by vectors, with its parameters.
///
/// Within 1 ulp of the exact value in float32, but for what says otherwise: `sinh`, `cosh` and `rsqrt` 1.5, `softplus`,
/// `logSigmoid` and `softsign` 1.6, `erfinv` 1.9, `swish` 3, `mish` 4, and `lgamma` beside its zeros. Of 16-bit floats,
/// `erf` and `gelu` are within 1.5e-5 before they are rounded. All variants give the same bits.
struct VectorFunction {
  private let code: Int32
  private let parameters: (Double, Double, Double)

  private init(_ code: CKERNELS_function, _ parameters: (Double, Double, Double) = (0, 0, 0)) {
    self.code = Int32(code.rawValue)
    self.parameters = parameters
  }

  /// Nil where no routine computes it.
  init?(_ op: UnaryOp) {
    switch op {
    case .exp: self.init(CKERNELS_exp)
    case .expm1: self.init(CKERNELS_expm1)
    case .exp2: self.init(CKERNELS_exp2)
    case .log: self.init(CKERNELS_log)
    case .log1p: self.init(CKERNELS_log1p)
    case .log2: self.init(CKERNELS_log2)
    case .log10: self.init(CKERNELS_log10)
    case .sin: self.init(CKERNELS_sin)
    case .cos: self.init(CKERNELS_cos)
    case .tan: self.init(CKERNELS_tan)
    case .asin: self.init(CKERNELS_asin)
    case .acos: self.init(CKERNELS_acos)
    case .atan: self.init(CKERNELS_atan)
    case .sinh: self.init(CKERNELS_sinh)
    case .cosh: self.init(CKERNELS_cosh)
    case .tanh: self.init(CKERNELS_tanh)
    case .asinh: self.init(CKERNELS_asinh)
    case .acosh: self.init(CKERNELS_acosh)
    case .atanh: self.init(CKERNELS_atanh)
    case .erf: self.init(CKERNELS_erf)
    case .erfc: self.init(CKERNELS_erfc)
    case .lgamma: self.init(CKERNELS_lgamma)
    case .digamma: self.init(CKERNELS_digamma)
    case .erfinv: self.init(CKERNELS_erfinv)
    case .sqrt: self.init(CKERNELS_sqrt)
    case .rsqrt: self.init(CKERNELS_rsqrt)
    case .reciprocal: self.init(CKERNELS_reciprocal)
    case .abs: self.init(CKERNELS_abs)
    case .negative: self.init(CKERNELS_negative)
    case .square: self.init(CKERNELS_square)
    case .ceil: self.init(CKERNELS_ceil)
    case .floor: self.init(CKERNELS_floor)
    case .trunc: self.init(CKERNELS_trunc)
    case .round(decimals: 0): self.init(CKERNELS_round)
    case .sign: self.init(CKERNELS_sign)
    case .clip(let least, let most):
      self.init(CKERNELS_clip, (least ?? -.infinity, most ?? .infinity, 0))
    case .logit(let eps):
      self.init(CKERNELS_logit, (eps ?? -.infinity, eps.map { 1 - $0 } ?? .infinity, 0))
    case .scale(let scale, let bias, biasAfterScale: true):
      self.init(CKERNELS_scale, (scale, bias, 0))
    case .scale(let scale, let bias, biasAfterScale: false):
      self.init(CKERNELS_scale_sum, (scale, bias, 0))
    default: self.init(activation: op)
    }
  }

  private init?(activation op: UnaryOp) {
    switch op {
    case .sigmoid: self.init(CKERNELS_sigmoid)
    case .relu: self.init(CKERNELS_clip, (0, .infinity, 0))
    case .relu6: self.init(CKERNELS_clip, (0, 6, 0))
    case .hardtanh(let least, let most): self.init(CKERNELS_clip, (least, most, 0))
    case .leakyRelu(let slope): self.init(CKERNELS_leaky_relu, (slope, 0, 0))
    case .silu, .swish(beta: 1): self.init(CKERNELS_silu)
    case .swish(let beta): self.init(CKERNELS_swish, (beta, 0, 0))
    case .gelu(approximate: false): self.init(CKERNELS_gelu)
    case .gelu(approximate: true): self.init(CKERNELS_gelu_tanh)
    case .elu(let alpha): self.init(CKERNELS_elu, (1, alpha, 1))
    case .celu(let alpha): self.init(CKERNELS_elu, (1, alpha, alpha))
    case .selu(let scale, let alpha): self.init(CKERNELS_elu, (scale, scale * alpha, 1))
    case .mish: self.init(CKERNELS_mish)
    case .logSigmoid: self.init(CKERNELS_log_sigmoid)
    case .softplus(let beta, let threshold): self.init(CKERNELS_softplus, (beta, threshold, 0))
    case .softsign: self.init(CKERNELS_softsign)
    case .tanhShrink: self.init(CKERNELS_tanh_shrink)
    case .stanh(let a, let b): self.init(CKERNELS_stanh, (a, b, 0))
    case .hardshrink(let threshold): self.init(CKERNELS_hardshrink, (threshold, 0, 0))
    case .softshrink(let threshold): self.init(CKERNELS_softshrink, (threshold, 0, 0))
    case .thresholdedRelu(let threshold, let value):
      self.init(CKERNELS_thresholded, (threshold, value, 0))
    case .hardsigmoid(let slope, let offset): self.init(CKERNELS_hardsigmoid, (slope, offset, 0))
    case .hardswish(let threshold, let scale, let offset):
      self.init(CKERNELS_hardswish, (threshold, 1 / scale, offset))
    case .pow(let exponent) where ![0.5, 1, 2, -1].contains(exponent):
      self.init(CKERNELS_pow, (exponent, 0, 0))
    default: return nil
    }
  }

  /// `to[i] = f(from[i])`, side by side; both may be the same. False where the type has no routine.
  func map<T>(
    _ from: UnsafePointer<T>, into to: UnsafeMutablePointer<T>, _ count: Int,
    _ variant: KernelVariant = .chosen
  ) -> Bool {
    let routines = unsafe variant.routines.pointee
    let (source, target) = unsafe (UnsafeRawPointer(from), UnsafeMutableRawPointer(to))
    return unsafe withUnsafeBytes(of: parameters) { parameters in
      let p = unsafe parameters.assumingMemoryBound(to: Double.self).baseAddress
      switch T.self {
      case is Float.Type:
        unsafe routines.map_float(
          code, target.assumingMemoryBound(to: Float.self),
          source.assumingMemoryBound(to: Float.self), count, p)
      case is Double.Type where code != Int32(CKERNELS_erfinv.rawValue):
        unsafe routines.map_double(
          code, target.assumingMemoryBound(to: Double.self),
          source.assumingMemoryBound(to: Double.self), count, p)
      case is Float16.Type:
        unsafe routines.map_half(
          code, target.assumingMemoryBound(to: UInt16.self),
          source.assumingMemoryBound(to: UInt16.self), count, p)
      case is BFloat16.Type:
        unsafe routines.map_brain(
          code, target.assumingMemoryBound(to: UInt16.self),
          source.assumingMemoryBound(to: UInt16.self), count, p)
      default: return false
      }
      return true
    }
  }
}
