/// A number with a unit, as topology files have it: `450 GB/s`, `400 Gb/s`, `2 us`, `312 TFLOP/s`.
enum Quantity {
  /// Seconds.
  case time
  /// Bytes a second.
  case rate
  /// Bytes.
  case size
  /// Operations a second.
  case operations

  /// What is required, in words.
  var words: String {
    switch self {
    case .time: "a time such as '2 us' (s, ms, us, ns)"
    case .rate: "a rate such as '450 GB/s' (kB/s to TB/s, KiB/s to TiB/s, in bits Mb/s to Tb/s)"
    case .size: "a size such as '512 KiB' (B, KiB, MiB, GiB)"
    case .operations: "a rate such as '312 TFLOP/s' (GFLOP/s, TFLOP/s, PFLOP/s)"
    }
  }

  /// What numbers there may be of it, beside a time of 0. No machine is beyond them, and what is computed of
  /// them stays finite.
  var bounds: ClosedRange<Double> {
    switch self {
    case .time: 1e-15...1e6
    case .rate: 1...1e18
    case .size: 1...0x1p60
    case .operations: 1...1e21
    }
  }

  /// The bounds, in words.
  var boundsWords: String {
    switch self {
    case .time: "a time from 1e-15 s to 1e6 s, or 0,"
    case .rate: "a rate from 1 B/s to 1e18 B/s"
    case .size: "a size from 1 B to 2^60 B"
    case .operations: "a rate from 1 FLOP/s to 1e21 FLOP/s"
    }
  }

  private var units: [String: Double] {
    switch self {
    case .time: ["s": 1, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9]
    case .rate:
      [
        "B/s": 1, "kB/s": 1e3, "MB/s": 1e6, "GB/s": 1e9, "TB/s": 1e12,
        "KiB/s": 0x1p10, "MiB/s": 0x1p20, "GiB/s": 0x1p30, "TiB/s": 0x1p40,
        "Mb/s": 1e6 / 8, "Gb/s": 1e9 / 8, "Tb/s": 1e12 / 8,
      ]
    case .size: ["B": 1, "KiB": 0x1p10, "MiB": 0x1p20, "GiB": 0x1p30]
    case .operations: ["GFLOP/s": 1e9, "TFLOP/s": 1e12, "PFLOP/s": 1e15]
    }
  }

  /// The number in seconds, bytes a second or bytes; nil if the text is none, or one that cannot be: a
  /// time is not negative, a rate and a size are positive, all are finite. See `bounds`.
  func value(_ text: String) -> Double? {
    let parts = text.split(separator: " ")
    if self == .time, text == "0" { return 0 }
    guard parts.count == 2, let unit = units[String(parts[1])],
      parts[0].allSatisfy({ $0.isASCII && ($0.isNumber || "+-.e".contains($0)) }),
      let number = Double(parts[0])
    else { return nil }
    let value = number * unit
    guard value.isFinite, self == .time ? value >= 0 : value > 0 else { return nil }
    return value
  }

  /// The number with the unit in which it is read best, to four digits.
  func text(_ value: Double) -> String {
    let choices =
      switch self {
      case .time: ["s", "ms", "us", "ns"]
      case .rate: ["TB/s", "GB/s", "MB/s", "kB/s", "B/s"]
      case .size: ["GiB", "MiB", "KiB", "B"]
      case .operations: ["TFLOP/s", "GFLOP/s"]
      }
    let unit = choices.first { value >= (units[$0] ?? 1) } ?? choices[choices.count - 1]
    return "\(fourDigits(value / (units[unit] ?? 1))) \(unit)"
  }
}

/// A number to four digits, without a fraction where it has none.
func fourDigits(_ value: Double) -> String {
  var scale = 1.0
  while abs(value) * scale < 1000, scale < 1e9, value != 0 { scale *= 10 }
  let rounded = (value * scale).rounded() / scale
  return rounded == rounded.rounded() && abs(rounded) < 1e9
    ? "\(Int(rounded))" : "\(rounded)"
}
