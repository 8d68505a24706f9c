import Testing

@testable import Tensors

/// An `.npy` file of version 1 with `header` as its text.
func npy(_ header: String, data: Int = 0, version: [UInt8] = [1, 0]) -> [UInt8] {
  let count = header.utf8.count
  let length = (0..<(version[0] == 1 ? 2 : 4)).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
  return NpyHeader.magic + version + length + Array(header.utf8)
    + [UInt8](repeating: 0, count: data)
}

/// Npy files that are damaged or lie.
@Suite struct NpyFileDamageTests {
  /// The header of such a file; the problem with it where there is one.
  static func outcome(_ bytes: [UInt8]) throws -> FileError.Problem? {
    let scratch = try Scratch()
    let path = try scratch.file(bytes)
    return problem { () throws(FileError) in try NpyFile(path) }
  }

  static let good = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"

  @Test(arguments: [
    good, good + "   \n", "  \t" + good, good.replacing("'", with: "\""),
    "{'shape':(2,3),'fortran_order':False,'descr':'<f4'}",
    "{ 'shape' : ( 2 , 3 , ) ,\n 'fortran_order' : False , 'descr' : '=f4' , }",
    good.replacing("(2, 3)", with: "(2L, 3L)"), good.replacing("<f4", with: "f4"),
  ])
  func `White space, the order of keys, quotes and last commas are free`(header: String) throws {
    #expect(try Self.outcome(npy(header, data: 24)) == nil)
  }

  @Test(arguments: [
    ("", 0, "'{'", "the end"),
    ("[]", 0, "'{'", "\"[]\""),
    ("{'descr'}", 8, "':'", "\"}\""),
    ("{'descr': <f4}", 10, "a quoted text", "\"<f4}\""),
    ("{'descr': '<f4", 14, "the closing quote", "the end"),
    ("{'shape': 3}", 10, "'('", "\"3}\""),
    ("{'shape': [3]}", 10, "'('", "\"[3]}\""),
    ("{'shape': (3)}", 12, "','", "\")}\""),
    ("{'shape': (3 4)}", 13, "','", "\"4)}\""),
    ("{'shape': (3, 4 5)}", 16, "')' or ','", "\"5)}\""),
    ("{'shape': (-1,)}", 11, "a dim of 0 or more", "\"-1,)}\""),
    ("{'shape': (1.5,)}", 12, "','", "\".5,)}\""),
    ("{'shape': (,)}", 11, "a dim of 0 or more", "\",)}\""),
    ("{'shape': (9223372036854775808,)}", 11, "a dim below 2^63", "\"922337203685\""),
    ("{'fortran_order': 0}", 18, "True or False", "\"0}\""),
    ("{'fortran_order': False 'shape': ()}", 24, "'}' or ','", "\"'shape': ()}\""),
    (good + "x", good.utf8.count, "the end or white space", "\"x\""),
    (good + "{}", good.utf8.count, "the end or white space", "\"{}\""),
  ])
  func `Another text is an error that says where`(
    header: String, position: Int, required: String, found: String
  ) throws {
    #expect(
      try Self.outcome(npy(header))
        == .npyHeader(position: position, required: required, found: found))
  }

  @Test
  func `Each key must be there once, and no other`() throws {
    #expect(try Self.outcome(npy("{}")) == .npyMissingKey("descr"))
    #expect(try Self.outcome(npy("{'descr': '<f4'}")) == .npyMissingKey("fortran_order"))
    let noShape = "{'descr': '<f4', 'fortran_order': True}"
    #expect(try Self.outcome(npy(noShape)) == .npyMissingKey("shape"))
    #expect(try Self.outcome(npy("{'shape': (), 'shape': ()}")) == .npyDuplicateKey("shape"))
    #expect(try Self.outcome(npy("{'sheep': ()}")) == .npyUnknownKey("sheep"))
  }

  @Test
  func `A file that is not .npy, of another version, or cut within the header`() throws {
    #expect(try Self.outcome([]) == .npyMagic(found: []))
    #expect(
      try Self.outcome(Array("unknown".utf8)) == .npyMagic(found: Array("unknow".utf8)))
    for version in [[0, 0], [4, 0], [1, 1]] as [[UInt8]] {
      #expect(
        try Self.outcome(npy(Self.good, version: version))
          == .npyVersion(major: version[0], minor: version[1]))
    }
    let file = npy(Self.good, data: 24)
    let dataOffset = file.count - 24
    for count in 6..<dataOffset {
      let required = count < 8 ? 8 : count < 10 ? 10 : dataOffset
      #expect(
        try Self.outcome(Array(file.prefix(count)))
          == .truncatedHeader(required: required, found: count))
    }
    let endless = NpyHeader.magic + [2, 0, 255, 255, 255, 255]
    #expect(try Self.outcome(endless) == .headerTooLarge(limit: 1 << 20, found: 0xffff_ffff))
  }

  @Test
  func `The data must be exactly as many bytes as the header says`() throws {
    for count in [0, 1, 23, 25, 1000] {
      #expect(
        try Self.outcome(npy(Self.good, data: count))
          == .npyDataSize(dtype: "f32", shape: [2, 3], required: 24, found: count))
    }
  }

  @Test(arguments: [
    "(9223372036854775807,)", "(4294967296, 4294967296)", "(0, 4294967296, 4294967296)",
  ])
  func `A shape whose bytes overflow is refused, also beside a dim of 0`(shape: String) throws {
    let found = try Self.outcome(npy(Self.good.replacing("(2, 3)", with: shape)))
    guard case .shapeOverflow(nil, _, 4) = found else {
      Issue.record("found \(String(describing: found))"); return
    }
  }

  @Test
  func `More than 64 dims are refused`() throws {
    let ones = "(" + String(repeating: "1,", count: 65) + ")"
    #expect(
      try Self.outcome(npy(Self.good.replacing("(2, 3)", with: ones), data: 4))
        == .tooManyDims(tensor: nil, limit: 64, found: 65))
  }

  @Test(arguments: [
    ("structured", "structure of several fields"),
    ("objects", "'|O' cannot be read: it holds Python"),
    ("text", "'<U2' cannot be read: it holds text"),
    ("dates", "'<M8[D]' cannot be read: it holds dates"),
    ("complex128", "'<c16' cannot be read: it is not the complex of two f32"),
  ])
  func `Another dtype is refused by name, with the reason`(name: String, reason: String) {
    let path = Fixture.path("\(name).npy")
    let error = #expect(throws: FileError.self) { try NpyFile(path) }
    #expect(error?.path == path && error?.description.contains(reason) == true)
  }
}
