/// Reads JSON from the front, value by value, without a tree of all that it holds: lists of 100,000 tensors take
/// milliseconds.
///
/// - Source: RFC 8259. Text must be UTF-8; nesting is limited to `deepest` levels.
package struct JSONReader {
  private let bytes: [UInt8]
  private var place = 0
  private var depth = 0
  private static let deepest = 1000

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// What is wrong at the place where the reader stands.
  package func fault(_ required: String) -> FileError.Problem {
    .json(position: place, required: required)
  }

  /// The first byte of the next value; nil at the end.
  private mutating func next() -> UInt8? {
    while place < bytes.count {
      switch bytes[place] {
      case 0x20, 0x0a, 0x0d, 0x09: place += 1
      case let byte: return byte
      }
    }
    return nil
  }

  private mutating func require(_ character: Unicode.Scalar) throws(FileError.Problem) {
    guard next() == UInt8(ascii: character) else { throw fault("'\(character)'") }
    place += 1
  }

  /// Throws unless nothing follows.
  package mutating func requireEnd() throws(FileError.Problem) {
    if next() != nil { throw fault("nothing more") }
  }

  /// Reads an object: `field` reads the value of each name, all of it.
  package mutating func object(
    _ field: (inout JSONReader, String) throws(FileError.Problem) -> Void
  ) throws(FileError.Problem) {
    try nested("{", "}") { (reader) throws(FileError.Problem) in
      let name = try reader.string()
      try reader.require(":")
      try field(&reader, name)
    }
  }

  /// Reads an array: `element` reads each element, all of it.
  package mutating func array(
    _ element: (inout JSONReader) throws(FileError.Problem) -> Void
  ) throws(FileError.Problem) {
    try nested("[", "]", element)
  }

  private mutating func nested(
    _ opening: Unicode.Scalar, _ closing: Unicode.Scalar,
    _ part: (inout JSONReader) throws(FileError.Problem) -> Void
  ) throws(FileError.Problem) {
    try require(opening)
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw fault("at most \(Self.deepest) levels") }
    if next() == UInt8(ascii: closing) {
      place += 1
      return
    }
    while true {
      try part(&self)
      switch next() {
      case UInt8(ascii: ","): place += 1
      case UInt8(ascii: closing):
        place += 1
        return
      default: throw fault("',' or '\(closing)'")
      }
    }
  }

  /// Reads an array of whole numbers.
  package mutating func integers() throws(FileError.Problem) -> [Int] {
    var result: [Int] = []
    try array { (reader) throws(FileError.Problem) in result.append(try reader.integer()) }
    return result
  }

  /// Reads a whole number of 64 bits.
  package mutating func integer() throws(FileError.Problem) -> Int {
    let start = next()
    let isNegative = start == UInt8(ascii: "-")
    if isNegative { place += 1 }
    let first = place
    var value = 0
    while place < bytes.count, isDigit(bytes[place]) {
      let (scaled, isTooLarge) = value.multipliedReportingOverflow(by: 10)
      let (next, isTooSmall) = scaled.subtractingReportingOverflow(Int(bytes[place] &- 0x30))
      guard !isTooLarge, !isTooSmall else { throw fault("a whole number of 64 bits") }
      value = next
      place += 1
    }
    let digits = place - first
    // Numbers are summed below 0, which has one more.
    guard digits > 0, digits == 1 || bytes[first] != 0x30, isNegative || value != .min,
      place == bytes.count
        || ![UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")]
          .contains(bytes[place])
    else { throw fault("a whole number of 64 bits") }
    return isNegative ? value : -value
  }

  /// Passes `null`, if that is what comes.
  package mutating func skipNull() -> Bool {
    guard next() == UInt8(ascii: "n"), bytes[place...].starts(with: "null".utf8) else {
      return false
    }
    place += 4
    return true
  }
}

extension JSONReader {
  /// Passes a value, whatever it is, however deep it is nested up to `deepest`, on a stack of its own.
  package mutating func skip() throws(FileError.Problem) {
    // The ends of the objects and arrays that are open.
    var open: [UInt8] = []
    while true {
      let first = next()
      if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
        guard depth + open.count < Self.deepest else {
          throw fault("at most \(Self.deepest) levels")
        }
        place += 1
        // The codes of the ends are those of the beginnings and 2.
        let end = first! + 2
        if next() == end {
          place += 1
        } else {
          open.append(end)
          if end == UInt8(ascii: "}") { try skipName() }
          continue
        }
      } else {
        _ = try scalar()
      }
      while let end = open.last {
        if next() == end {
          place += 1
          open.removeLast()
          continue
        }
        guard next() == UInt8(ascii: ",") else {
          throw fault("',' or '\(Unicode.Scalar(end))'")
        }
        place += 1
        if end == UInt8(ascii: "}") { try skipName() }
        break
      }
      if open.isEmpty { return }
    }
  }

  private mutating func skipName() throws(FileError.Problem) {
    _ = try string()
    try require(":")
  }
}

