import Foundation

/// What numbers count, and so how they are written.
package enum Quantity: String, Hashable, Sendable {
  /// With the prefixes of the SI: `1.5 ms`.
  case seconds
  /// With those of IEC 80000-13: `64 KiB`.
  case bytes
  /// With the prefixes of the SI: `1.2 GB/s`.
  case bytesPerSecond
  /// A number without a unit, in thousands: `4 k`.
  case count

  /// The value with its unit, at most three significant digits.
  package func text(_ value: Double) -> String {
    let (prefix, factor) = prefix(for: value)
    let unit = "\(prefix)\(symbol)"
    return digits(value / factor) + (unit.isEmpty ? "" : " \(unit)")
  }

  /// The largest prefix that leaves at least 1 of `value`, and what it stands for.
  func prefix(for value: Double) -> (prefix: String, factor: Double) {
    let prefixes = prefixes
    // What would be rounded up to 1 of the next prefix is written with it.
    return prefixes.last { abs(value) >= $0.factor * 0.9995 }
      ?? (value == 0 ? ("", 1) : prefixes[0])
  }

  /// The number in at most three significant digits.
  func digits(_ value: Double) -> String {
    let text = String(format: abs(value) >= 999.5 ? "%.0f" : "%.3g", value)
    return text
  }

  private var symbol: String {
    switch self {
    case .seconds: "s"
    case .bytes: "B"
    case .bytesPerSecond: "B/s"
    case .count: ""
    }
  }

  private var prefixes: [(prefix: String, factor: Double)] {
    switch self {
    case .seconds: [("n", 1e-9), ("µ", 1e-6), ("m", 1e-3), ("", 1)]
    case .bytes:
      ["", "Ki", "Mi", "Gi", "Ti", "Pi"].enumerated().map { ($1, pow(1024, Double($0))) }
    case .bytesPerSecond, .count:
      ["", "k", "M", "G", "T"].enumerated().map { ($1, pow(1000, Double($0))) }
    }
  }
}
