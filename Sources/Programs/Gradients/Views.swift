/// Changes of shape and order.
extension GradientTable {
  mutating func addViews() {
    add(
      "reshape", "flatten", "squeeze", "unsqueeze",
      rule: .single { try $0.gradient().viewed(as: $0.x.shape) })
    self["transpose"] = .single { call in
      let order = try call.ints("perm").map { dim in try call.x.axis(dim) }
      return try call.gradient().permute(order.inverse)
    }
    self["swapaxes"] = .single {
      try $0.gradient().swapaxes($0.int("axis0"), $0.int("axis1"))
    }
    self["moveaxis"] = .single {
      try $0.gradient().moveaxis(
        source: $0.ints("destination"), destination: $0.ints("source"))
    }
    // The sum over what is broadcast is made by who asks.
    add("expand", "expand_as", rule: .formula { $0.padded([try $0.gradient()]) })
    self["tile"] = .single { call in
      let shape = call.out.shape
      let lead = shape.count - call.x.ndim
      let sizes = [Int](repeating: 1, count: lead) + call.x.shape
      let pairs = zip(shape, sizes).flatMap { whole, size in
        [size == 0 ? 1 : whole / size, size]
      }
      return try call.gradient().viewed(as: pairs)
        .summed(shape.indices.map { 2 * $0 }).viewed(as: call.x.shape)
    }
    self["repeat_interleave"] = .single { call in
      let repeats = call.int("repeats")
      let gradient = try call.gradient()
      guard let axis = try call.optionalInt("axis").map({ axis in try call.x.axis(axis) }) else {
        return try gradient.viewed(as: [call.x.size, repeats]).summed([1])
          .viewed(as: call.x.shape)
      }
      var shape = call.x.shape
      shape.insert(repeats, at: axis + 1)
      return try gradient.viewed(as: shape).summed([axis + 1])
    }
    self["roll"] = .single {
      try $0.gradient().roll($0.ints("shifts").map { -$0 }, axis: $0.ints("axis"))
    }
    self["flip"] = .single { try $0.gradient().flip($0.ints("axis")) }
    add(
      "tril", "triu", "tril_triu",
      rule: .formula { [try Value.apply($0.op, [.one($0.gradient())], $0.attributes)[0]] })
  }
}

extension [Int] {
  /// The permutation that undoes this one.
  var inverse: [Int] {
    var result = self
    for (place, dim) in enumerated() { result[dim] = place }
    return result
  }
}
