/// What one dim of an op's output is made of: the language of reshape, flatten, expand and the like,
/// as in PyTorch's `_view_ops.py` and Paddle's `dim_trans.h`.
///
/// A list of them, one for each output dim, says where every element comes from; `AxisMap` is made
/// of it by common refinement.
package indirect enum DimTransform: Hashable, Sendable {
  /// A dim of the input as it is.
  case inputDim(Int)
  /// Several, row-major, as one.
  case flatten([DimTransform])
  /// Part `part` of a dim that is cut, row-major, into dims of `sizes`.
  case split(DimTransform, sizes: [Int], part: Int)
  /// A dim of size 1 that is not in the input.
  case singleton
  /// A dim of this size along which the elements are copied.
  case new(Int)
  /// A dim that is copied so often, one after the other.
  case repeated(DimTransform, Int)
}

extension DimTransform: CustomStringConvertible {
  /// `Split(Flatten(InputDim(0), InputDim(1)), [4, 3], 0)`.
  package var description: String {
    switch self {
    case .inputDim(let dim): "InputDim(\(dim))"
    case .flatten(let parts): "Flatten(\(parts.map(\.description).joined(separator: ", ")))"
    case .split(let base, let sizes, let part): "Split(\(base), \(sizes), \(part))"
    case .singleton: "Singleton()"
    case .new(let size): "New(\(size))"
    case .repeated(let base, let times): "Repeat(\(base), \(times))"
    }
  }
}
