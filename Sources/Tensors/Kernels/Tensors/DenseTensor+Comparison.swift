import Elements

extension DenseTensor {
  /// Whether shape, dtype and every element's bits agree: NaN equals NaN of the same bits, and zeros
  /// of different sign differ.
  public func isIdentical(to other: DenseTensor) -> Bool {
    shape == other.shape && dtype == other.dtype && firstBitDifference(from: other) == nil
  }

  /// A copy in which any NaN is the dtype's canonical one, as folds leave it: what two tensors are compared
  /// as, of which one was folded.
  public func settled() -> DenseTensor {
    let result = copy()
    guard !isEmpty, dtype.kind == .floatingPoint || dtype.kind == .complex else { return result }
    withElementType(dtype, Settling(tensor: result))
    return result
  }

  /// Whether shape and dtype agree, and each element is within
  /// `absolute + relative * |element of other|` of the other's. Equal infinities are close, and so
  /// are two NaN. Of complex numbers the magnitude counts, and of such that are not finite each part.
  public func isClose(to other: DenseTensor, relative: Double, absolute: Double = 0) -> Bool {
    guard shape == other.shape && dtype == other.dtype else { return false }
    return difference(from: other, relative: relative, absolute: absolute) == nil
  }

  /// Where two tensors of one shape and dtype differ by more than the tolerance; nil if nowhere.
  /// With no tolerance given the bits are compared.
  public func difference(
    from other: DenseTensor, relative: Double? = nil, absolute: Double = 0
  ) -> Difference? {
    precondition(
      shape == other.shape && dtype == other.dtype,
      "a comparison of \(dtype)\(shape) with \(other.dtype)\(other.shape)")
    guard !isEmpty else { return nil }
    if relative == nil, absolute == 0, firstBitDifference(from: other) == nil { return nil }
    let tolerance = relative == nil && absolute == 0 ? nil : (relative ?? 0, absolute)
    return withElementType(
      dtype, DifferenceSearch(first: self, second: other, tolerance: tolerance))
  }

  /// What a comparison found, for messages.
  public struct Difference: Hashable, Sendable, CustomStringConvertible {
    /// The elements that differ.
    public let count: Int
    /// The first of them in row-major order, and its two values.
    public let index: [Int]
    /// Both values of the first difference, as text.
    public let values: [String]
    /// The one whose values are the furthest apart (NaN before all), and its two values.
    public let worstIndex: [Int]
    /// Both values of the greatest difference, as text.
    public let worstValues: [String]

    /// Where the first difference is, and how far the two are apart.
    public var description: String {
      let first = "\(count) elements differ, first at \(index): \(values[0]) and \(values[1])"
      if worstIndex == index { return first }
      return "\(first), most at \(worstIndex): \(worstValues[0]) and \(worstValues[1])"
    }
  }

  private func firstBitDifference(from other: DenseTensor) -> Int? {
    guard !isEmpty else { return nil }
    switch dtype.byteCount {
    case 1: return BitComparison.firstDifference(self, other, as: UInt8.self)
    case 2: return BitComparison.firstDifference(self, other, as: UInt16.self)
    case 4: return BitComparison.firstDifference(self, other, as: UInt32.self)
    default: return BitComparison.firstDifference(self, other, as: UInt64.self)
    }
  }

  /// The index of the element at a place of the row-major order.
  func index(at place: Int) -> [Int] {
    var rest = place
    var index = [Int](repeating: 0, count: ndim)
    for dim in shape.indices.reversed() {
      index[dim] = rest % shape[dim]
      rest /= shape[dim]
    }
    return index
  }
}

private struct Settling: ElementVisitor {
  let tensor: DenseTensor

  func visit<T: KernelElement>(_ type: T.Type) {
    let elements = unsafe tensor.mutablePointer(as: T.self)
    for place in 0..<tensor.count where unsafe elements[place].accumulator.isNaNValue {
      unsafe elements[place] = T.rounded(elements[place].accumulator.settled)
    }
  }
}
