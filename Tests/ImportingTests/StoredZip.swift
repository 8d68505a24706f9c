import Files

/// Writes zip archives of stored entries, as torch.export.save does, and damaged ones.
struct StoredZip {
  var entries: [(name: String, bytes: [UInt8])] = []
  /// Whether the directory has the entries' checksums, as PyTorch writes them where it is not told otherwise.
  var hasChecksums = false

  /// The bytes of the archive.
  ///
  /// - Parameter damage: changes the directory's entry of a name, 46 bytes and the name.
  func bytes(damage: (String, inout [UInt8]) -> Void = { _, _ in }) -> [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for (name, bytes) in entries {
      let start = file.count
      // Local headers have no sizes; the data begin at a multiple of 64.
      let padding = (64 - (start + 30 + name.utf8.count) % 64) % 64
      file += word(0x0403_4b50) + short(0) + short(0x808) + short(0) + word(0)
      file += word(0) + word(0) + word(0) + short(name.utf8.count) + short(padding)
      file += Array(name.utf8) + [UInt8](repeating: 0x5A, count: padding) + bytes
      var entry = word(0x0201_4b50) + short(0) + short(0) + short(0x808) + short(0) + word(0)
      let checksum = hasChecksums ? unsafe CRC32.checksum(bytes.span.bytes) : 0
      entry +=
        word(Int(checksum)) + word(bytes.count) + word(bytes.count) + short(name.utf8.count)
        + short(0)
      entry += short(0) + short(0) + short(0) + word(0) + word(start)
      damage(name, &entry)
      directory += entry + Array(name.utf8)
    }
    let start = file.count
    file += directory
    file += word(0x0605_4b50) + short(0) + short(0) + short(entries.count) + short(entries.count)
    return file + word(directory.count) + word(start) + short(0)
  }

  private func short(_ number: Int) -> [UInt8] { [UInt8(number & 255), UInt8(number >> 8 & 255)] }
  private func word(_ number: Int) -> [UInt8] { short(number) + short(number >> 16) }
}
