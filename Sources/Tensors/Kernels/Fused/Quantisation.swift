import Elements

/// How numbers become integers of 8 bits.
public struct Quantisation: Sendable {
  /// By what numbers are multiplied: the largest integer times the scale, in float32.
  let factor: Float
  let isTiedToEven: Bool
  let bounds: ClosedRange<Float>

  /// - Parameters:
  ///   - scale: what makes numbers at most 1.
  ///   - isTiedToEven: whether a half goes to the even neighbour, or away from 0.
  public init(scale: Double, isTiedToEven: Bool, bounds: ClosedRange<Double>) {
    self.bounds = Float(bounds.lowerBound)...Float(bounds.upperBound)
    factor = self.bounds.upperBound * Float(scale)
    self.isTiedToEven = isTiedToEven
  }

  /// The integers of a float32 tensor, as float64: products of those are exact, and a library makes them.
  ///
  /// NaN is 0.
  public func integers(of tensor: DenseTensor) -> DenseTensor {
    precondition(tensor.dtype == .float32, "a quantisation of \(tensor.dtype)")
    let (source, result) = (
      tensor.contiguous(), DenseTensor(shape: tensor.shape, dtype: .float64)
    )
    let from = unsafe source.pointer(as: Float.self)
    let to = unsafe result.mutablePointer(as: Double.self)
    KernelThreads.forEachRange(of: result.count, work: 2) { range in
      for i in range {
        let scaled = unsafe factor * from[i]
        let whole = scaled.rounded(isTiedToEven ? .toNearestOrEven : .toNearestOrAwayFromZero)
        unsafe to[i] =
          whole == whole ? Double(min(max(whole, bounds.lowerBound), bounds.upperBound)) : 0
      }
    }
    return result
  }
}
