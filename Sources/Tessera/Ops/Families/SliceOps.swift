import Tensors

/// Ranges of dims, and the ops that put tensors together along a dim or take them apart.
extension Kernel {
  /// Dims of `decrease_axis` are sliced to size 1, and go.
  static let slice = single { call in
    var result = call.tensor(0)
    let (starts, ends) = (call.ints("starts"), call.ints("ends"))
    for (place, dim) in call.dims("axes", of: result.ndim).enumerated() {
      result = result.strided(
        dim: dim, start: starts[place], count: ends[place] - starts[place], step: 1)
    }
    return call.shaped(result)
  }

  static let stridedSlice = single { call in
    var result = call.tensor(0)
    let (starts, strides) = (call.ints("starts"), call.ints("strides"))
    for (place, dim) in call.dims("axes", of: result.ndim).enumerated() {
      result = result.strided(
        dim: dim, start: starts[place], count: call.outputs[0].sizes[dim], step: strides[place])
    }
    return result
  }

  static let concat = joining { .concatenated($0, dim: $1.dim("axis", of: $0[0].ndim)) }
  static let stack = joining { .stacked($0, axis: $1.dim("axis", of: $0[0].ndim + 1)) }

  /// Into the sizes of the outputs' parts.
  static let split = Kernel { call in
    let x = call.tensor(0)
    let dim = call.dim("axis", of: x.ndim)
    return x.split(sizes: call.outputs.map { $0.sizes[dim] }, dim: dim)
  }

  static let unbind = Kernel { call in
    let x = call.tensor(0)
    let dim = call.dim("axis", of: x.ndim)
    return call.outputs.indices.map {
      x.strided(dim: dim, start: $0, count: 1, step: 1).squeezed([dim])
    }
  }

  /// In the dtype that all tensors of the list promote to.
  private static func joining(
    _ join: @escaping @Sendable ([DenseTensor], LocalCall) -> DenseTensor
  ) -> Kernel {
    single { call in join(call.list(0).map { $0.converted(to: call.dtypes[0]) }, call) }
  }
}
