import Elements
import RealModule

extension RandomPlace {
  /// The number of each element of the box among those of the whole tensor, in row-major order.
  func numbers(_ sizes: [Int]) -> [Int64] {
    filled(.iota, sizes, .int64).values(as: Int64.self)
  }

  /// Numbers drawn evenly from `low` to `high`, which only rounding to the dtype reaches. O(count).
  public func uniform(_ sizes: [Int], from low: Double, to high: Double, dtype: DType)
    -> DenseTensor
  {
    draws(sizes, dtype) { low + (high - low) * $0.next() }
  }

  /// Numbers drawn from a normal distribution, by G. Box and M. Muller's method, "A note on the generation of random normal
  /// deviates", 1958. O(count).
  public func gaussian(_ sizes: [Int], mean: Double, deviation: Double, dtype: DType) -> DenseTensor
  {
    draws(sizes, dtype) { stream in
      // Never 0.
      let radius = (-2 * Double.log(1 - stream.next())).squareRoot()
      return mean + deviation * radius * Double.cos(2 * Double.pi * stream.next())
    }
  }

  /// What each element's own stream gives.
  private func draws(
    _ sizes: [Int], _ dtype: DType, _ draw: (inout UniformStream) -> Double
  ) -> DenseTensor {
    precondition(dtype.kind == .floatingPoint, "a draw of \(dtype)")
    let draws = numbers(sizes).map { index in
      var stream = UniformStream(seed: seed, index: UInt64(index))
      return draw(&stream)
    }
    return DenseTensor(draws, shape: sizes).converted(to: dtype)
  }
}
