/// Functions of two tensors and more, element by element. What is broadcast is summed by who asks.
extension GradientTable {
  mutating func addArithmetic() {
    self["add"] = .formula { [try $0.gradient(), try $0.gradient()] }
    self["add_n"] = .formula { call in
      let gradient = try call.gradient()
      return call.inputs.map { _ in gradient }
    }
    self["subtract"] = .formula { [try $0.gradient(), try -$0.gradient()] }
    self["multiply"] = .formula { [try $0.gradient() * $0.y, try $0.gradient() * $0.x] }
    self["divide"] = .formula { call in
      let share = try call.gradient() / call.y
      return [share, try -(share * (call.x / call.y))]
    }
    self["remainder"] = .formula { call in
      let gradient = try call.gradient()
      return [gradient, try -(gradient * call.x.floorDivided(by: call.y))]
    }
    // At base 0 the exponent has no gradient, and at exponent 0 the base has none, as in PyTorch.
    self["elementwise_pow"] = .formula { call in
      let gradient = try call.gradient()
      let base = try gradient * (call.y * call.x ** call.y.plus(-1))
      let exponent = try gradient * (call.out * call.x.log())
      return [
        try base.zeroed(where: call.y .== 0),
        try exponent.zeroed(where: (call.x .== 0) .& (call.y .>= 0)),
      ]
    }
    // Equal numbers share it; NaN gives it to both.
    self["maximum"] = .formula { call in
      let shared = try call.sharedWhereEqual()
      return [
        try shared.zeroed(where: call.x .< call.y), try shared.zeroed(where: call.y .< call.x),
      ]
    }
    self["minimum"] = .formula { call in
      let shared = try call.sharedWhereEqual()
      return [
        try shared.zeroed(where: call.x .> call.y), try shared.zeroed(where: call.y .> call.x),
      ]
    }
    self["fmax"] = .formula { try $0.extremum { try $0 .>= $1 } }
    self["fmin"] = .formula { try $0.extremum { try $0 .<= $1 } }
    self["where"] = .formula { call in
      let gradient = try call.gradient()
      return [nil, try gradient.kept(where: call.x), try gradient.zeroed(where: call.x)]
    }
    self["lerp"] = .formula { call in
      let gradient = try call.gradient()
      let (y, weight) = (call.inputs[1], call.inputs[2])
      let share = try gradient * weight
      return [try gradient - share, share, try gradient * (y - call.x)]
    }
    self["label_smooth"] = .formula { call in
      let epsilon = call.double("epsilon")
      let gradient = try call.gradient()
      let prior = try call.given(1).map { _ in try gradient.times(epsilon) }
      return call.padded([try gradient.times(1 - epsilon), prior])
    }
  }
}

extension GradientCall {
  /// The gradient, half of it where both operands are equal.
  fileprivate func sharedWhereEqual() throws -> Value {
    let gradient = try gradient()
    return try gradient.times(0.5).where(x .== y, otherwise: gradient)
  }

  /// Of an extremum that NaN loses: to x where it wins or y is NaN, else to y; equal numbers share it.
  fileprivate func extremum(winning: (Value, Value) throws -> Value) throws -> [Value?] {
    let shared = try sharedWhereEqual()
    let first = try winning(x, y) .| y.isnan()
    let second = try (.!first) .| (x .== y)
    return [try shared.kept(where: first), try shared.kept(where: second)]
  }
}
