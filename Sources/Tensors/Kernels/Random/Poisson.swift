import Elements
import RealModule

extension DenseTensor {
  /// A number drawn from the Poisson distribution with each element as its mean, of the same dtype.
  ///
  /// The draw depends on the seed, the element's place in the global tensor, and the mean only. NaN
  /// and negative means give NaN. O(count), with some more draws for large means.
  package func poisson(at place: RandomPlace) -> DenseTensor {
    precondition(dtype.kind == .floatingPoint, "a draw with means of \(dtype)")
    let means = converted(to: .float64).values(as: Double.self)
    let draws = zip(means, place.numbers(shape)).map { mean, index in
      var stream = UniformStream(seed: place.seed, index: UInt64(index))
      return Self.poisson(mean, &stream)
    }
    return DenseTensor(draws, shape: shape).converted(to: dtype)
  }

  /// Small means by Knuth's product; others by W. Hörmann's transformed rejection, "The transformed
  /// rejection method for generating Poisson random variables", 1993 (PTRS).
  private static func poisson(_ mean: Double, _ stream: inout UniformStream) -> Double {
    guard mean >= 0, mean < .infinity else { return .nan }
    if mean < 10 {
      let limit = Double.exp(-mean)
      var (count, product) = (0.0, stream.next())
      while product > limit {
        count += 1
        product *= stream.next()
      }
      return count
    }
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
