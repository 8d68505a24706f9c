import Ops

/// Pooling over the last two dims.
extension GradientTable {
  mutating func addPools() {
    // To the element that was taken.
    add(
      "max_pool2d", "adaptive_max_pool2d",
      rule: .single { call in
        let shape = call.x.shape
        let lead = Array(shape.dropLast(2))
        let (plane, count) = (
          shape.suffix(2).reduce(1, *), call.out.shape.suffix(2).reduce(1, *)
        )
        let zeros = try call.x.constant([0], shape: lead + [plane], dtype: call.x.dtype)
        return try zeros.putAlongAxis(
          call.outputs[1].viewed(as: lead + [count]),
          value: call.gradient().viewed(as: lead + [count]), axis: lead.count, reduce: "add"
        ).viewed(as: shape)
      })
    self["avg_pool2d"] = .single { call in
      func pair(_ name: String) -> [Int] {
        let given = call.ints(name)
        return given.count == 1 ? [given[0], given[0]] : given
      }
      let (kernel, paddings) = (pair("kernel_size"), pair("paddings"))
      let strides = call.ints("strides").isEmpty ? kernel : pair("strides")
      let divisor = call.optionalInt("divisor_override")
      let gradient = try call.averaged { dim, place, size in
        let start = place * strides[dim] - paddings[dim]
        let end = min(start + kernel[dim], size + paddings[dim])
        let inside = max(0, start)..<max(0, start, min(end, size))
        let count = call.bool("count_include_pad") ? end - start : inside.count
        return (inside, divisor == nil ? count : 1)
      }
      return try divisor.map { try gradient.times(1 / Double($0)) } ?? gradient
    }
    self["adaptive_avg_pool2d"] = .single { call in
      let counts = Array(call.out.shape.suffix(2))
      return try call.averaged { dim, place, size in
        let count = counts[dim]
        let window = place * size / count..<((place + 1) * size + count - 1) / count
        return (window, window.count)
      }
    }
  }
}

extension GradientCall {
  /// The gradient of means of windows: a product with a matrix for each dim.
  ///
  /// - Parameter window: of a dim, the place of a window, and the size of the dim: its elements, and by how many the sum
  ///   is divided.
  fileprivate func averaged(
    _ window: (Int, Int, Int) -> (elements: Range<Int>, divisor: Int)
  ) throws -> Value {
    let (sizes, counts) = (Array(x.shape.suffix(2)), Array(out.shape.suffix(2)))
    let shares = try (0..<2).map { dim in
      var numbers: [Double] = []
      for place in 0..<counts[dim] {
        let (elements, divisor) = window(dim, place, sizes[dim])
        numbers += (0..<sizes[dim]).map { elements.contains($0) ? 1 / Double(divisor) : 0 }
      }
      return try x.constant(numbers, shape: [counts[dim], sizes[dim]], dtype: x.dtype)
    }
    return try shares[0].matmul(gradient(), transposed: true).matmul(shares[1])
  }
}
