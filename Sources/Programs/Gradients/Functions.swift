import Foundation

/// Functions of each element that have a formula in every book.
extension GradientTable {
  mutating func addFunctions() {
    // NaN has no slope, as in PyTorch.
    self["abs"] = .single { call in
      let gradient = try call.gradient() * call.x.sign()
      return call.x.dtype.kind == .complex
        ? gradient : try gradient.zeroed(where: call.x.isnan())
    }
    self["acos"] = .slope { try -$0.x.square().scale(scale: -1, bias: 1).rsqrt() }
    self["acosh"] = .slope { try $0.x.square().plus(-1).rsqrt() }
    self["asin"] = .slope { try $0.x.square().scale(scale: -1, bias: 1).rsqrt() }
    self["asinh"] = .slope { try $0.x.square().plus(1).rsqrt() }
    self["atan"] = .slope { try $0.x.square().plus(1).reciprocal() }
    self["atanh"] = .slope { try $0.x.square().scale(scale: -1, bias: 1).reciprocal() }
    // The conjugate is no derivative of a complex function: its gradient is as it stands.
    self["conj"] = .single { try $0.gradient().conj() }
    self["view_as_complex"] = .single { try $0.gradient().viewAsReal() }
    self["view_as_real"] = .single { try $0.gradient().viewAsComplex() }
    self["cos"] = .slope { try -$0.x.sin() }
    self["cosh"] = .slope { try $0.x.sinh() }
    self["digamma"] = .slope { try $0.x.polygamma(n: 1) }
    self["polygamma"] = .slope { try $0.x.polygamma(n: $0.int("n") + 1) }
    self["erf"] = .slope { try (-$0.x.square()).exp().times(2 / Double.pi.squareRoot()) }
    self["erfinv"] = .slope { try $0.out.square().exp().times(Double.pi.squareRoot() / 2) }
    self["exp"] = .slope { $0.out }
    self["expm1"] = .slope { try $0.out.plus(1) }
    self["lgamma"] = .slope { try $0.x.digamma() }
    self["log"] = .single { try $0.gradient() / $0.x }
    self["log10"] = .single { try $0.gradient() / $0.x.times(log(10)) }
    self["log1p"] = .single { try $0.gradient() / $0.x.plus(1) }
    self["log2"] = .single { try $0.gradient() / $0.x.times(log(2)) }
    self["neg"] = .single { try -$0.gradient() }
    self["reciprocal"] = .slope { try -$0.out.square() }
    self["rsqrt"] = .slope { try ($0.out.square() * $0.out).times(-0.5) }
    self["sin"] = .slope { try $0.x.cos() }
    self["sinh"] = .slope { try $0.x.cosh() }
    self["sqrt"] = .single { try $0.gradient() / $0.out.times(2) }
    self["square"] = .slope { try $0.x.times(2) }
    self["tan"] = .slope { try $0.out.square().plus(1) }
    self["tanh"] = .slope { try $0.out.square().scale(scale: -1, bias: 1) }
    add("assign", "cast", rule: .single { try $0.gradient() })
    self["scale"] = .single { try $0.gradient().times($0.double("scale")) }
    self["pow"] = .formula { call in
      let exponent = call.double("factor")
      guard exponent != 0 else { return [nil] }
      return [try call.gradient() * call.x.pow(factor: exponent - 1).times(exponent)]
    }
    // At a bound the gradient is 0, as in PyTorch.
    self["clip"] = .single { call in
      var result = try call.gradient()
      if let least = call.optionalDouble("min") { result = try result.kept(where: call.x .> least) }
      if let most = call.optionalDouble("max") { result = try result.kept(where: call.x .< most) }
      return result
    }
    self["logit"] = .single { call in
      let slope = try (call.x - call.x.square()).reciprocal()
      let gradient = try call.gradient() * slope
      guard let epsilon = call.optionalDouble("eps") else { return gradient }
      return try gradient.zeroed(where: (call.x .< epsilon) .| (call.x .> 1 - epsilon))
    }
    // The draws follow from the seed and the place of an element: the same elements are kept.
    self["dropout"] = .formula { call in
      [try Value.apply("dropout", [.one(call.gradient())], call.attributes)[0]]
    }
  }
}
