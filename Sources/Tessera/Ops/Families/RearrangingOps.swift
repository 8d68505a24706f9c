import Tensors

/// Elements copied, moved within their dims, or replaced by constants.
extension Kernel {
  static let tile = single { $0.shaped($0.tensor(0).tiled($0.ints("repeat_times"))) }

  /// Without `axis` the elements are repeated in row-major order.
  static let repeatInterleave = single { call in
    let x = call.tensor(0)
    let sizes = call.outputs[0].sizes
    guard !sizes.contains(0) else { return call.zeros() }
    let isFlat = !call.has(attribute: "axis") || x.ndim == 0
    let dim = isFlat ? Swift.max(0, x.ndim - 1) : call.dim("axis", of: x.ndim)
    let single = (x.ndim == 0 ? x.unsqueezed(0) : x).unsqueezed(dim + 1)
    var copied = single.shape
    copied[dim + 1] = call.int("repeats")
    return call.shaped(single.expanded(to: copied))
  }

  static let pad = single { call in
    let paddings = call.ints("paddings")
    return call.tensor(0).padded(
      before: stride(from: 0, to: paddings.count, by: 2).map { paddings[$0] },
      after: stride(from: 1, to: paddings.count, by: 2).map { paddings[$0] },
      value: call.double("pad_value"))
  }

  static let roll = single { call in
    let x = call.tensor(0)
    let shifts = call.ints("shifts")
    let axes = call.dims("axis", of: x.ndim)
    return axes.isEmpty ? x.rolled(shifts[0]) : x.rolled(shifts, axes: axes)
  }

  static let flip = single { call in
    let x = call.tensor(0)
    return x.flipped(call.dims("axis", of: x.ndim))
  }

  static let triangle = single { call in
    let diagonal = call.int("diagonal")
    return call.bool("lower")
      ? call.tensor(0).tril(diagonal: diagonal) : call.tensor(0).triu(diagonal: diagonal)
  }
}
