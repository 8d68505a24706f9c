/// A zip archive whose entries are stored without compression, mapped: what `torch.save` and `torch.export.save` write.
///
/// The central directory alone says where entries lie: local headers of such archives hold zeros for sizes. Of a local
/// header only the lengths of its name and its extra field are read, behind which the data begin.
///
/// The checksum of an entry is compared where the entry is read as a whole, as a table or a graph is. Weights are mapped,
/// and a rank touches its own part of them alone: to compare theirs, each rank would read all bytes of all of them.
///
/// Source: PKWARE, APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 to 4.3.16 and 4.5.3.
public struct ZipArchive {
  /// The entries by their names, with the bytes that they have in the file.
  public let entries: [String: Range<Int>]
  /// The names in the order of the directory.
  public let names: [String]
  package let mapping: MappedFile
  /// By name, the CRC-32 that the directory says; 0 where the writer has counted none.
  private let checksums: [String: UInt32]

  /// Opens an archive, and checks its directory; touches none of the data.
  ///
  /// - Throws: `FileError` where the file is missing, is no zip archive, or lies about where its entries are.
  public init(_ path: String) throws(FileError) {
    try self.init(try MappedFile(path))
  }

  /// The archive that the bytes of `range` are, all where nothing is said: an entry may be an archive too.
  package init(_ mapping: MappedFile, _ range: Range<Int>? = nil) throws(FileError) {
    self.mapping = mapping
    let frame = range ?? 0..<mapping.byteCount
    let directory = try FileError.naming(mapping.path) { () throws(FileError.Problem) in
      try mapping.withBytes(frame) { (bytes) throws(FileError.Problem) in
        try ZipDirectory(bytes)
      }
    }
    names = directory.entries.map(\.name)
    checksums = Dictionary(uniqueKeysWithValues: directory.entries.map { ($0.name, $0.checksum) })
    entries = Dictionary(
      uniqueKeysWithValues: directory.entries.map {
        let bytes = $0.bytes
        return ($0.name, bytes.lowerBound + frame.lowerBound..<bytes.upperBound + frame.lowerBound)
      })
  }

  /// The path of the file.
  public var path: String { mapping.path }

  /// The bytes of an entry; nil if there is none of this name. O(bytes).
  ///
  /// - Throws: `FileError.Problem.zip` where they have another checksum than the directory says: the file is damaged.
  package func contents(_ name: String) throws(FileError.Problem) -> [UInt8]? {
    guard let range = entries[name] else { return nil }
    let bytes = mapping.withBytes(range) { bytes in
      unsafe bytes.withUnsafeBytes { unsafe Array($0) }
    }
    guard let wanted = checksums[name], wanted != 0 else { return bytes }
    let found = unsafe CRC32.checksum(bytes.span.bytes)
    guard found == wanted else {
      throw .zip(
        reason:
          "entry '\(name)': its CRC-32 must be 0x\(String(wanted, radix: 16)), it is 0x\(String(found, radix: 16)): the file is damaged"
      )
    }
    return bytes
  }
}

/// The central directory of an archive, checked against the bytes that it speaks of.
private struct ZipDirectory {
  struct Entry {
    let name: String
    /// From the start of the archive.
    let bytes: Range<Int>
    let checksum: UInt32
  }

  private(set) var entries: [Entry] = []

  private static let (endLength, longEndLength, locatorLength) = (22, 56, 20)
  private static let (headerLength, localLength) = (46, 30)
  /// The end record stands before a comment of 65,535 bytes at the most.
  private static let longestComment = 0xFFFF

  init(_ reader: RawSpan) throws(FileError.Problem) {
    let end = try Self.end(in: reader)
    var (count, size, start) = (
      reader.short(end + 10), reader.word(end + 12), reader.word(end + 16)
    )
    let locator = end - Self.locatorLength
    if locator >= 0, reader.word(locator) == 0x0706_4b50 {
      let place = try reader.long(locator + 8, "the zip64 end record")
      guard place <= locator - Self.longEndLength, reader.word(place) == 0x0606_4b50 else {
        throw .zip(reason: "the zip64 end record is not at byte \(place), where its locator says")
      }
      count = try reader.long(place + 32, "the number of entries")
      size = try reader.long(place + 40, "the directory's size")
      start = try reader.long(place + 48, "the directory's start")
    }
    guard start <= end, size <= end - start else {
      throw .zip(
        reason: "its directory of \(size) bytes at byte \(start) does not lie before byte \(end)")
    }
    // Each takes room, so that no count is believed that the file has no bytes for.
    guard count <= size / Self.headerLength else {
      throw .zip(reason: "\(count) entries do not fit a directory of \(size) bytes")
    }
    entries.reserveCapacity(count)
    var (place, seen) = (start, Set<String>())
    for number in 0..<count {
      guard place + Self.headerLength <= start + size, reader.word(place) == 0x0201_4b50 else {
        throw .zip(reason: "entry \(number) of its directory is no entry")
      }
      let (entry, next) = try Self.entry(at: place, before: start + size, dataEnd: start, reader)
      guard seen.insert(entry.name).inserted else {
        throw .zip(reason: "two entries are named '\(entry.name)'")
      }
      entries.append(entry)
      place = next
    }
    try checkOverlaps()
  }

