/// What becomes of a checksum of 32 bits, bits reflected, when bytes follow.
///
/// Eight tables take eight bytes at a time ("slicing-by-8").
struct CRCTables {
  /// Table k holds what a byte becomes when k bytes follow it.
  private let tables: [UInt32]

  /// - Parameter polynomial: its bits reflected.
  init(polynomial: UInt32) {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var value = UInt32(byte)
      for _ in 0..<8 { value = value >> 1 ^ (value & 1 == 1 ? polynomial : 0) }
      tables[byte] = value
    }
    for place in 256..<tables.count {
      let before = tables[place - 256]
      tables[place] = before >> 8 ^ tables[Int(before & 0xff)]
    }
    self.tables = tables
  }

  /// The state after the bytes. O(bytes).
  func state(_ start: UInt32, after bytes: RawSpan) -> UInt32 {
    var state = start
    let tables = tables.span
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
    return state
  }
}
