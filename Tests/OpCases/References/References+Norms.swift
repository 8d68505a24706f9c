extension Reference {
  static func mean(_ row: [Double]) -> Double { row.reduce(0, +) / Double(row.count) }

  static func variance(_ row: [Double]) -> Double {
    let mean = mean(row)
    return row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
  }

  /// Each channel or group of each sample less its mean, over its deviation; scale and bias by channel.
  private static func grouped(_ call: ReferenceCall, perGroup: Int)
    -> (out: Grid, mean: Grid, variance: Grid)
  {
    let x = call.x
    let inner = x.shape[2...].reduce(1, *)
    let rows = x.reshaped([x.shape[0], x.shape[1] / perGroup, perGroup * inner])
    let means = rows.folded([2], mean).dropping([2])
    let variances = rows.folded([2], variance).dropping([2])
    let out = Grid(x.shape) { index in
      let place = [index[0], index[1] / perGroup]
      return (x[index] - means[place]) / (variances[place] + call.double("epsilon")).squareRoot()
        * call.y.values[index[1]] + call.z.values[index[1]]
    }
    return (out, means, variances)
  }

  private static func rms(_ call: ReferenceCall) -> [Grid] {
    let dim = call.x.ndim - 1
    let inverse = call.x.folded([dim]) { row in
      1 / (mean(row.map { $0 * $0 }) + call.double("epsilon")).squareRoot()
    }
    let out = Grid(call.x.shape) { index in
      call.x[index] * inverse.broadcast(index) * call.y.values[index[dim]]
    }
    return [out, inverse.dropping([dim])]
  }

  private static func layer(_ call: ReferenceCall) -> [Grid] {
    let axis = call.int("begin_norm_axis")
    let head = Array(call.x.shape[..<axis])
    let x = call.x.reshaped([head.reduce(1, *), call.x.shape[axis...].reduce(1, *)])
    let (means, variances) = (x.folded([1], mean), x.folded([1], variance))
    let out = Grid(x.shape) { index in
      let place = [index[0], 0]
      let value =
        (x[index] - means[place]) / (variances[place] + call.double("epsilon")).squareRoot()
      let scale = call.y.values.isEmpty ? 1 : call.y.values[index[1]]
      return value * scale + (call.z.values.isEmpty ? 0 : call.z.values[index[1]])
    }
    return [out.reshaped(call.x.shape), means.reshaped(head), variances.reshaped(head)]
  }

  /// Of channels in dim 1, by the batch's statistics, or by those given.
  private static func batch(_ call: ReferenceCall) -> [Grid] {
    let isGiven = call.bool("is_test")
    let x = call.x.permuted([1, 0] + Array(2..<call.x.ndim))
    let others = Set(1..<x.ndim)
    let means = isGiven ? call.y : x.folded(others, mean).dropping(others)
    let variances = isGiven ? call.z : x.folded(others, variance).dropping(others)
    let out = Grid(call.x.shape) { index in
      let channel = [index[1]]
      return (call.x[index] - means[channel])
        / (variances[channel] + call.double("epsilon")).squareRoot()
        * call.inputs[3][0][channel] + call.inputs[4][0][channel]
    }
    let momentum = call.double("momentum")
    func mixed(_ old: Grid, _ new: Grid) -> Grid {
      Grid(new.shape) { isGiven ? old[$0] : momentum * old[$0] + (1 - momentum) * new[$0] }
    }
    return [out, mixed(call.y, means), mixed(call.z, variances)]
  }

  static let norms: [String: Function] = [
    "layer_norm": layer, "rms_norm": rms, "fused_rms_norm": rms, "batch_norm": batch,
    "group_norm": { call in
      let result = grouped(call, perGroup: call.x.shape[1] / call.int("groups", or: 1))
      return [result.out, result.mean, result.variance]
    },
    "instance_norm": { call in
      let result = grouped(call, perGroup: 1)
      let inverse = result.variance.map { 1 / ($0 + call.double("epsilon")).squareRoot() }
      return [result.out, result.mean, inverse]
    },
  ]
}
