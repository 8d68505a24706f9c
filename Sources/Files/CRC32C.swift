import CFiles

/// The checksum CRC-32C (Castagnoli) of bytes that come piece by piece.
///
/// Source: RFC 3720, appendix B.4; the polynomial is 0x1EDC6F41, bits reflected. The bytes `123456789` have the checksum
/// 0xE3069283.
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
    state = Self.tables.state(state, after: bytes)
  }

  private static let tables = CRCTables(polynomial: 0x82f6_3b78)
}
