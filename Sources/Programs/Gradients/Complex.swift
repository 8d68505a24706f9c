import Elements

/// Gradients where numbers are complex: of a loss L by x + iy it is `dL/dx + i dL/dy`, as in PyTorch.
///
/// A function f with a derivative passes a gradient g on as `g conj(f')`, which is `conj(conj(g) f')`: the formula of real
/// numbers, between two conjugates. Of what is linear by real factors both fall away.
extension GradientTable {
  /// How the gradient of an op comes where it takes or makes complex numbers.
  static func ofComplex(_ op: String) -> GradientRule? {
    switch op {
    case "acosh": arcosh
    case "sign": direction
    case "elementwise_pow": power
    default:
      if case .formula(let formula)? = all[op], !unconjugated.contains(op) {
        .formula { call in
          try formula(call.conjugated()).map { gradient in
            guard let gradient, gradient.dtype.kind == .complex else { return gradient }
            return try gradient.conj()
          }
        }
      } else {
        all[op]
      }
    }
  }

  /// The ops whose formulas are as they stand: those that are linear by real factors, and functions that have no
  /// derivative.
  private static let unconjugated: Set<String> = [
    "add", "add_n", "assign", "cast", "concat", "cumsum", "expand", "expand_as", "flatten", "flip",
    "gather", "gather_nd", "index_put", "index_select", "mean", "mean_all", "moveaxis", "neg",
    "pad",
    "repeat_interleave", "reshape", "roll", "scale", "scatter", "scatter_nd_add", "slice", "split",
    "split_with_num", "squeeze", "stack", "strided_slice", "subtract", "sum", "swapaxes",
    "take_along_axis", "tile", "transpose", "tril", "tril_triu", "triu", "unbind", "unsqueeze",
    "where",
    "abs", "conj", "frobenius_norm", "p_norm", "squared_l2_norm", "view_as_complex", "view_as_real",
  ]

  /// `z / |z|` moves across the direction only; at 0 it does not.
  private static let direction = GradientRule.single { call in
    let gradient = try call.gradient()
    let length = try call.x.abs()
    let along = try (gradient * call.out.conj()).cast(length.dtype)
    return try ((gradient - call.out * along) / length).zeroed(where: length .== 0)
  }

  /// Of two roots, whose branches lie as the function's: the root of the product has the other sign on the left.
  private static let arcosh = GradientRule.single { call in
    try call.gradient() / (call.x.plus(-1).sqrt() * call.x.plus(1).sqrt()).conj()
  }

  /// At base 0 the exponent has no gradient where it is 0 or more, and at exponent 0 the base has none.
  private static let power = GradientRule.formula { call in
    let gradient = try call.gradient()
    let base = try gradient * (call.y * call.x ** call.y.plus(-1)).conj()
    let exponent = try gradient * (call.out * call.x.log()).conj()
    let isUp = try call.y.cast(call.x.abs().dtype) .>= 0
    return [
      try base.zeroed(where: call.y .== 0),
      try exponent.zeroed(where: (call.x .== 0) .& isUp),
    ]
  }
}

extension GradientCall {
  /// Whether it takes or makes complex numbers.
  var isComplex: Bool { (inputs + outputs).contains { $0.dtype.kind == .complex } }

  /// The same with the conjugates of the gradients.
  fileprivate func conjugated() throws -> GradientCall {
    GradientCall(
      op: op, operands: operands, attributes: attributes, outputs: outputs,
      gradients: try gradients.map { gradient in
        guard let gradient, gradient.dtype.kind == .complex else { return gradient }
        return try gradient.conj()
      })
  }
}
