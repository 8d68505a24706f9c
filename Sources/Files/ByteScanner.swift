/// Bytes of a file that are read from the front, each read checked against what is left.
package struct ByteScanner {
  package let bytes: [UInt8]
  package private(set) var position: Int

  package init(_ bytes: [UInt8], from position: Int = 0) {
    (self.bytes, self.position) = (bytes, position)
  }

  package var remaining: Int { bytes.count - position }

  /// The next bytes; nil where fewer are left.
  package mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, count <= remaining else { return nil }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// The next byte; nil at the end.
  package mutating func byte() -> UInt8? { take(1)?.first }

  /// The next integer, little-endian; nil where fewer bytes are left.
  package mutating func integer<T: FixedWidthInteger>(_ type: T.Type) -> T? {
    take(MemoryLayout<T>.size)?.reversed().reduce(0 as T) { $0 << 8 | T(truncatingIfNeeded: $1) }
  }

  /// The text up to the next end of a line, which is passed; nil where there is none, or it is no UTF-8.
  package mutating func line() -> String? {
    guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    defer { position = end + 1 }
    return String(validating: bytes[position..<end], as: UTF8.self)
  }
}
