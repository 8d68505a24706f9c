import Elements

/// Of every dtype with an order. Sorting is stable: equal elements (also zeros of different sign)
/// keep their order, in descending order too. NaN counts as the largest, as PyTorch has it.
extension DenseTensor {
  /// The elements sorted along `axis`, and the indices along it that they had (`int64`).
  ///
  /// By radix: O(count * bytes of the dtype), and 32 bytes of scratch for each element of a line.
  public func sorted(
    axis: Int, descending: Bool = false
  ) -> (values: DenseTensor, indices: DenseTensor) {
    top(shape.isEmpty ? 1 : shape[checked(axis)], axis: axis, largest: descending)
  }

  /// The indices along `axis` that sort the tensor.
  public func argSorted(axis: Int, descending: Bool = false) -> DenseTensor {
    sorted(axis: axis, descending: descending).indices
  }

  /// The first `k` of the elements sorted along `axis`, and their indices (`int64`).
  ///
  /// - Parameter largest: whether the order is descending. Of equal elements the first come first.
  public func top(
    _ k: Int, axis: Int, largest: Bool = true
  ) -> (values: DenseTensor, indices: DenseTensor) {
    precondition(dtype.kind != .complex, "complex numbers have no order")
    if ndim == 0 {
      precondition(k <= 1 && axis == 0, "the top \(k) along axis \(axis) of a 0-D tensor")
      return (copy(), DenseTensor(zeros: [], dtype: .int64))
    }
    precondition(
      (0...shape[checked(axis)]).contains(k), "the top \(k) along axis \(axis) of shape \(shape)")
    var extents = shape
    extents[axis] = k
    let values = DenseTensor(shape: extents, dtype: dtype)
    let indices = DenseTensor(shape: extents, dtype: .int64)
    if !values.isEmpty {
      withElementType(
        dtype,
        LineSort(
          axis: axis, descending: largest, source: self, values: values, indices: indices))
    }
    return (values, indices)
  }
}

/// Sorts line after line.
private struct LineSort: ElementVisitor {
  let axis: Int
  let descending: Bool
  let source: DenseTensor
  let values: DenseTensor
  let indices: DenseTensor

  func visit<T: KernelElement>(_ type: T.Type) {
    var lines = values.shape
    lines[axis] = 1
    let walk = StridedWalk(shape: lines, operands: [values.strides, source.strides])
    let (stepTo, stepFrom) = (values.strides[axis], source.strides[axis])
    let from = unsafe source.pointer(as: T.self)
    let (to, places) = unsafe (
      values.mutablePointer(as: T.self), indices.mutablePointer(as: Int64.self)
    )
    let (extent, kept) = (source.shape[axis], values.shape[axis])
    let selects = kept > 0 && kept <= 64 && 4 * kept <= extent
    var sort = KeySort(capacity: selects ? kept : extent)
    walk.forEachRow { offsets in
      for line in 0..<walk.length {
        let read = unsafe from + offsets[1] + line * walk.steps[1]
        let start = offsets[0] + line * walk.steps[0]
        let key = { (place: Int) -> UInt64 in
          let key = unsafe read[place &* stepFrom].accumulator.orderKey
          return descending ? .max - key : key
        }
        if selects {
          sort.select(kept, of: extent, key: key)
        } else {
          sort.sort(count: extent, key: key)
        }
        for i in 0..<kept {
          let place = sort.places[i]
          unsafe to[start + i &* stepTo] = read[place &* stepFrom]
          unsafe places[start + i &* stepTo] = Int64(place)
        }
      }
    }
  }
}
