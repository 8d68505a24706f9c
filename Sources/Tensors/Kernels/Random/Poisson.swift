import Elements
import RealModule

extension DenseTensor {
  /// A number drawn from the Poisson distribution with each element as its mean, of the same dtype.
  ///
  /// The draw depends on the seed, the element's place in the global tensor, and the mean only. NaN
  /// and negative means give NaN. O(count), with some more draws for large means.
  package func poisson(at place: RandomPlace) -> DenseTensor {
    precondition(dtype.kind == .floatingPoint, "a draw with means of \(dtype)")
    let wide = converted(to: .float64).contiguous()
    let means = unsafe wide.pointer(as: Double.self)
    return unsafe place.drawn(shape, dtype) { places, results, count, start, scratch in
      let means = unsafe means + start
      var small: [Int] = []
      for i in 0..<count {
        let mean = unsafe means[i]
        if mean >= 0, mean < 10 {
          small.append(i)
        } else {
          var stream = unsafe UniformStream(seed: place.seed, index: UInt64(places[i]))
          unsafe results[i] = Self.poisson(mean, &stream)
        }
      }
      unsafe Self.poisson(small, means, places, seed: place.seed, into: results, scratch)
    }
  }

  /// Small means by Knuth's product: of all places at once, two draws each in turns, until every product is below its limit.
  ///
  /// - Parameter scratch: of `3 * kernelBlock` numbers.
  private static func poisson(
    _ small: [Int], _ means: UnsafePointer<Double>, _ places: UnsafePointer<Int64>, seed: UInt64,
    into results: UnsafeMutablePointer<Double>, _ scratch: UnsafeMutablePointer<Double>
  ) {
    let (first, second) = unsafe (scratch, scratch + kernelBlock)
    let limits = unsafe scratch + 2 * kernelBlock
    var left = small
    var numbers = left.map { unsafe places[$0] }
    var products = [Double](repeating: 1, count: left.count)
    for (k, i) in left.enumerated() { unsafe (limits[k], results[i]) = (-means[i], 0) }
    unsafe Double.apply(.exp, Block(values: limits, count: left.count))
    var (count, step) = (left.count, 0)
    while count > 0 {
      unsafe UniformStream.draw(step, of: numbers, count, seed: seed, first, second)
      var kept = 0
      // Those that go on move to the front, without a branch that nobody could foresee.
      for k in 0..<count {
        let (i, number, limit) = unsafe (left[k], numbers[k], limits[k])
        let once = unsafe products[k] * first[k]
        let twice = unsafe once * second[k]
        let (goesOn, goesFurther) = (once > limit ? 1 : 0, twice > limit ? 1 : 0)
        unsafe results[i] += Double(goesOn + goesOn * goesFurther)
        unsafe (left[kept], numbers[kept], products[kept], limits[kept]) = (i, number, twice, limit)
        kept += goesOn * goesFurther
      }
      (count, step) = (kept, step + 1)
    }
  }

  /// Means of 10 and more by W. Hörmann's transformed rejection, "The transformed rejection method for generating
  /// Poisson random variables", 1993 (PTRS); NaN of what is no mean.
  private static func poisson(_ mean: Double, _ stream: inout UniformStream) -> Double {
    guard mean >= 10, mean < .infinity else { return .nan }
    let b = 0.931 + 2.53 * mean.squareRoot()
    let a = -0.059 + 0.02483 * b
    let inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
    let bound = 0.9277 - 3.6224 / (b - 2)
    while true {
      let u = stream.next() - 0.5
      let v = stream.next()
      let us = 0.5 - u.magnitude
      let k = ((2 * a / us + b) * u + mean + 0.43).rounded(.down)
      if us >= 0.07, v <= bound { return k }
      if k < 0 || us < 0.013 && v > us { continue }
      let accepts =
        Double.log(v) + Double.log(inverseAlpha) - Double.log(a / (us * us) + b)
        <= -mean + k * Double.log(mean) - Double.logGamma(k + 1)
      if accepts { return k }
    }
  }
}
