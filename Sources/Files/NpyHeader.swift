import Elements

/// What an `.npy` file says about its data.
///
/// Source: the NumPy enhancement proposal 1, "A simple file format for NumPy arrays".
package struct NpyHeader: Hashable {
  package var descr: NpyDescr
  /// Whether the first index varies fastest.
  package var isFortranOrder: Bool
  package var shape: [Int]

  package init(descr: NpyDescr, isFortranOrder: Bool, shape: [Int]) {
    (self.descr, self.isFortranOrder, self.shape) = (descr, isFortranOrder, shape)
  }
}

extension NpyHeader {
  package static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Longer ones describe structures, which are not read.
  package static let maximumLength = 1 << 20

  /// The header at the beginning of `file`, and where the data begin after it.
  ///
  /// The rest of the file must be the data, exactly.
  package static func parse(
    _ file: RawSpan
  ) throws(FileError.Problem) -> (header: NpyHeader, dataOffset: Int) {
    let prelude = file.prefix(12)
    guard prelude.starts(with: magic) else {
      if let format = KnownFormat(prefix: file.prefix(KnownFormat.prefixLength)) {
        throw .otherFormat(format, required: .npy)
      }
      throw .npyMagic(found: Array(prelude.prefix(magic.count)))
    }
    if prelude.count < 8 { throw .truncatedHeader(required: 8, found: file.byteCount) }
    guard (1...3).contains(prelude[6]), prelude[7] == 0 else {
      throw .npyVersion(major: prelude[6], minor: prelude[7])
    }
    let start = prelude[6] == 1 ? 10 : 12
    if prelude.count < start { throw .truncatedHeader(required: start, found: file.byteCount) }
    let length = prelude[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
    if length > maximumLength {
      throw .headerTooLarge(limit: maximumLength, found: UInt64(length))
    }
    let end = start + length
    if end > file.byteCount { throw .truncatedHeader(required: end, found: file.byteCount) }
    var parser = NpyHeaderParser(file.extracting(start..<end).prefix(length))
    let header = try parser.parse()
    let dtype = header.descr.dtype
    let required = try checkedByteCount(shape: header.shape, elementByteCount: dtype.byteCount)
    if required != file.byteCount - end {
      throw .npyDataSize(
        dtype: dtype.description, shape: header.shape, required: required,
        found: file.byteCount - end)
    }
    return (header, end)
  }

  /// The beginning of a file up to its data, byte for byte as `numpy.save` writes it: padded so that
  /// the data begin at a multiple of 64, with room for the growing dim to become 21 digits.
  package func encoded(version: NpyFile.Version) -> [UInt8] {
    let dims = shape.map { "\($0)" }.joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text =
      "{'descr': '\(NpyDescr.text(for: descr.dtype))', "
      + "'fortran_order': \(isFortranOrder ? "True" : "False"), 'shape': (\(dims)), }"
    if let growing = isFortranOrder ? shape.last : shape.first {
      text += String(repeating: " ", count: max(0, 21 - "\(growing)".count))
    }
    let lengthBytes = version == .v1 ? 2 : 4
    let unpadded = Self.magic.count + 2 + lengthBytes + text.utf8.count + 1
    text += String(repeating: " ", count: 64 - unpadded % 64) + "\n"
    let length = (0..<lengthBytes).map { UInt8(truncatingIfNeeded: text.utf8.count >> (8 * $0)) }
    return Self.magic + [version.rawValue, 0] + length + Array(text.utf8)
  }
}

extension RawSpan {
  /// A copy of the first bytes, at most `count`.
  package func prefix(_ count: Int) -> [UInt8] {
    unsafe withUnsafeBytes { unsafe Array($0.prefix(count)) }
  }
}