extension JSONReader {
  /// A value that has no parts.
  package enum Scalar: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int)
    case float(Double)
    case string(String)
  }

  /// Reads a value; nil for an object or an array, which is passed.
  package mutating func scalar() throws(FileError.Problem) -> Scalar? {
    switch next() {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      try skip()
      return nil
    case UInt8(ascii: "\""): return .string(try string())
    default: break
    }
    let word = word()
    switch String(decoding: word, as: UTF8.self) {
    case "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    default: break
    }
    let digits = word.first == UInt8(ascii: "-") ? word.dropFirst() : word
    // Of what a number of Swift's may have, JSON has no hexadecimal digits.
    guard isDigit(digits.first), isDigit(digits.last),
      digits.allSatisfy({ isDigit($0) || [0x2b, 0x2d, 0x2e, 0x45, 0x65].contains($0) }),
      digits.first != 0x30 || !isDigit(digits.dropFirst().first),
      let number = Double(String(decoding: word, as: UTF8.self)), number.isFinite
    else { throw fault("a value") }
    place += word.count
    let whole = Int(String(decoding: word, as: UTF8.self))
    return whole.map { .int($0) } ?? .float(number)
  }

  /// The letters and digits from here on; null, true and false are passed.
  private mutating func word() -> ArraySlice<UInt8> {
    let end = bytes[place...].firstIndex {
      !(isDigit($0) || ($0 | 0x20) &- 0x61 <= 25 || [0x2b, 0x2d, 0x2e].contains($0))
    }
    let word = bytes[place..<(end ?? bytes.count)]
    if ["null", "true", "false"].contains(where: { word.elementsEqual($0.utf8) }) {
      place += word.count
    }
    return word
  }

  /// Reads a text.
  package mutating func string() throws(FileError.Problem) -> String {
    guard next() == UInt8(ascii: "\"") else { throw fault("a text") }
    var end = place + 1
    var all: UInt8 = 0
    while end < bytes.count, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\\"),
      bytes[end] >= 0x20
    {
      all |= bytes[end]
      end += 1
    }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "\"") else { return try escapedString() }
    let word = bytes[place + 1..<end]
    // ASCII needs no check, which takes most of the time of short names.
    if all < 0x80 {
      place = end + 1
      return String(decoding: word, as: UTF8.self)
    }
    guard let text = String(validating: word, as: UTF8.self) else {
      throw fault("a text in UTF-8")
    }
    place = end + 1
    return text
  }

  private mutating func escapedString() throws(FileError.Problem) -> String {
    var text: [UInt8] = []
    var at = place + 1
    func digits(_ from: Int) -> UInt16? {
      guard from + 4 <= bytes.count else { return nil }
      let word = bytes[from..<from + 4]
      guard word.allSatisfy({ isDigit($0) || ($0 | 0x20) &- 0x61 <= 5 }) else { return nil }
      return UInt16(String(decoding: word, as: UTF8.self), radix: 16)
    }
    while at < bytes.count, bytes[at] >= 0x20 {
      switch bytes[at] {
      case UInt8(ascii: "\""):
        guard let result = String(validating: text, as: UTF8.self) else {
          throw fault("a text in UTF-8")
        }
        place = at + 1
        return result
      case UInt8(ascii: "\\"):
        guard at + 1 < bytes.count else { throw fault("a whole text") }
        if let plain = Self.escapes[bytes[at + 1]] {
          text.append(plain)
          at += 2
          continue
        }
        guard bytes[at + 1] == UInt8(ascii: "u"), let unit = digits(at + 2) else {
          throw fault("a text with known escapes")
        }
        at += 6
        var units = [unit]
        if UTF16.isLeadSurrogate(unit), at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"),
          bytes[at + 1] == UInt8(ascii: "u"), let second = digits(at + 2)
        {
          units.append(second)
          at += 6
        }
        guard let character = String(validating: units, as: UTF16.self) else {
          throw fault("a text without halves of characters")
        }
        text += Array(character.utf8)
      case let byte:
        text.append(byte)
        at += 1
      }
    }
    throw fault("a whole text")
  }

  private static let escapes: [UInt8: UInt8] = [
    0x22: 0x22, 0x5c: 0x5c, 0x2f: 0x2f, 0x62: 0x08, 0x66: 0x0c, 0x6e: 0x0a, 0x72: 0x0d, 0x74: 0x09,
  ]
}

private func isDigit(_ byte: UInt8?) -> Bool { byte.map { $0 &- 0x30 <= 9 } ?? false }
