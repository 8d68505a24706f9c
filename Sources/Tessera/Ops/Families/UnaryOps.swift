import SPMDRules
import Tensors

/// Elementwise functions of one tensor. Functions of real numbers take integers as `float32`.
extension Kernel {
  static let abs = elementwise(.abs)
  static let acos = elementwise(.acos)
  static let acosh = elementwise(.acosh)
  static let asin = elementwise(.asin)
  static let asinh = elementwise(.asinh)
  static let atan = elementwise(.atan)
  static let atanh = elementwise(.atanh)
  static let bitwiseNot = elementwise(.bitwiseNot)
  static let ceil = elementwise(.ceil)
  /// What is real stays as it is.
  static let conj = single { call in
    let x = call.tensor(0)
    return x.dtype.kind == .complex ? x.elementwise(.conj) : x
  }
  static let cos = elementwise(.cos)
  static let cosh = elementwise(.cosh)
  static let digamma = elementwise(.digamma)
  static let erf = elementwise(.erf)
  static let erfinv = elementwise(.erfinv)
  static let exp = elementwise(.exp)
  static let expm1 = elementwise(.expm1)
  static let floor = elementwise(.floor)
  static let lgamma = elementwise(.lgamma)
  static let log = elementwise(.log)
  static let log10 = elementwise(.log10)
  static let log1p = elementwise(.log1p)
  static let log2 = elementwise(.log2)
  static let neg = elementwise(.negative)
  static let reciprocal = elementwise(.reciprocal)
  static let rsqrt = elementwise(.rsqrt)
  static let sign = elementwise(.sign)
  static let sin = elementwise(.sin)
  static let sinh = elementwise(.sinh)
  static let sqrt = elementwise(.sqrt)
  static let square = elementwise(.square)
  static let tan = elementwise(.tan)
  static let tanh = elementwise(.tanh)
  static let trunc = elementwise(.trunc)

  static let isnan = test(.isNaN)
  static let isinf = test(.isInfinite)
  static let isfinite = test(.isFinite)
  static let logicalNot = test(.logicalNot)

  static let clip = unary { call in
    func bound(_ name: String) throws -> Double? {
      call.has(attribute: name) ? try call.double(name) : nil
    }
    return .clip(min: try bound("min"), max: try bound("max"))
  }
  static let round = unary { .round(decimals: try $0.int("decimals")) }
  static let logit = unary { call in
    .logit(eps: call.has(attribute: "eps") ? try call.double("eps") : nil)
  }
  static let polygamma = unary { call in
    let order = try call.int("n")
    guard (0...170).contains(order) else {
      throw TesseraError(
        .usage, "\(call.op): attribute 'n' must be from 0 to 170, it is \(order)")
    }
    return .polygamma(order: order)
  }
  static let scale = unary { call in
    .scale(
      try call.double("scale"), bias: try call.double("bias"),
      biasAfterScale: try call.bool("bias_after_scale"))
  }
  static let pow = unary { .pow(exponent: try $0.double("factor")) }

  /// A copy, with a storage of its own.
  static let assign = single { $0.tensor(0).copy() }

  /// `value` everywhere; of the input only its shape and dtype count.
  static let fill = single { call in
    let value: DenseTensor
    if case .int(let whole) = call.attributes["value"] {
      value = DenseTensor(scalar: Int64(whole))
    } else {
      value = DenseTensor(scalar: call.double("value"))
    }
    return value.converted(to: call.dtypes[0]).expanded(to: call.outputs[0].sizes).copy()
  }

  static let cast = single { $0.tensor(0).converted(to: $0.dtypes[0]) }

  /// An op whose function its attributes shape. They are read once before anything is computed, so that an
  /// attribute that the function refuses is the call's fault.
  static func unary(_ op: @escaping @Sendable (RuleCall) throws -> UnaryOp) -> Kernel {
    Kernel(
      check: { _ = try op($0.reader) },
      { [$0.tensor(0).elementwise(try op($0.reader))] })
  }

  static func elementwise(_ op: UnaryOp) -> Kernel { single { $0.tensor(0).elementwise(op) } }

  private static func test(_ predicate: UnaryPredicate) -> Kernel {
    single { $0.tensor(0).tested(predicate) }
  }
}
