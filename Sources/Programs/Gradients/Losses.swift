/// Losses.
extension GradientTable {
  mutating func addLosses() {
    self["cross_entropy_with_softmax"] = .formula { call in
      let axis = try call.dim("axis")
      return call.bool("soft_label")
        ? try call.softEntropy(axis)
        : [try call.hardEntropy(axis, appliesSoftmax: call.bool("use_softmax")), nil]
    }
    self["c_softmax_with_cross_entropy"] = .formula { call in
      [try call.hardEntropy(call.x.ndim - 1, appliesSoftmax: true), nil]
    }
    self["identity_loss"] = .single { call in
      let gradient = try call.gradient()
      return call.int("reduction") == 1 ? try gradient.times(1 / Double(call.x.size)) : gradient
    }
    self["identity_loss_grad"] = .formula { call in
      let gradient = try call.gradient()
      return [
        nil, call.int("reduction") == 1 ? try gradient.times(1 / Double(call.x.size)) : gradient,
      ]
    }
  }
}

extension GradientCall {
  /// Of labels that are classes: the softmax less 1 at the class; 0 where the label is ignored.
  fileprivate func hardEntropy(_ axis: Int, appliesSoftmax: Bool) throws -> Value {
    var row = x.shape
    row[axis] = 1
    let label = try y.viewed(as: row)
    let isIgnored = try label .== int("ignore_index")
    let gradient = try gradient(1).viewed(as: row).zeroed(where: isIgnored)
    let count = x.shape[axis]
    let classes = try y.constant(
      (0..<count).map(Double.init), shape: x.shape.indices.map { $0 == axis ? count : 1 },
      dtype: y.dtype)
    let isIt = try label .== classes
    guard appliesSoftmax else {
      let ofLoss = try (-gradient / x).kept(where: isIt)
      return try gradients[0].map { try ofLoss + $0 } ?? ofLoss
    }
    let ofLoss = try gradient * (out - isIt.cast(x.dtype))
    return try gradients[0].map { try ofLoss + softmaxGradient($0, axis) } ?? ofLoss
  }

  /// Of labels that are shares of all classes.
  fileprivate func softEntropy(_ axis: Int) throws -> [Value?] {
    let gradient = try gradient(1)
    guard bool("use_softmax") else {
      let ofLoss = try -gradient * (y / x)
      let ofX = try gradients[0].map { try ofLoss + $0 } ?? ofLoss
      return [ofX, try -gradient * x.log()]
    }
    let ofLoss = try gradient * (out * y.summed([axis], keepDims: true) - y)
    let ofX = try gradients[0].map { try ofLoss + softmaxGradient($0, axis) } ?? ofLoss
    return [ofX, try -gradient * x.logSoftmax(axis)]
  }

  private func softmaxGradient(_ gradient: Value, _ axis: Int) throws -> Value {
    let weighted = try gradient * out
    return try weighted - out * weighted.summed([axis], keepDims: true)
  }
}
