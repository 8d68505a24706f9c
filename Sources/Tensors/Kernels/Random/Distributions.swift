import Elements

extension RandomPlace {
  /// Numbers drawn evenly from `low` to `high`, which only rounding to the dtype reaches. O(count).
  public func uniform(_ sizes: [Int], from low: Double, to high: Double, dtype: DType)
    -> DenseTensor
  {
    precondition(dtype.kind == .floatingPoint, "a draw of \(dtype)")
    return unsafe drawn(sizes, dtype) { places, results, count, _, scratch in
      unsafe UniformStream.draw(0, of: places, count, seed: seed, results, scratch)
      for i in 0..<count { unsafe results[i] = low + (high - low) * results[i] }
    }
  }

  /// Numbers drawn from a normal distribution, by G. Box and M. Muller's method, "A note on the generation of random normal
  /// deviates", 1958. O(count).
  public func gaussian(_ sizes: [Int], mean: Double, deviation: Double, dtype: DType) -> DenseTensor
  {
    precondition(dtype.kind == .floatingPoint, "a draw of \(dtype)")
    return unsafe drawn(sizes, dtype) { places, results, count, _, angles in
      unsafe UniformStream.draw(0, of: places, count, seed: seed, results, angles)
      // Never the logarithm of 0.
      for i in 0..<count { unsafe results[i] = 1 - results[i] }
      unsafe Double.apply(.log, Block(values: results, count: count))
      for i in 0..<count { unsafe results[i] = (-2 * results[i]).squareRoot() }
      for i in 0..<count { unsafe angles[i] = 2 * Double.pi * angles[i] }
      unsafe Double.apply(.cos, Block(values: angles, count: count))
      for i in 0..<count { unsafe results[i] = mean + deviation * results[i] * angles[i] }
    }
  }
}
