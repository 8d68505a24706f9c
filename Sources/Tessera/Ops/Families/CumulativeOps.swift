import SPMDRules
import Tensors

/// Running sums and extrema along an axis.
extension Kernel {
  /// Of integers and bool in `int64` or `uint64`.
  static let cumsum = single { call in
    let x = call.tensor(0)
    let axis = call.bool("flatten") ? nil : try call.reader.dim(of: x.ndim).first
    let sums = x.cumulativeSum(
      axis: axis,
      options: CumulativeOptions(
        isExclusive: call.bool("exclusive"), isReversed: call.bool("reverse")))
    return sums.reshaped(to: call.outputs[0].sizes)
  }

  static let cummax = running { $0.cumulativeMax(axis: $1) }
  static let cummin = running { $0.cumulativeMin(axis: $1) }

  /// The values, and their indices in the dtype that `dtype` names.
  private static func running(
    _ scan: @escaping @Sendable (DenseTensor, Int?) -> (values: DenseTensor, indices: DenseTensor)
  ) -> Kernel {
    Kernel { call in
      let x = call.tensor(0)
      let found = scan(x, try call.reader.dim(of: x.ndim).first)
      let sizes = call.outputs[0].sizes
      return [
        found.values.reshaped(to: sizes),
        found.indices.converted(to: call.dtypes[1]).reshaped(to: sizes),
      ]
    }
  }
}