  /// Where the end record begins.
  private static func end(in reader: RawSpan) throws(FileError.Problem) -> Int {
    let length = reader.byteCount
    guard length >= endLength, reader.word(0) & 0xFFFF == 0x4b50 else {
      throw .zip(reason: "it does not begin as one, or is too short")
    }
    let last = length - endLength
    for place in stride(from: last, through: max(0, last - longestComment), by: -1)
    where reader.word(place) == 0x0605_4b50 && reader.short(place + 20) == last - place {
      return place
    }
    throw .zip(reason: "it has no end record: the file is cut short")
  }

  private static func entry(
    at place: Int, before end: Int, dataEnd: Int, _ reader: RawSpan
  ) throws(FileError.Problem) -> (Entry, next: Int) {
    let (method, flags) = (reader.short(place + 10), reader.short(place + 8))
    var (packed, size, local) = (
      reader.word(place + 20), reader.word(place + 24), reader.word(place + 42)
    )
    let (nameLength, extraLength) = (reader.short(place + 28), reader.short(place + 30))
    let next = place + headerLength + nameLength + extraLength + reader.short(place + 32)
    guard next <= end else { throw .zip(reason: "its directory ends within an entry") }
    let letters = reader.array(place + headerLength, nameLength)
    guard let name = String(validating: letters, as: UTF8.self) else {
      throw .zip(reason: "the name of an entry is not UTF-8")
    }
    guard !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else {
      throw .zip(reason: "entry '\(name)': a name within the archive is required")
    }
    let extra = place + headerLength + nameLength
    try readLongSizes(extra..<extra + extraLength, &size, &packed, &local, reader)
    guard method == 0, flags & 1 == 0, packed == size else {
      throw .zip(
        reason:
          "entry '\(name)': it must be stored without compression and encryption, its method is \(method)"
      )
    }
    guard local <= dataEnd - localLength, reader.word(local) == 0x0403_4b50 else {
      throw .zip(reason: "entry '\(name)': there is no local header at byte \(local)")
    }
    let start = local + localLength + reader.short(local + 26) + reader.short(local + 28)
    guard start <= dataEnd, size <= dataEnd - start else {
      throw .zip(
        reason:
          "entry '\(name)': \(size) bytes from byte \(start) on do not lie before byte \(dataEnd)")
    }
    let checksum = UInt32(reader.word(place + 16))
    return (Entry(name: name, bytes: start..<start + size, checksum: checksum), next)
  }

  /// The numbers of the zip64 extra field, which stand there for those that are all ones.
  private static func readLongSizes(
    _ extra: Range<Int>, _ size: inout Int, _ packed: inout Int, _ local: inout Int,
    _ reader: RawSpan
  ) throws(FileError.Problem) {
    let ones = 0xFFFF_FFFF
    guard size == ones || packed == ones || local == ones else { return }
    var place = extra.lowerBound
    while place + 4 <= extra.upperBound {
      let (kind, length) = (reader.short(place), reader.short(place + 2))
      place += 4
      guard kind == 1, length <= extra.upperBound - place else {
        place += length
        continue
      }
      let end = place + length
      func next(_ value: inout Int) throws(FileError.Problem) {
        guard value == ones else { return }
        guard place + 8 <= end else {
          throw .zip(reason: "the zip64 field of an entry is too short")
        }
        value = try reader.long(place, "a size")
        place += 8
      }
      try next(&size)
      try next(&packed)
      try next(&local)
      return
    }
    throw .zip(reason: "an entry of 4 GiB or more has no zip64 field")
  }

  private func checkOverlaps() throws(FileError.Problem) {
    let sorted = entries.filter { !$0.bytes.isEmpty }
      .sorted { $0.bytes.lowerBound < $1.bytes.lowerBound }
    for (first, second) in zip(sorted, sorted.dropFirst())
    where first.bytes.upperBound > second.bytes.lowerBound {
      throw .zip(reason: "entries '\(first.name)' and '\(second.name)' overlap")
    }
  }
}

/// Little-endian numbers at places that the caller has found to be there; beyond the end they are 0.
extension RawSpan {
  fileprivate func short(_ place: Int) -> Int { number(place, 2) }
  fileprivate func word(_ place: Int) -> Int { number(place, 4) }

  fileprivate func long(_ place: Int, _ what: String) throws(FileError.Problem) -> Int {
    guard number(place + 7, 1) < 0x80 else { throw .zip(reason: "\(what) is beyond 2^63") }
    return number(place, 8)
  }

  fileprivate func array(_ place: Int, _ count: Int) -> [UInt8] {
    unsafe extracting(place..<place + count).withUnsafeBytes { unsafe Array($0) }
  }

  private func number(_ place: Int, _ count: Int) -> Int {
    guard place >= 0, place <= byteCount - count else { return 0 }
    var value = 0
    for index in (0..<count).reversed() {
      value = value << 8 | Int(unsafe unsafeLoad(fromByteOffset: place + index, as: UInt8.self))
    }
    return value
  }
}
