/// The checksum CRC-32 of zip archives.
///
/// Source: PKWARE, APPNOTE.TXT 6.3.10, section 4.4.7; the polynomial is 0x04C11DB7, bits reflected. The bytes `123456789`
/// have the checksum 0xCBF43926.
package enum CRC32 {
  private static let tables = CRCTables(polynomial: 0xedb8_8320)

  /// The checksum of `bytes`. O(bytes).
  package static func checksum(_ bytes: RawSpan) -> UInt32 {
    ~tables.state(.max, after: bytes)
  }
}
