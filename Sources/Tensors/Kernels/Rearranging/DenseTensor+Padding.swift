/// What stands around a padded tensor.
public enum PaddingMode: String, CaseIterable, Sendable {
  case constant
  /// The mirror image, without the edge itself: `numpy.pad`'s `reflect`.
  case reflect
  /// The edge again and again: `edge` in NumPy.
  case replicate
  /// The other end: `wrap` in NumPy.
  case circular
}

extension DenseTensor {
  /// A copy with `before[d]` and `after[d]` more elements on the two sides of dim `d`.
  ///
  /// `value` is for `constant` alone. The other modes need elements to repeat: an empty dim is a
  /// programmer's error, unless it is not padded.
  public func padded(
    before: [Int], after: [Int], mode: PaddingMode, value: Double = 0
  ) -> DenseTensor {
    guard mode != .constant else { return padded(before: before, after: after, value: value) }
    precondition(
      before.count == ndim && after.count == ndim && (before + after).allSatisfy { $0 >= 0 },
      "padding by \(before) and \(after) of the shape \(shape)")
    var result = self
    for axis in shape.indices where before[axis] + after[axis] > 0 {
      let extent = shape[axis]
      precondition(extent > 0, "\(mode) padding of dim \(axis) of the shape \(shape)")
      let places = (-before[axis]..<(extent + after[axis])).map { place -> Int64 in
        switch mode {
        case .replicate, .constant:
          return Int64(min(max(0, place), extent - 1))
        case .circular:
          return Int64(((place % extent) + extent) % extent)
        case .reflect:
          let period = max(1, 2 * (extent - 1))
          let at = ((place % period) + period) % period
          return Int64(at < extent ? at : period - at)
        }
      }
      result = result.indexSelect(DenseTensor(places, shape: [places.count]), axis: axis)
    }
    return result.contiguous()
  }
}
