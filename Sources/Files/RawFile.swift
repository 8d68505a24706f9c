import Elements

/// Any file, as the tensor of its bytes.
public struct RawFile {
  private let mapping: MappedFile

  /// Opens the file; touches none of its bytes.
  public init(_ path: String) throws(FileError) { mapping = try MappedFile(path) }

  /// The length of the file.
  public var byteCount: Int { mapping.byteCount }

  /// Where the bytes lie: all of the file.
  public var stored: StoredTensor {
    StoredTensor(
      name: nil, dtype: .uint8, shape: [mapping.byteCount], mapping: mapping, start: 0)
  }

  /// A number that files of other bytes have with a chance of 1 in 2^64. Touches all bytes.
  public var digest: Int {
    mapping.withBytes { bytes in
      // FNV-1a.
      var digest: UInt64 = 0xcbf2_9ce4_8422_2325
      for place in 0..<bytes.byteCount {
        let byte = unsafe bytes.unsafeLoad(fromByteOffset: place, as: UInt8.self)
        digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3
      }
      return Int(truncatingIfNeeded: digest)
    }
  }
}
