/// Bytes of a file that are read from the front, each read checked against what is left.
package struct ByteScanner {
  /// What is read: an array, or a mapped file, of which only what is taken is touched.
  private enum Source {
    case array([UInt8])
    case file(MappedFile)
  }

  private let source: Source
  private let end: Int
  package private(set) var position: Int

  package init(_ bytes: [UInt8], from position: Int = 0) {
    (source, end, self.position) = (.array(bytes), bytes.count, position)
  }

  /// Reads a mapped file from its first byte.
  package init(_ file: MappedFile) {
    (source, end, position) = (.file(file), file.byteCount, 0)
  }

  package var remaining: Int { end - position }

  /// The next bytes; nil where fewer are left.
  package mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard let range = skip(count) else { return nil }
    return bytes(range)
  }

  /// Passes the next bytes, and says where they are; nil where fewer are left.
  package mutating func skip(_ count: Int) -> Range<Int>? {
    guard count >= 0, count <= remaining else { return nil }
    defer { position += count }
    return position..<position + count
  }

  private func bytes(_ range: Range<Int>) -> ArraySlice<UInt8> {
    switch source {
    case .array(let bytes): bytes[range]
    case .file(let file): file.withBytes(range) { $0.prefix(range.count)[...] }
    }
  }

  /// The next byte; nil at the end.
  package mutating func byte() -> UInt8? {
    guard let range = skip(1) else { return nil }
    switch source {
    case .array(let bytes): return bytes[range.lowerBound]
    case .file(let file): return file.withBytes(range) { unsafe $0.unsafeLoad(as: UInt8.self) }
    }
  }

  /// The next integer, little-endian; nil where fewer bytes are left.
  package mutating func integer<T: FixedWidthInteger>(_ type: T.Type) -> T? {
    take(MemoryLayout<T>.size)?.reversed().reduce(0 as T) { $0 << 8 | T(truncatingIfNeeded: $1) }
  }

  /// The text up to the next end of a line, which is passed; nil where there is none, or it is no UTF-8.
  package mutating func line() -> String? {
    var letters: [UInt8] = []
    let start = position
    while let byte = byte() {
      if byte == UInt8(ascii: "\n") { return String(validating: letters, as: UTF8.self) }
      letters.append(byte)
    }
    position = start
    return nil
  }
}
