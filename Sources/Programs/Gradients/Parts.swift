import Ops

/// Parts of tensors, and what is put together of parts.
extension GradientTable {
  mutating func addParts() {
    self["slice"] = .single { call in
      let ends = call.ints("ends")
      let shape = call.x.shape
      var (kept, paddings) = (shape, [Int](repeating: 0, count: 2 * shape.count))
      for (index, axis) in call.ints("axes").enumerated() {
        let dim = try call.x.axis(axis)
        let size = shape[dim]
        let start = place(call.ints("starts")[index], size)
        let end = max(start, place(ends[index], size))
        (kept[dim], paddings[2 * dim], paddings[2 * dim + 1]) = (end - start, start, size - end)
      }
      return try call.gradient().viewed(as: kept).padded(paddings)
    }
    self["strided_slice"] = .single { call in
      var gradient = try call.gradient()
      for (index, axis) in call.ints("axes").enumerated() {
        let dim = try call.x.axis(axis)
        gradient = try gradient.spread(
          along: dim, start: call.ints("starts")[index], stride: call.ints("strides")[index],
          size: call.x.shape[dim])
      }
      return gradient
    }
    self["concat"] = .formula { call in
      let axis = try call.dim("axis")
      return try call.gradient().split(call.inputs.map { $0.shape[axis] }, axis: axis)
    }
    self["stack"] = .formula { try $0.gradient().unbind(axis: $0.int("axis")) }
    add(
      "split", "split_with_num",
      rule: .single { call in
        let parts = try call.outputs.indices.map { place in try call.gradient(place) }
        return try .concat(parts, axis: call.int("axis"))
      })
    self["unbind"] = .single { call in
      let parts = try call.outputs.indices.map { place in try call.gradient(place) }
      return try .stack(parts, axis: call.int("axis"))
    }
    self["pad"] = .single { call in
      let paddings = call.ints("paddings")
      let (axes, shape) = (Array(call.x.shape.indices), call.x.shape)
      guard !shape.isEmpty else { return try call.gradient() }
      let starts = axes.map { paddings[2 * $0] }
      return try call.gradient().slice(
        axes: axes, starts: starts, ends: axes.map { starts[$0] + shape[$0] })
    }
  }
}

/// A bound of a slice, which may count from the end or lie beyond it.
private func place(_ bound: Int, _ size: Int) -> Int {
  min(max(bound < 0 ? bound + size : bound, 0), size)
}

extension Value {
  /// This tensor with zeros around it; what has no elements becomes zeros.
  fileprivate func padded(_ paddings: [Int]) throws -> Value {
    guard paddings.contains(where: { $0 != 0 }) else { return self }
    let wide = shape.indices.map { shape[$0] + paddings[2 * $0] + paddings[2 * $0 + 1] }
    if shape.contains(0) { return try constant([0], shape: wide, dtype: dtype) }
    return try pad(paddings)
  }

  /// The tensor of a size along a dim of which this is the part with a stride, and zeros between.
  fileprivate func spread(along dim: Int, start: Int, stride: Int, size: Int) throws -> Value {
    let count = shape[dim]
    guard count > 0 else {
      var whole = shape
      whole[dim] = size
      return try constant([0], shape: whole, dtype: dtype)
    }
    let step = stride < 0 ? -stride : stride
    var first = start < 0 ? Swift.max(start + size, 0) : Swift.min(start, size - 1)
    var result = self
    if stride < 0 {
      first -= (count - 1) * step
      result = try result.flip([dim])
    }
    let length = (count - 1) * step + 1
    if step > 1 {
      var paddings = [Int](repeating: 0, count: 2 * ndim + 2)
      paddings[2 * dim + 3] = step - 1
      var flat = shape
      flat[dim] = count * step
      result = try result.unsqueeze(dim + 1).padded(paddings).viewed(as: flat)
        .slice(axes: [dim], starts: [0], ends: [length])
    }
    var paddings = [Int](repeating: 0, count: 2 * ndim)
    paddings[2 * dim] = first
    paddings[2 * dim + 1] = size - first - length
    return try result.padded(paddings)
  }
}
