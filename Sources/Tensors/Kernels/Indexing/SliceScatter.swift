/// How new values meet those that are there.
public enum ScatterRule: String, CaseIterable, Sendable {
  /// The last value wins.
  case assign
  case add
  case multiply = "mul"
  /// The smallest and the largest; NaN wins.
  case minimum = "amin"
  case maximum = "amax"
  /// The sum divided by the number of values.
  case mean
}

extension DenseTensor {
  /// A new tensor in which slice `places[k]` (of `length` adjacent elements) has met slice `k` of
  /// `updates`, in that order; the slices named count as one of the values only if `includesSelf`.
  ///
  /// The 16-bit floats are folded in float32, and rounded once.
  func scatteringSlices(
    _ places: [Int], length: Int, _ updates: DenseTensor, _ rule: ScatterRule,
    includesSelf: Bool = true
  ) -> DenseTensor {
    precondition(
      updates.dtype == dtype && updates.count == places.count * length,
      "\(updates.dtype)\(updates.shape) scattered into \(dtype)\(shape)")
    let updates = updates.contiguous()
    guard rule != .assign else {
      let result = copy()
      guard !updates.isEmpty else { return result }
      withBitsType(
        dtype,
        SliceCopies(
          source: updates, result: result, places: places, length: length, gathers: false))
      return result
    }
    let isHalf = dtype == .float16 || dtype == .bfloat16
    let result = isHalf ? converted(to: .float32) : copy()
    guard !updates.isEmpty else { return copy() }
    withElementType(
      result.dtype,
      SliceScatter(
        result: result, updates: isHalf ? updates.converted(to: .float32) : updates,
        places: places, length: length, rule: rule, includesSelf: includesSelf))
    return result.converted(to: dtype)
  }
}

private struct SliceScatter: ElementVisitor {
  let result: DenseTensor
  let updates: DenseTensor
  let places: [Int]
  let length: Int
  let rule: ScatterRule
  let includesSelf: Bool

  func visit<T: KernelElement>(_ type: T.Type) {
    typealias A = T.Accumulator
    // Neither is a 16-bit float, so that elements are accumulators.
    let to = unsafe UnsafeMutableRawPointer(result.mutablePointer(as: T.self))
      .assumingMemoryBound(to: A.self)
    let from = unsafe UnsafeRawPointer(updates.pointer(as: T.self)).assumingMemoryBound(to: A.self)
    var counts = [Int: Int]()
    for (k, place) in places.enumerated() {
      let (slice, other) = unsafe (to + place * length, from + k * length)
      if !includesSelf || rule == .mean {
        let met = counts[place, default: 0]
        counts[place] = met + 1
        if met == 0, !includesSelf {
          unsafe slice.update(from: other, count: length)
          continue
        }
      }
      switch rule {
      case .assign, .add, .mean: unsafe A.combine(.add, slice, other, count: length)
      case .multiply: unsafe A.combine(.multiply, slice, other, count: length)
      case .minimum: unsafe A.combine(.minimum, slice, other, count: length)
      case .maximum: unsafe A.combine(.maximum, slice, other, count: length)
      }
    }
    guard rule == .mean else { return }
    for (place, count) in counts {
      let slice = unsafe to + place * length
      for i in 0..<length {
        unsafe slice[i] = slice[i].divided(byCount: count + (includesSelf ? 1 : 0))
      }
    }
  }
}
