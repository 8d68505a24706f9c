import Testing

@testable import Tensors

/// Safetensors files that are damaged or lie.
@Suite struct SafetensorsFileDamageTests {
  static func outcome(_ bytes: [UInt8]) throws -> FileError.Problem? {
    let scratch = try Scratch()
    let path = try scratch.file(bytes)
    return problem { () throws(FileError) in try SafetensorsFile(path) }
  }

  /// The outcome of a header of `entries`, before `data` bytes.
  static func outcome(_ entries: String..., data: Int) throws -> FileError.Problem? {
    let header = "{" + entries.joined(separator: ",") + "}"
    return try outcome(safetensors(header, data: [UInt8](repeating: 0, count: data)))
  }

  @Test(arguments: 0..<8)
  func `A file too small for a header's length`(count: Int) throws {
    let bytes = [UInt8](repeating: 0, count: count)
    #expect(try Self.outcome(bytes) == .truncatedHeader(required: 8, found: count))
  }

  @Test
  func `A header's length beyond the limit, or beyond the file`() throws {
    #expect(
      try Self.outcome([UInt8](repeating: 255, count: 9))
        == .headerTooLarge(limit: 100_000_000, found: .max))
    let sign = [UInt8](repeating: 0, count: 7) + [0x80]
    #expect(
      try Self.outcome(sign) == .headerTooLarge(limit: 100_000_000, found: 1 << 63))
    #expect(
      try Self.outcome([3, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d])
        == .truncatedHeader(required: 11, found: 10))
  }

  @Test
  func `A header that does not begin with a brace`() throws {
    #expect(try Self.outcome(safetensors("")) == .safetensorsHeaderStart(found: nil))
    #expect(try Self.outcome(safetensors(" {}")) == .safetensorsHeaderStart(found: 0x20))
    #expect(try Self.outcome(safetensors("[]")) == .safetensorsHeaderStart(found: 0x5b))
    #expect(try Self.outcome(safetensors("\u{feff}{}")) == .safetensorsHeaderStart(found: 0xef))
  }

  @Test
  func `A header that is not UTF-8, or is UTF-16`() throws {
    for text in [[0x7b, 0xff, 0x7d], [0x7b, 0xc0, 0xaf, 0x7d], [0x7b, 0, 0x7d, 0]] as [[UInt8]] {
      #expect(try Self.outcome(safetensors(header: text)) == .safetensorsHeaderText)
    }
  }

  @Test(arguments: [
    "{", "{}}", "{} x", "{'a':1}", "{\"a\"}", "{\"a\":1}", "{\"a\":{}}", "{\"a\":null}",
    "{\"a\":[]}",
    "{\"__metadata__\":{\"a\":1}}", "{\"__metadata__\":[]}", "{,}", "{\"a\":{\"dtype\":\"F32\"}}",
    "{\"a\":{\"dtype\":1,\"shape\":[],\"data_offsets\":[0,0]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[0.5],\"data_offsets\":[0,0]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[\"1\"],\"data_offsets\":[0,0]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":0,\"data_offsets\":[0,0]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0,0]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,18446744073709551616]}}",
    "{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775808],\"data_offsets\":[0,0]}}",
  ])
  func `A header that is no JSON, or another JSON`(header: String) throws {
    let found = try Self.outcome(safetensors(header))
    guard case .safetensorsHeaderJSON(let reason)? = found else {
      Issue.record("found \(String(describing: found))")
      return
    }
    #expect(!reason.isEmpty && reason.utf8.count < 200)
  }

  @Test
  func `A wrong field is named with its tensor`() throws {
    #expect(
      try Self.outcome("\"w\":{\"dtype\":\"F32\",\"shape\":[]}", data: 0)
        == .safetensorsHeaderJSON(reason: "'w' has no 'data_offsets'"))
    #expect(
      try Self.outcome("\"w\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0]}", data: 0)
        == .safetensorsHeaderJSON(
          reason: "'w.data_offsets' is wrong: must be two offsets, but there are 1"))
  }

  @Test(arguments: ["[", "{\"a\":"])
  func `JSON nested deeper than a parser's stack`(opening: String) throws {
    let deep = "{\"a\":" + String(repeating: opening, count: 100_000)
    guard case .safetensorsHeaderJSON? = try Self.outcome(safetensors(deep)) else {
      Issue.record("must be an error")
      return
    }
    let ignored = "{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0],\"more\":"
    let valid = ignored + String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
    #expect(try Self.outcome(safetensors(valid + "}}")) == nil)
  }

  @Test
  func `A name or a field that is there twice, also where it is written in another way`() throws {
    let a = entry("a", "U8", [1], 0, 1)
    let doubled = "\"a\":{\"dtype\":\"U8\",\"dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[0,1]}"
    let duplicate = FileError.Problem.safetensorsDuplicateKey
    #expect(try Self.outcome(a, entry("\\u0061", "U8", [1], 0, 1), data: 1) == duplicate)
    #expect(try Self.outcome(doubled, data: 1) == duplicate)
    #expect(try Self.outcome("\"__metadata__\":{\"x\":\"\",\"x\":\"\"}", data: 0) == duplicate)
    let extended = a.dropLast() + ",\"more\":[{\"a:\":1},{\"a:\":{\"b\":null}}]}"
    #expect(try Self.outcome(String(extended), data: 1) == nil)
  }

  @Test
  func `Offsets that are reversed, negative, or outside the file`() throws {
    #expect(
      try Self.outcome(entry("a", "U8", [1], 2, 1), data: 2)
        == .offsetsReversed(tensor: "a", start: 2, end: 1))
    #expect(
      try Self.outcome(entry("a", "U8", [1], -1, 0), data: 2)
        == .offsetsReversed(tensor: "a", start: -1, end: 0))
    #expect(
      try Self.outcome(entry("a", "U8", [4], 0, 4), data: 3)
        == .offsetsOutsideFile(tensor: "a", end: 4, available: 3))
    #expect(
      try Self.outcome(entry("a", "U8", [.max], 0, .max), data: 3)
        == .offsetsOutsideFile(tensor: "a", end: .max, available: 3))
  }

  @Test
  func `Tensors that overlap, share bytes, or leave a hole`() throws {
    let a = entry("a", "U8", [4], 0, 4)
    #expect(
      try Self.outcome(a, entry("b", "U8", [4], 2, 6), data: 6)
        == .tensorsOverlap(tensor: "b", start: 2, previousEnd: 4))
    #expect(
      try Self.outcome(a, entry("b", "U8", [4], 0, 4), data: 4)
        == .tensorsOverlap(tensor: "b", start: 0, previousEnd: 4))
    #expect(
      try Self.outcome(a, entry("b", "U8", [1], 6, 7), data: 7)
        == .hole(start: 4, end: 6, before: "b"))
    #expect(
      try Self.outcome(entry("b", "U8", [1], 1, 2), data: 2)
        == .hole(start: 0, end: 1, before: "b"))
    #expect(try Self.outcome(a, data: 9) == .hole(start: 4, end: 9, before: nil))
  }

  @Test
  func `A shape that takes another number of bytes than the offsets enclose`() throws {
    for shape in [[3], [5], [], [0], [1 << 40, 0]] {
      #expect(
        try Self.outcome(entry("a", "F32", shape, 0, 16), data: 16)
          == .tensorSize(
            tensor: "a", dtype: "F32", shape: shape,
            required: shape.reduce(4, *), found: 16))
    }
    #expect(
      try Self.outcome(entry("a", "F32", [-2, -2], 0, 16), data: 16)
        == .negativeDim(tensor: "a", shape: [-2, -2]))
  }

  @Test
  func `A shape whose bytes overflow, or of more than 64 dims`() throws {
    for shape in [[.max], [1 << 32, 1 << 32], [0, .max]] {
      #expect(
        try Self.outcome(entry("a", "F32", shape, 0, 0), data: 0)
          == .shapeOverflow(tensor: "a", shape: shape, elementByteCount: 4))
    }
    let ones = [Int](repeating: 1, count: 65)
    #expect(
      try Self.outcome(entry("a", "U8", ones, 0, 1), data: 1)
        == .tooManyDims(tensor: "a", limit: 64, found: 65))
  }
}
