import Tensors

/// Softmax along an axis.
extension Kernel {
  static let softmax = rows { $0.softmax(axis: $1) }
  static let logSoftmax = rows { $0.logSoftmax(axis: $1) }

  private static func rows(
    _ compute: @escaping @Sendable (DenseTensor, _ axis: Int) -> DenseTensor
  ) -> Kernel {
    single { call in
      // A 0-D tensor is a row of one.
      let x = call.tensor(0).ndim == 0 ? call.tensor(0).unsqueezed(0) : call.tensor(0)
      return call.shaped(compute(x, call.dim("axis", of: x.ndim)))
    }
  }
}
