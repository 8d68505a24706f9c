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
      let lines = LineSort(
        axis: axis, descending: largest, source: self, values: values, indices: indices)
      if lines.selects, strides[axis] == 1, dtype.kind == .floatingPoint {
        withRealType(dtype, LineSelection(lines: lines))
      } else {
        withElementType(dtype, lines)
      }
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

  /// Whether few of each line are kept, so that it is cheaper to select them.
  var selects: Bool { kept > 0 && kept <= 64 && 4 * kept <= extent }
  var kept: Int { values.shape[axis] }
  var extent: Int { source.shape[axis] }

  func visit<T: KernelElement>(_ type: T.Type) {
    let step = source.strides[axis]
    unsafe forEachLine(type) { sort, read in
      let key = { (place: Int) -> UInt64 in
        let key = unsafe read[place &* step].accumulator.orderKey
        return descending ? .max - key : key
      }
      if selects {
        sort.select(kept, of: extent, key: key)
      } else {
        sort.sort(count: extent, key: key)
      }
    }
  }

  /// Calls `body` with each line, which finds the places of what is kept of it, and writes those.
  @inline(__always)
  func forEachLine<T: KernelElement>(
    _ type: T.Type, _ body: (inout KeySort, _ line: UnsafePointer<T>) -> Void
  ) {
    var lines = values.shape
    lines[axis] = 1
    let walk = StridedWalk(shape: lines, operands: [values.strides, source.strides])
    let (stepTo, stepFrom) = (values.strides[axis], source.strides[axis])
    let from = unsafe source.pointer(as: T.self)
    let (to, places) = unsafe (
      values.mutablePointer(as: T.self), indices.mutablePointer(as: Int64.self)
    )
    var sort = KeySort(capacity: selects ? kept : extent)
    walk.forEachRow { offsets in
      for line in 0..<walk.length {
        let read = unsafe from + offsets[1] + line * walk.steps[1]
        let start = offsets[0] + line * walk.steps[0]
        unsafe body(&sort, read)
        for i in 0..<kept {
          let place = sort.places[i]
          unsafe to[start + i &* stepTo] = read[place &* stepFrom]
          unsafe places[start + i &* stepTo] = Int64(place)
        }
      }
    }
  }
}

/// Selects the first of each line whose elements lie side by side: vectors pass over what is not better.
private struct LineSelection: RealVisitor {
  let lines: LineSort

  func visit<T: RealElement>(_ type: T.Type) {
    let (extent, descending) = (lines.extent, lines.descending)
    unsafe lines.forEachLine(type) { sort, read in
      sort.select(
        lines.kept, of: extent,
        key: { place in
          let key = unsafe read[place].accumulator.orderKey
          return descending ? .max - key : key
        },
        next: { place, worst in
          unsafe place
            + T.place(before: read + worst, in: read + place, extent - place, largest: descending)
        })
    }
  }
}
