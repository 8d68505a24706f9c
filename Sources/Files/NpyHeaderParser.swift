/// Reads the dictionary of an `.npy` header, a literal of Python's:
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
///
/// White space, the order of the keys, the quotes and a last comma are free; all else is as it must
/// be. Works in one pass over the bytes, whatever they are.
struct NpyHeaderParser {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The header that all of the text makes up.
  mutating func parse() throws(FileError.Problem) -> NpyHeader {
    var descr: NpyDescr?
    var isFortranOrder: Bool?
    var shape: [Int]?
    try expect("{")
    while !take("}") {
      let key = try string()
      try expect(":")
      switch key {
      case "descr":
        if descr != nil { throw .npyDuplicateKey(key) }
        descr = try elementType()
      case "fortran_order":
        if isFortranOrder != nil { throw .npyDuplicateKey(key) }
        isFortranOrder = try truth()
      case "shape":
        if shape != nil { throw .npyDuplicateKey(key) }
        shape = try tuple()
      default: throw .npyUnknownKey(key)
      }
      if !take(",") {
        try expect("}", or: "','")
        break
      }
    }
    skipSpace()
    if position < bytes.count { throw unexpected("the end or white space") }
    guard let descr else { throw .npyMissingKey("descr") }
    guard let isFortranOrder else { throw .npyMissingKey("fortran_order") }
    guard let shape else { throw .npyMissingKey("shape") }
    return NpyHeader(descr: descr, isFortranOrder: isFortranOrder, shape: shape)
  }
}

extension NpyHeaderParser {
  private mutating func elementType() throws(FileError.Problem) -> NpyDescr {
    if next() == UInt8(ascii: "[") || next() == UInt8(ascii: "(") {
      throw .unsupportedDType(
        tensor: nil, name: "of 'descr'",
        reason: "it is a structure of several fields; must be a single type")
    }
    return try NpyDescr(parsing: string())
  }

  private mutating func truth() throws(FileError.Problem) -> Bool {
    if takeWord("True") { return true }
    if takeWord("False") { return false }
    throw unexpected("True or False")
  }

  private mutating func tuple() throws(FileError.Problem) -> [Int] {
    var values: [Int] = []
    try expect("(")
    while !take(")") {
      values.append(try integer())
      if take(",") { continue }
      // Python's `(3)` is a number, not a tuple.
      if values.count == 1 { throw unexpected("','") }
      try expect(")", or: "','")
      break
    }
    return values
  }

  /// A number of 0 or more; Python 2 wrote an `L` after it.
  private mutating func integer() throws(FileError.Problem) -> Int {
    skipSpace()
    let start = position
    var value = 0
    while position < bytes.count, case let digit = bytes[position], isDigit(digit) {
      let (tens, tooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, stillTooLarge) = tens.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
      if tooLarge || stillTooLarge {
        position = start
        throw unexpected("a dim below 2^63")
      }
      value = sum
      position += 1
    }
    if position == start { throw unexpected("a dim of 0 or more") }
    _ = takeWord("L")
    return value
  }

  private mutating func string() throws(FileError.Problem) -> String {
    guard let quote = next(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw unexpected("a quoted text")
    }
    guard let end = bytes[(position + 1)...].firstIndex(of: quote) else {
      position = bytes.count
      throw unexpected("the closing quote")
    }
    defer { position = end + 1 }
    return String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
  }
}

extension NpyHeaderParser {
  private func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private mutating func skipSpace() {
    while position < bytes.count, [9, 10, 12, 13, 32].contains(bytes[position]) { position += 1 }
  }

  /// The next byte that is no white space; nil at the end.
  private mutating func next() -> UInt8? {
    skipSpace()
    return position < bytes.count ? bytes[position] : nil
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next() == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func takeWord(_ word: StaticString) -> Bool {
    skipSpace()
    let text = Array("\(word)".utf8)
    guard bytes[position...].starts(with: text) else { return false }
    position += text.count
    return true
  }

  private mutating func expect(
    _ character: Unicode.Scalar, or alternative: String? = nil
  ) throws(FileError.Problem) {
    if !take(character) {
      throw unexpected("'\(character)'" + (alternative.map { " or \($0)" } ?? ""))
    }
  }

  private mutating func unexpected(_ required: String) -> FileError.Problem {
    skipSpace()
    let found = position < bytes.count ? bytes[position...].prefix(12) : []
    let text = String(decoding: found, as: UTF8.self).debugDescription.replacing("\\'", with: "'")
    return .npyHeader(
      position: position, required: required, found: found.isEmpty ? "the end" : text)
  }
}
