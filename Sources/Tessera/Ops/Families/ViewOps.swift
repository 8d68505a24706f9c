import Tensors

/// The same elements under other dims; nothing is copied where strides can say it.
extension Kernel {
  /// A part is the part of the result, row-major, so that its sizes are all there is to know.
  static let reshape = single { $0.shaped($0.tensor(0)) }

  static let detach = single { $0.tensor(0) }

  static let transpose = permutation { call, ndim in call.dims("perm", of: ndim) }

  static let swapaxes = permutation { call, ndim in
    var order = Array(0..<ndim)
    if ndim > 0 {
      order.swapAt(call.dim("axis0", of: ndim), call.dim("axis1", of: ndim))
    }
    return order
  }

  static let moveaxis = permutation { call, ndim in
    let from = call.dims("source", of: ndim)
    let to = call.dims("destination", of: ndim)
    var order = (0..<ndim).filter { !from.contains($0) }
    for (place, dim) in zip(to, from).sorted(by: { $0.0 < $1.0 }) { order.insert(dim, at: place) }
    return order
  }

  /// Of the target, whether attribute or tensor, only the sizes count.
  static let expand = single { $0.tensor(0).expanded(to: $0.outputs[0].sizes) }

  static let viewAsComplex = single { $0.tensor(0).complexPairs() }

  static let viewAsReal = single { $0.tensor(0).realPairs() }

  private static func permutation(
    _ order: @escaping @Sendable (LocalCall, _ ndim: Int) -> [Int]
  ) -> Kernel {
    single { call in
      let x = call.tensor(0)
      return x.permuted(order(call, x.ndim))
    }
  }
}
