import Elements

extension DenseTensor {
  /// The index of the largest element along `axis`, or in the flattened tensor where it is nil.
  ///
  /// Of equal ones the first, and the first NaN before all, as NumPy has it. Of every dtype with an
  /// order; `int64`, with the axis dropped, or of extent 1 with `keepDims` (all axes, where `axis` is
  /// nil). The axis must not be empty unless the result is. O(count).
  public func argMax(axis: Int? = nil, keepDims: Bool = false) -> DenseTensor {
    argExtremum(isMax: true, axis: axis, keepDims: keepDims)
  }

  /// As `argMax`, of the smallest element.
  public func argMin(axis: Int? = nil, keepDims: Bool = false) -> DenseTensor {
    argExtremum(isMax: false, axis: axis, keepDims: keepDims)
  }

  private func argExtremum(isMax: Bool, axis: Int?, keepDims: Bool) -> DenseTensor {
    guard let axis else {
      let result = flattened().argExtremum(isMax: isMax, axis: 0, keepDims: false)
      return keepDims ? result.reshaped(to: shape.map { _ in 1 }) : result
    }
    precondition(dtype.kind != .complex, "complex numbers have no order")
    var kept = shape
    kept[checked(axis)] = 1
    let result = DenseTensor(shape: kept, dtype: .int64)
    if !result.isEmpty {
      precondition(shape[axis] > 0, "no largest or smallest along axis \(axis) of shape \(shape)")
      withElementType(
        dtype, ExtremumSearch(isMax: isMax, axis: axis, source: self, result: result))
    }
    return keepDims ? result : result.squeezed([axis])
  }
}

/// Keeps, for a block of results, the best value so far and where it was.
private struct ExtremumSearch: ElementVisitor {
  let isMax: Bool
  let axis: Int
  let source: DenseTensor
  let result: DenseTensor

  func visit<T: KernelElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    let walk = StridedWalk(shape: result.shape, operands: [result.strides, source.strides])
    let (extent, step) = (source.shape[axis], source.strides[axis])
    let from = unsafe source.pointer(as: T.self)
    let to = unsafe result.mutablePointer(as: Int64.self)
    unsafe withUnsafeTemporaryAllocation(of: UInt64.self, capacity: kernelBlock) { best in
      let best = best.baseAddress!
      walk.forEachBlock { offsets, count in
        let (write, read) = unsafe (to + offsets[0], from + offsets[1])
        let (across, along) = (walk.steps[1], walk.steps[0])
        if abs(across) < abs(step) {
          for i in 0..<count {
            unsafe (best[i], write[i &* along]) = (
              read[i &* across].accumulator.extremumKey(isMax: isMax), 0
            )
          }
          for place in 1..<max(extent, 1) {
            let row = unsafe read + place &* step
            for i in 0..<count {
              let next = unsafe row[i &* across].accumulator.extremumKey(isMax: isMax)
              if unsafe next > best[i] {
                unsafe (best[i], write[i &* along]) = (next, Int64(place))
              }
            }
          }
        } else {
          for i in 0..<count {
            unsafe write[i &* along] = search(read + i &* across, step: step, extent: extent)
          }
        }
      }
    }
  }

  private func search<T: KernelElement>(
    _ row: UnsafePointer<T>, step: Int, extent: Int
  ) -> Int64 {
    if step == 1, let place = unsafe T.Accumulator.place(of: row, extent, isMax: isMax) {
      return place
    }
    var (best, found) = unsafe (row[0].accumulator.extremumKey(isMax: isMax), 0)
    for place in 1..<max(extent, 1) {
      let next = unsafe row[place &* step].accumulator.extremumKey(isMax: isMax)
      if next > best { (best, found) = (next, place) }
    }
    return Int64(found)
  }
}

extension Arithmetic {
  /// The place of the extremum by vectors; nil of types that have none, and where the elements are no accumulators.
  @inline(__always)
  fileprivate static func place<T>(of row: UnsafePointer<T>, _ count: Int, isMax: Bool) -> Int64? {
    if T.self == Float.self {
      let row = unsafe UnsafeRawPointer(row).assumingMemoryBound(to: Float.self)
      return unsafe Int64(Float.place(ofExtremum: row, count, isMax: isMax))
    }
    if T.self == Double.self {
      let row = unsafe UnsafeRawPointer(row).assumingMemoryBound(to: Double.self)
      return unsafe Int64(Double.place(ofExtremum: row, count, isMax: isMax))
    }
    return nil
  }

  /// An order in which the extremum that is sought is the largest; NaN is above all.
  @inline(__always)
  func extremumKey(isMax: Bool) -> UInt64 {
    isNaNValue ? .max : isMax ? orderKey : .max - orderKey
  }
}

extension FloatMath {
  @inline(__always)
  fileprivate static func place(ofExtremum row: Values, _ count: Int, isMax: Bool) -> Int {
    let value = unsafe isMax ? maximum(row, count) : minimum(row, count)
    return unsafe place(of: value, in: row, count)
  }
}
