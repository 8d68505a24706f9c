import ComplexModule
import RealModule

extension Complex: UnaryMath where RealType == Float {
  @inline(__always) var isNaNValue: Bool { rawStorage.x.isNaN || rawStorage.y.isNaN }
  @inline(__always) var isFiniteValue: Bool { rawStorage.x.isFinite && rawStorage.y.isFinite }

  /// Elementary functions are swift-numerics', on the principal branch; it has one infinity and no
  /// signed zeros. The logarithm of zero is -inf, as PyTorch's.
  static func apply(_ op: UnaryOp, _ block: Block<Complex>) {
    switch op {
    case .negative: block.map { Complex(-$0.rawStorage.x, -$0.rawStorage.y) }
    case .sign: block.map { $0.isZero ? $0 : $0 / Complex($0.length, 0) }
    case .square: block.map { multiply($0, $0) }
    case .conj: block.map { Complex($0.rawStorage.x, -$0.rawStorage.y) }
    case .scale(let scale, let bias, let biasAfterScale):
      let (scale, bias) = (Complex(Float(scale), 0), Complex(Float(bias), 0))
      if biasAfterScale {
        block.map { add(multiply($0, scale), bias) }
      } else {
        block.map { multiply(add($0, bias), scale) }
      }
    case .pow(let exponent): raise(block, to: exponent)
    case .exp: block.map { exp($0) }
    case .expm1: block.map { expMinusOne($0) }
    case .log:
      block.map {
        $0.isZero
          ? Complex(-.infinity, .atan2(y: $0.rawStorage.y, x: $0.rawStorage.x)) : log($0)
      }
    case .log1p: block.map { log(onePlus: $0) }
    case .sqrt: block.map { sqrt($0) }
    case .rsqrt: block.map { unit / sqrt($0) }
    case .reciprocal: block.map { unit / $0 }
    case .sigmoid: block.map { unit / add(unit, exp(-$0)) }
    default: turn(op, block)
    }
  }

  private static func raise(_ block: Block<Complex>, to exponent: Double) {
    if let whole = Int(exactly: exponent) {
      block.map { whole == 0 ? unit : pow($0, whole) }
    } else {
      block.map { pow($0, Complex(Float(exponent), 0)) }
    }
  }

  /// The trigonometric and hyperbolic functions.
  private static func turn(_ op: UnaryOp, _ block: Block<Complex>) {
    switch op {
    case .sin: block.map { sin($0) }
    case .cos: block.map { cos($0) }
    case .tan: block.map { tan($0) }
    case .asin: block.map { asin($0) }
    case .acos: block.map { acos($0) }
    case .atan: block.map { atan($0) }
    case .sinh: block.map { sinh($0) }
    case .cosh: block.map { cosh($0) }
    case .tanh: block.map { tanh($0) }
    case .asinh: block.map { asinh($0) }
    case .acosh: block.map { acosh($0) }
    case .atanh: block.map { atanh($0) }
    default: preconditionFailure("\(op) is no function of complex numbers")
    }
  }
}
