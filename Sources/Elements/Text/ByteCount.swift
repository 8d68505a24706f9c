/// A number of bytes as people write it: `64MiB`, `64 MiB`, `1.5GiB`, `512B`, or plain.
///
/// Units are those of IEC 80000-13; the text has one digit after the point, and none below 1 KiB.
package struct ByteCount: Hashable, Sendable {
  package let bytes: Int

  package init(_ bytes: Int) { self.bytes = bytes }
}

extension ByteCount {
  private static let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]

  /// The bytes that `text` means; nil if it is no such number, is negative, or is not below 2^63. A
  /// part of a byte is cut off.
  package init?(parsing text: some StringProtocol) {
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = String(text.dropFirst(number.count).drop { $0 == " " })
    guard let power = unit.isEmpty ? 0 : Self.units.firstIndex(of: unit) else { return nil }
    if let whole = Int(number) {
      let (bytes, isTooLarge) = whole.multipliedReportingOverflow(by: 1 << (10 * power))
      guard !isTooLarge else { return nil }
      self.bytes = bytes
    } else {
      guard power > 0, number.first != ".", number.last != ".", let value = Double(number),
        let bytes = Int(exactly: (value * Double(1 << (10 * power))).rounded(.down))
      else { return nil }
      self.bytes = bytes
    }
  }
}

extension ByteCount: CustomStringConvertible {
  /// `512 B`, `4.0 KiB`, `1.5 GiB`.
  package var description: String {
    let size = Double(bytes.magnitude)
    // What would be rounded up to 1024.0 of a unit is written with the next.
    var (power, scaled) = (0, size)
    while power < Self.units.count - 1, scaled >= (power == 0 ? 1024 : 1023.95) {
      (power, scaled) = (power + 1, scaled / 1024)
    }
    guard power > 0 else { return "\(bytes) B" }
    let tenths = Int((scaled * 10).rounded())
    return "\(bytes < 0 ? "-" : "")\(tenths / 10).\(tenths % 10) \(Self.units[power])"
  }
}
