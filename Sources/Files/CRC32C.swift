import CFiles

/// The checksum CRC-32C (Castagnoli) of bytes that come piece by piece.
///
/// Source: RFC 3720, appendix B.4; the polynomial is 0x1EDC6F41, bits reflected. The bytes `123456789` have the checksum
/// 0xE3069283. Eight tables take eight bytes at a time ("slicing-by-8").
package struct CRC32C: Sendable {
  private var state: UInt32 = .max

  package init() {}

  /// The checksum of `bytes`.
  package static func checksum(_ bytes: RawSpan) -> UInt32 {
    var sum = CRC32C()
    sum.add(bytes)
    return sum.value
  }

  /// The checksum of what has been added.
  package var value: UInt32 { ~state }

  /// Whether the processor has an instruction for it.
  package static let isInProcessor = CFILES_has_crc32c() != 0

  /// Adds the bytes that follow. O(bytes).
  package mutating func add(_ bytes: RawSpan) {
    guard Self.isInProcessor else { return addByTables(bytes) }
    state = unsafe bytes.withUnsafeBytes { unsafe CFILES_crc32c(state, $0.baseAddress, $0.count) }
  }

  /// As `add`, on any processor.
  package mutating func addByTables(_ bytes: RawSpan) {
    var state = state
    let tables = Self.tables.span
    var place = 0
    let words = bytes.byteCount & ~7
    while place < words {
      let word =
        unsafe UInt64(
          littleEndian: bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: place, as: UInt64.self))
        ^ UInt64(state)
      func table(_ number: Int, _ shift: UInt64) -> UInt32 {
        unsafe tables[unchecked: number << 8 | Int(truncatingIfNeeded: word >> shift & 0xff)]
      }
      state =
        table(7, 0) ^ table(6, 8) ^ table(5, 16) ^ table(4, 24) ^ table(3, 32) ^ table(2, 40)
        ^ table(1, 48) ^ table(0, 56)
      place += 8
    }
    while place < bytes.byteCount {
      let byte = unsafe bytes.unsafeLoad(fromUncheckedByteOffset: place, as: UInt8.self)
      let entry = unsafe tables[unchecked: Int((state ^ UInt32(byte)) & 0xff)]
      state = state >> 8 ^ entry
      place += 1
    }
    self.state = state
  }

  /// Table k holds what a byte becomes when k bytes follow it.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var value = UInt32(byte)
      for _ in 0..<8 { value = value >> 1 ^ (value & 1 == 1 ? 0x82f6_3b78 : 0) }
      tables[byte] = value
    }
    for place in 256..<tables.count {
      let before = tables[place - 256]
      tables[place] = before >> 8 ^ tables[Int(before & 0xff)]
    }
    return tables
  }()
}
