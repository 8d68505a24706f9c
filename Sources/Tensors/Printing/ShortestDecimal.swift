/// The decimal digits that tell a float from its neighbours, or as many as a cutoff leaves.
///
/// The Dragon4 of Steele and White (PLDI 1990) in exact integers, with the cutoffs of NumPy's:
/// digits are made until what is left cannot be a neighbour's, or the cutoff is reached; the last
/// one is rounded by what is left, ties to even.
struct ShortestDecimal {
  /// 0 to 9 each; never empty.
  private(set) var digits: [Int] = []
  /// The power of ten of the first digit.
  private(set) var exponent = 0

  enum Cutoff {
    /// At most so many digits after the point.
    case fraction(Int)
    /// At most and at least so many digits in all; those beyond the shortest are exact.
    case digits(most: Int, least: Int)
  }

  /// `value` is not negative, finite, and a value of the type.
  init(_ value: Double, _ kind: FloatKind, cutoff: Cutoff) {
    guard value > 0 else {
      digits = [0]
      return
    }
    // value = mantissa * 2^power, where the mantissa has at most the type's bits.
    let power = max(Int(value.exponent), kind.leastExponent) - (kind.precision - 1)
    let mantissa = UInt64(
      value * Self.powerOfTwo(-power / 2) * Self.powerOfTwo(-power - -power / 2))
    let isLowest = mantissa == 1 << (kind.precision - 1) && Int(value.exponent) > kind.leastExponent
    // In units of half the distance to the next neighbour, or to the nearer one below a power of 2.
    let shift = isLowest ? 2 : 1
    var rest = Natural(mantissa).shifted(by: shift + max(0, power))
    var scale = Natural(1).shifted(by: shift + max(0, -power))
    var low = Natural(1).shifted(by: max(0, power))
    var high = isLowest ? low.shifted(by: 1) : low
    exponent = Int((value.logarithm10Estimate).rounded(.up))
    if case .fraction(let most) = cutoff, exponent <= -most { exponent = -most + 1 }
    if exponent > 0 {
      scale.multiply(byPowerOfTen: exponent)
    } else {
      rest.multiply(byPowerOfTen: -exponent)
      low.multiply(byPowerOfTen: -exponent)
      high.multiply(byPowerOfTen: -exponent)
    }
    if rest < scale {
      rest.multiply(by: 10)
      low.multiply(by: 10)
      high.multiply(by: 10)
    } else {
      exponent += 1
    }
    exponent -= 1
    let (last, leastLast) =
      switch cutoff {
      case .fraction(let most): (-most, Int.max)
      case .digits(let most, let least): (exponent - most + 1, exponent - least + 1)
      }
    makeDigits(&rest, scale, &low, &high, isEven: mantissa % 2 == 0, last, leastLast)
  }

  private mutating func makeDigits(
    _ rest: inout Natural, _ scale: Natural, _ low: inout Natural, _ high: inout Natural,
    isEven: Bool, _ last: Int, _ leastLast: Int
  ) {
    var place = exponent
    var isLow = false
    var isHigh = false
    while true {
      digits.append(rest.divide(by: scale))
      let above = rest + high
      isLow = isEven ? !(low < rest) : rest < low
      isHigh = isEven ? !(above < scale) : scale < above
      if (isLow || isHigh) && place <= leastLast || place == last { break }
      rest.multiply(by: 10)
      low.multiply(by: 10)
      high.multiply(by: 10)
      place -= 1
    }
    var roundsDown = isLow
    if isLow == isHigh {
      let twice = rest.shifted(by: 1)
      roundsDown = twice < scale || !(scale < twice) && digits[digits.count - 1] % 2 == 0
    }
    if !roundsDown { increment() }
  }

  /// Adds one to the last digit; nines before it become shorter.
  private mutating func increment() {
    while digits.last == 9 { digits.removeLast() }
    if digits.isEmpty {
      digits = [1]
      exponent += 1
    } else {
      digits[digits.count - 1] += 1
    }
  }

  mutating func dropTrailingZeros() {
    while digits.count > 1, digits.last == 0 { digits.removeLast() }
  }

  private static func powerOfTwo(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }
}

extension Double {
  /// The decimal logarithm, less at most one: never above it by more than a rounding error.
  fileprivate var logarithm10Estimate: Double {
    (Double(exponent) + (significand - 1)) * 0.301029995663981195 - 0.69
  }
}
