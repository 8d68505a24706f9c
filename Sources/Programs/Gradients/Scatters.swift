import Elements

/// What is written, or folded, into a tensor at places that an index names.
extension GradientTable {
  mutating func addScatters() {
    // What is overwritten has a gradient too, as in PyTorch.
    self["scatter"] = .formula { call in
      let index = call.y
      let gradient = try call.gradient()
      let zeros = try call.inputs[2].filled(with: 0)
      return [
        try gradient.scatter(index, updates: zeros), nil,
        try gradient.gather(index).viewed(as: call.inputs[2].shape),
      ]
    }
    self["scatter_nd_add"] = .formula { call in
      let gradient = try call.gradient()
      return [gradient, nil, try gradient.gatherNd(call.y)]
    }
    self["index_put"] = .formula { call in
      let gradient = try call.gradient()
      let indices = call.operands[1].elements
      let value = call.inputs[call.inputs.count - 1]
      for index in indices where index.dtype == .bool {
        throw TesseraError(
          .usage, "the gradient of index_put: '\(index.name)' must be of places, it is of truths")
      }
      let read = try gradient.gatherNd(.stack(indices, axis: indices[0].ndim))
      let kept =
        call.bool("accumulate")
        ? gradient
        : try gradient.indexPut(indices, value: value.filled(with: 0))
      return [kept] + indices.map { _ in nil } + [read]
    }
    self["put_along_axis"] = .formula { call in
      let axis = try call.dim("axis")
      let fold = AxisFold(
        call: call, axis: axis, index: call.y, value: call.inputs[2],
        gradient: try call.gradient())
      let (x, value) = try fold.gradients()
      return [x, nil, value]
    }
  }
}

/// A call of `put_along_axis`.
private struct AxisFold {
  let call: GradientCall
  let axis: Int
  let index: Value
  let value: Value
  let gradient: Value

  func gradients() throws -> (x: Value, value: Value) {
    let reduce = call.string("reduce")
    let isCounted = call.bool("include_self")
    switch reduce {
    case "assign": return (try cleared(gradient), try taken(gradient))
    case "add":
      return (isCounted ? gradient : try cleared(gradient), try taken(gradient))
    case "mean":
      let ones = try call.x.filled(with: 1)
      let count = try sum(isCounted ? ones : cleared(ones), value.filled(with: 1))
      let share = try gradient / count.maximum(ones)
      return (isCounted ? share : try cleared(share), try taken(share))
    case "amax", "amin":
      let ofX = try (call.x .== call.out).cast(gradient.dtype)
      let isIt = isCounted ? ofX : try cleared(ofX)
      let isValue = try (value .== taken(call.out)).cast(gradient.dtype)
      let share = try gradient / sum(isIt, isValue)
      // Where nothing is folded x is the result, whatever is counted.
      let untouched = try sum(call.x.filled(with: 0), value.filled(with: 1)) .== 0
      let x = try gradient.where(untouched, otherwise: isIt * share)
      return (x, try isValue * taken(share))
    default: return try products(isCounted)
    }
  }

  private func products(_ isCounted: Bool) throws -> (x: Value, value: Value) {
    func split(_ factor: Value) throws -> (isZero: Value, others: Value) {
      let isZero = try factor .== 0
      return (isZero, try factor.filled(with: 1).where(isZero, otherwise: factor))
    }
    let x = try split(isCounted ? call.x : cleared(call.x, to: 1))
    let factor = try split(value)
    let zeros = try sum(x.isZero.cast(gradient.dtype), factor.isZero.cast(gradient.dtype))
    let product = try x.others.putAlongAxis(
      index, value: factor.others, axis: axis, reduce: "mul")
    let slope = try x.others.productSlope(x.isZero, zeros: zeros, product: product)
    let ofX = try gradient * slope
    let ofValue =
      try taken(gradient)
      * factor.others.productSlope(factor.isZero, zeros: taken(zeros), product: taken(product))
    return (isCounted ? ofX : try cleared(ofX), ofValue)
  }

  /// A tensor with a number at the places that the index names.
  private func cleared(_ tensor: Value, to number: Double = 0) throws -> Value {
    let numbers = try tensor.constant([number], shape: index.shape, dtype: tensor.dtype)
    return try tensor.putAlongAxis(index, value: numbers, axis: axis)
  }

  /// What a tensor has at the places that the index names.
  private func taken(_ tensor: Value) throws -> Value {
    try tensor.takeAlongAxis(index, axis: axis)
  }

  /// What is there, and what comes to it.
  private func sum(_ own: Value, _ added: Value) throws -> Value {
    try own.putAlongAxis(index, value: added, axis: axis, reduce: "add")
  }
}
