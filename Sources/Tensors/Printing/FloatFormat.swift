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

  init(_ values: [Double], _ kind: FloatKind, precision: Int, showsPlus: Bool = false) {
    self.kind = kind
    self.showsPlus = showsPlus
    self.precision = precision
    let finite = values.filter(\.isFinite)
    isScientific = Self.needsExponent(finite.filter { $0 != 0 }.map(\.magnitude), kind)
    if isScientific {
      let texts = finite.map { scientific($0, padsFraction: false) }
      self.precision = texts.reduce(0) { max($0, $1.fraction.utf8.count) }
      exponentDigits = texts.reduce(0) { max($0, $1.exponent.utf8.count - 2) }
      padLeft = texts.reduce(0) { max($0, $1.whole.utf8.count) }
      padRight = exponentDigits + 2 + self.precision
    } else {
      let texts = finite.map(positional)
      padLeft = texts.reduce(0) { max($0, $1.whole.utf8.count) }
      padRight = texts.reduce(0) { max($0, $1.fraction.utf8.count) }
    }
    if finite.count != values.count {
      let hasSign = showsPlus || values.contains(-.infinity)
      padLeft = max(padLeft, 3 + (hasSign ? 1 : 0) - (padRight + 1), 3 - (padRight + 1))
    }
  }

  func words(_ values: [Double]) -> [String] { values.map(word) }

  private static func needsExponent(_ magnitudes: [Double], _ kind: FloatKind) -> Bool {
    guard let largest = magnitudes.max(), let smallest = magnitudes.min() else { return false }
    return largest >= kind.scientificFrom || smallest < kind.rounded(1e-4)
      || kind.rounded(largest / smallest) > 1000
  }

  private func word(_ value: Double) -> String {
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

  private func positional(_ value: Double) -> (whole: String, fraction: String) {
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
    return (sign(value) + whole, fraction)
  }

  private func scientific(
    _ value: Double, padsFraction: Bool
  ) -> (whole: String, fraction: String, exponent: String) {
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
