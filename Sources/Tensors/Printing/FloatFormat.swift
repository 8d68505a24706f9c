/// How the floats of one tensor are printed, chosen from all of them as NumPy's `FloatingFormat`
/// does: with exponents where one is large or small or they lie far apart, padded to line up.
struct FloatFormat {
  private let kind: FloatKind
  private let showsPlus: Bool
  private let isScientific: Bool
  private var precision: Int
  private var exponentDigits = 2
  private var padLeft = 0
  private var padRight = 0

  /// The format of values that come in blocks, which are gone through twice.
  ///
  /// - Parameter blocks: calls what it is given with one block after the other, until that is false.
  init(
    _ kind: FloatKind, precision: Int, showsPlus: Bool = false,
    over blocks: (_ each: ([Double]) -> Bool) -> Void
  ) {
    self.kind = kind
    self.showsPlus = showsPlus
    self.precision = precision
    var range = FloatRange()
    blocks {
      range.add($0)
      return true
    }
    isScientific = range.needsExponent(kind)
    // All but the fractions' digits follows from the ends.
    let ends = range.ends.map {
      isScientific ? scientific($0, padsFraction: false) : positional($0)
    }
    padLeft = ends.reduce(0) { max($0, $1.whole.utf8.count) }
    exponentDigits = ends.reduce(2) { max($0, $1.exponent.utf8.count - 2) }
    var digits = 0
    blocks { values in
      for value in values where value.isFinite {
        digits = max(digits, fractionDigits(value))
        if digits == precision { return false }
      }
      return true
    }
    if isScientific {
      self.precision = digits
      padRight = exponentDigits + 2 + digits
    } else {
      padRight = digits
    }
    if range.isOpen {
      let hasSign = showsPlus || range.hasNegativeInfinity
      padLeft = max(padLeft, 3 + (hasSign ? 1 : 0) - (padRight + 1), 3 - (padRight + 1))
    }
  }

  /// How many digits a value has after its point, without zeros at the end.
  private func fractionDigits(_ value: Double) -> Int {
    guard isScientific else {
      return value == value.rounded(.towardZero) ? 0 : positional(value).fraction.utf8.count
    }
    // The quick way, where no digits are cut off.
    if let count = kind.shortestDigits(value), count <= precision + 1 { return count - 1 }
    return scientific(value, padsFraction: false).fraction.utf8.count
  }

  func word(_ value: Double) -> String {
    guard value.isFinite else {
      let sign = value == -.infinity ? "-" : showsPlus ? "+" : ""
      let text = sign + (value.isNaN ? "nan" : "inf")
      return spaces(padLeft + padRight + 1 - text.utf8.count) + text
    }
    if isScientific {
      let text = scientific(value, padsFraction: true)
      return spaces(padLeft - text.whole.utf8.count) + text.whole + "." + text.fraction
        + text.exponent
    }
    let text = positional(value)
    return spaces(padLeft - text.whole.utf8.count) + text.whole + "." + text.fraction
      + spaces(padRight - text.fraction.utf8.count)
  }

  private func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

  private func sign(_ value: Double) -> String {
    value.sign == .minus && !value.isNaN ? "-" : showsPlus ? "+" : ""
  }

  private typealias Parts = (whole: String, fraction: String, exponent: String)

  private func positional(_ value: Double) -> Parts {
    var decimal = ShortestDecimal(value.magnitude, kind, cutoff: .fraction(precision))
    decimal.dropTrailingZeros()
    let digits = decimal.digits
    let point = decimal.exponent + 1
    var whole = ""
    for at in 0..<max(1, point) {
      whole += at < point && at < digits.count ? String(digits[at]) : "0"
    }
    var fraction = point < 0 && digits != [0] ? String(repeating: "0", count: -point) : ""
    if point < digits.count, digits != [0] {
      fraction += digits[max(0, point)...].map(String.init).joined()
    }
    return (sign(value) + whole, fraction, "")
  }

  private func scientific(_ value: Double, padsFraction: Bool) -> Parts {
    var decimal = ShortestDecimal(
      value.magnitude, kind,
      cutoff: .digits(most: precision + 1, least: padsFraction ? precision + 1 : 1))
    if !padsFraction { decimal.dropTrailingZeros() }
    var fraction = decimal.digits.dropFirst().map(String.init).joined()
    if padsFraction { fraction += String(repeating: "0", count: precision - fraction.utf8.count) }
    let power = String(decimal.exponent.magnitude)
    let zeros = String(repeating: "0", count: max(0, exponentDigits - power.utf8.count))
    return (
      sign(value) + String(decimal.digits[0]), fraction,
      (decimal.exponent < 0 ? "e-" : "e+") + zeros + power
    )
  }
}

/// Between what ends floats lie: all that the format needs to know of most of them.
private struct FloatRange {
  private var largest = 0.0
  private var smallest = Double.infinity
  private var top = -Double.infinity
  private var bottom = Double.infinity
  private var hasNegativeZero = false
  private(set) var hasNegativeInfinity = false
  /// Whether there is an infinity or a NaN.
  private(set) var isOpen = false

  mutating func add(_ values: [Double]) {
    for value in values {
      guard value.isFinite else {
        isOpen = true
        if value == -.infinity { hasNegativeInfinity = true }
        continue
      }
      top = max(top, value)
      bottom = min(bottom, value)
      if value == 0 {
        if value.sign == .minus { hasNegativeZero = true }
      } else {
        largest = max(largest, value.magnitude)
        smallest = min(smallest, value.magnitude)
      }
    }
  }

  /// The values that are widest before the point, or in the exponent.
  var ends: [Double] {
    guard top >= bottom else { return [] }
    let signed = hasNegativeZero ? [top, bottom, -0.0] : [top, bottom]
    let nearest = smallest.isFinite ? smallest : 0
    return signed + (bottom > 0 || top < 0 ? [] : [nearest])
  }

  func needsExponent(_ kind: FloatKind) -> Bool {
    guard largest > 0 else { return false }
    return largest >= kind.scientificFrom || smallest < kind.rounded(1e-4)
      || kind.rounded(largest / smallest) > 1000
  }
}
