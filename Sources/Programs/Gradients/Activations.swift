import Foundation

/// Activations. At kinks the gradient is that of PyTorch.
extension GradientTable {
  mutating func addActivations() {
    self["relu"] = .single { try $0.gradient().zeroed(where: $0.x .<= 0) }
    self["relu6"] = .single { try $0.gradient().zeroed(where: ($0.x .<= 0) .| ($0.x .>= 6)) }
    self["hardtanh"] = .single { call in
      let (least, most) = (call.double("t_min"), call.double("t_max"))
      return try call.gradient().zeroed(where: (call.x .<= least) .| (call.x .>= most))
    }
    self["thresholded_relu"] = .single {
      try $0.gradient().zeroed(where: $0.x .<= $0.double("threshold"))
    }
    add(
      "hardshrink", "softshrink",
      rule: .single { try $0.gradient().zeroed(where: $0.x.abs() .<= $0.double("threshold")) })
    self["hardsigmoid"] = .single { call in
      let inside = try (call.out .> 0) .& (call.out .< 1)
      return try call.gradient().times(call.double("slope")).kept(where: inside)
    }
    self["hardswish"] = .single { call in
      let gradient = try call.gradient()
      let middle = try gradient * call.x.scale(scale: 1 / 3, bias: 0.5)
      return try middle.where(call.x .< 3, otherwise: gradient).zeroed(where: call.x .<= -3)
    }
    self["leaky_relu"] = .single { call in
      let gradient = try call.gradient()
      return try gradient.where(
        call.x .> 0, otherwise: gradient.times(call.double("negative_slope")))
    }
    self["elu"] = .single { call in
      let gradient = try call.gradient()
      return try gradient.where(
        call.x .> 0, otherwise: gradient * call.out.plus(call.double("alpha")))
    }
    self["celu"] = .single { call in
      let alpha = call.double("alpha")
      let gradient = try call.gradient()
      return try gradient.where(
        call.x .> 0, otherwise: gradient * call.out.scale(scale: 1 / alpha, bias: 1))
    }
    self["selu"] = .single { call in
      let scale = call.double("scale")
      let gradient = try call.gradient()
      return try gradient.times(scale).where(
        call.x .> 0, otherwise: gradient * call.out.plus(scale * call.double("alpha")))
    }
    self["gelu"] = .slope { try $0.x.geluSlope(byTanh: $0.bool("approximate")) }
    self["sigmoid"] = .slope { try $0.out - $0.out.square() }
    self["logsigmoid"] = .slope { try (-$0.x).sigmoid() }
    self["silu"] = .slope { try $0.x.swishSlope(beta: 1) }
    self["swish"] = .slope { try $0.x.swishSlope(beta: $0.double("beta")) }
    self["mish"] = .writtenOut { [try $0.x * $0.x.softplus().tanh()] }
    self["softplus"] = .single { call in
      let scaled = try call.x.times(call.double("beta"))
      let gradient = try call.gradient()
      return try gradient.where(
        scaled .> call.double("threshold"), otherwise: gradient * scaled.sigmoid())
    }
    self["softsign"] = .single { try $0.gradient() / $0.x.abs().plus(1).square() }
    self["tanh_shrink"] = .slope { try $0.x.tanh().square() }
    self["stanh"] = .slope { call in
      let (inner, outer) = (call.double("scale_a"), call.double("scale_b"))
      return try call.x.times(inner).tanh().square().scale(
        scale: -inner * outer, bias: inner * outer)
    }
    self["swiglu"] = .writtenOut { call in
      if let gate = call.given(1) { return [try call.x.silu() * gate] }
      let halves = try call.x.splitWithNum(2, axis: call.x.ndim - 1)
      return [try halves[0].silu() * halves[1]]
    }
  }
}

extension Value {
  /// The slope of `x * sigmoid(beta * x)`.
  fileprivate func swishSlope(beta: Double) throws -> Value {
    let gate = try times(beta).sigmoid()
    return try gate + times(beta) * (gate - gate.square())
  }

  /// The slope of GELU, exact or by the hyperbolic tangent.
  fileprivate func geluSlope(byTanh: Bool) throws -> Value {
    guard byTanh else {
      let share = try times(0.5.squareRoot()).erf().scale(scale: 0.5, bias: 0.5)
      let density = try square().times(-0.5).exp().times(1 / (2 * Double.pi).squareRoot())
      return try share + self * density
    }
    let factor = (2 / Double.pi).squareRoot()
    let inner = try self * square().scale(scale: 0.044715 * factor, bias: factor)
    let tanh = try inner.tanh()
    let slope = try square().scale(scale: 3 * 0.044715 * factor, bias: factor)
    let curve = try self * slope * tanh.square().scale(scale: -1, bias: 1)
    return try (tanh + curve).scale(scale: 0.5, bias: 0.5)
  }
}
