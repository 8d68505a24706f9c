import RealModule

/// The derivatives of the digamma function, in double: by recurrence to where the series of Euler and Maclaurin
/// converges, and reflected below 0 (Abramowitz and Stegun 6.4.10, 6.4.7, 23.2.9).
///
/// At 0 and at the negative integers, infinite as in PyTorch: positive of an odd order, negative of an even one.
struct Polygamma {
  private let order: Int
  /// The derivative of that order of the cotangent, by the powers of the cotangent.
  private let reflection: [Double]
  /// The factorial of the order.
  private let factorial: Double

  /// - Precondition: the order is from 1 to 170.
  init(order: Int) {
    precondition((1...170).contains(order), "a polygamma function of order \(order)")
    self.order = order
    factorial = (1...order).reduce(1) { $0 * Double($1) }
    // The derivative of the cotangent c is -(1 + c²).
    var powers: [Double] = [0, 1]
    for _ in 0..<order {
      var next = [Double](repeating: 0, count: powers.count + 1)
      for (power, factor) in powers.enumerated() where power > 0 {
        next[power - 1] -= factor * Double(power)
        next[power + 1] -= factor * Double(power)
      }
      powers = next
    }
    reflection = powers
  }

  func callAsFunction(_ x: Double) -> Double {
    guard x < .infinity else { return x.isNaN ? x : 0 }
    guard x > -.infinity else { return .nan }
    let isOdd = order % 2 == 1
    if x <= 0, x == x.rounded(.down) { return isOdd ? .infinity : -.infinity }
    if x > 0 { return (isOdd ? factorial : -factorial) * zeta(x) }
    let cotangent = 1 / Double.tan(.pi * (x - x.rounded(.down)))
    let slope = reflection.reversed().reduce(0) { $0 * cotangent + $1 }
    let mirrored = (isOdd ? factorial : -factorial) * zeta(1 - x)
    return (isOdd ? -mirrored : mirrored) - .pow(.pi, order + 1) * slope
  }

  /// The sum of `1 / (x + k)^(order + 1)` over all k from 0.
  private func zeta(_ x: Double) -> Double {
    let power = Double(order + 1)
    var (sum, place) = (0.0, x)
    while place < max(10, power) {
      let term = inversePower(place)
      sum += term
      // The terms behind this one are less than itself times its place.
      if term * place < sum * 0x1p-54 { return sum }
      place += 1
    }
    let last = inversePower(place)
    sum += last * place / (power - 1) + last / 2
    let (shrinks, numbers) = (1 / (place * place), Self.numbers)
    var factor = last * power / place
    for (index, number) in numbers.enumerated() {
      let term = number * factor
      sum += term
      if term.magnitude < sum * 0x1p-55 { break }
      let next = power + Double(2 * index + 1)
      factor *= next * (next + 1) * shrinks
    }
    return sum
  }

  /// `1 / x^(order + 1)`; for small orders by products, which are faster than `pow`.
  private func inversePower(_ x: Double) -> Double {
    guard order <= 3 else { return .pow(x, -Double(order + 1)) }
    let inverse = 1 / x
    let square = inverse * inverse
    return order == 1 ? square : order == 2 ? square * inverse : square * square
  }

  /// Bernoulli's numbers of even index from 2, each divided by the factorial of its index.
  private static let numbers: [Double] = [
    1.0 / 12, -1.0 / 720, 1.0 / 30240, -1.0 / 1_209_600, 1.0 / 47_900_160,
    -691.0 / 1_307_674_368_000, 1.0 / 74_724_249_600, -3617.0 / 10_670_622_842_880_000,
    43867.0 / 5_109_094_217_170_944_000, -174611.0 / 802_857_662_698_291_200_000,
  ]
}
