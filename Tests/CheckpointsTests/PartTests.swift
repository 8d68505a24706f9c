import CheckpointCases
import Files
import Foundation
import Testing

/// The parts that files of checkpoints are made of.
@Suite struct PartTests {
  @Test func `CRC-32C is the one of RFC 3720, with and without the processor's instruction`() {
    func sums(_ bytes: [UInt8]) -> Set<UInt32> {
      var tables = CRC32C()
      unsafe tables.addByTables(bytes.span.bytes)
      return [tables.value, unsafe CRC32C.checksum(bytes.span.bytes)]
    }
    #expect(sums(Array("123456789".utf8)) == [0xe306_9283])
    #expect(sums([]) == [0])
    #expect(sums([UInt8](repeating: 0, count: 32)) == [0x8a91_36aa])
    #expect(sums([UInt8](repeating: 255, count: 32)) == [0x62a8_ab43])
    #expect(sums((0..<32).map { $0 }) == [0x46dd_794e])
    for count in 0..<70 { #expect(sums((0..<count).map { UInt8($0 * 7 & 255) }).count == 1) }
    var parts = CRC32C()
    for part in ["12345", "", "6789"] { unsafe parts.add(Array(part.utf8).span.bytes) }
    #expect(parts.value == 0xe306_9283)
  }

  @Test func `CRC-32 is the one of zip archives`() {
    for (bytes, sum) in [
      (Array("123456789".utf8), UInt32(0xcbf4_3926)), ([], 0),
      ([UInt8](repeating: 0, count: 32), 0x190a_55ad),
      ([UInt8](repeating: 255, count: 32), 0xff6c_ab0b), ((0..<32).map { $0 }, 0x9126_7e8a),
    ] {
      #expect(unsafe CRC32.checksum(bytes.span.bytes) == sum)
    }
  }

  private func pickle(_ bytes: [UInt8]) -> Result<Pickle, FileError.Problem> {
    do throws(FileError.Problem) {
      return .success(
        try PickleReader.read(bytes) { module, name in module == "torch" && name == "Size" })
    } catch { return .failure(error) }
  }

  @Test func `plain values of a pickle are read`() throws {
    // {'a': (1, -2, 300, 2**40), 'b': [0.5, None, True], 'c': torch.Size([3])}, by protocols 2 to 4.
    let bytes =
      [0x80, 4] + Array("}(".utf8) + [0x8c, 1] + Array("a".utf8) + Array("(K".utf8) + [1]
      + Array("J".utf8) + [0xfe, 0xff, 0xff, 0xff] + Array("M".utf8) + [0x2c, 1]
      + [0x8a, 6, 0, 0, 0, 0, 0, 1] + Array("t".utf8) + Array("X".utf8) + [1, 0, 0, 0]
      + Array("b](G".utf8) + [0x3f, 0xe0, 0, 0, 0, 0, 0, 0] + Array("N".utf8) + [0x88]
      + Array("e".utf8) + [0x8c, 1] + Array("cctorch\nSize\nK".utf8) + [3, 0x85, 0x85]
      + Array("Ru.".utf8)
    let found = try pickle(bytes).get()
    let entries = try #require(found.entries(found.root))
    #expect(entries.map { found.string($0.key) } == ["a", "b", "c"])
    #expect(found.integers(entries[0].value) == [1, -2, 300, 1 << 40])
    #expect(
      found.elements(entries[1].value)?.map { found[$0] } == [.float(0.5), .none, .bool(true)])
    #expect(found.integers(entries[2].value) == [3])
    #expect(found.className(entries[2].value) == "Size")
  }

  @Test(arguments: [
    "cos\nsystem\n(S'ls'\ntR.", "cposix\nsystem\n.", "cbuiltins\neval\n.", "ctorch\nload\n.",
  ])
  func `a global that is not permitted is refused by its name`(text: String) throws {
    let name = text.dropFirst().split(separator: "\n").prefix(2).joined(separator: ".")
    guard case .failure(let problem) = pickle([0x80, 2] + Array(text.utf8)) else {
      Issue.record("it was read")
      return
    }
    #expect("\(problem)".contains("not \(name)"))
  }

  @Test(
    arguments: [
      [], [0x80], [0x80, 9, 0x2e], Array("K".utf8), Array(".".utf8), Array("t.".utf8),
      Array("(.".utf8), Array("X".utf8) + [255, 255, 255, 255],
      [0x8d] + [UInt8](repeating: 255, count: 8),
      Array("h".utf8) + [7], Array("N.N".utf8), Array("NN.".utf8), Array("Na.".utf8),
      Array("}Nu.".utf8),
      [0x8a, 9] + [UInt8](repeating: 1, count: 9), Array("i".utf8), Array("}(Nu.".utf8), [0x85],
    ] as [[UInt8]])
  func `a damaged pickle is refused with the place`(bytes: [UInt8]) {
    guard case .failure(.pickle(let position, _)) = pickle(bytes) else {
      Issue.record("\(bytes) was read")
      return
    }
    #expect(position <= bytes.count)
  }

  @Test func `a pickle of a million nested lists ends without a crash`() throws {
    let count = 1_000_000
    let bytes =
      [UInt8](repeating: UInt8(ascii: "]"), count: count)
      + [UInt8](repeating: UInt8(ascii: "a"), count: count - 1) + Array(".".utf8)
    #expect(try pickle(bytes).get().values.count == count + 3)
    // A list in itself.
    let circle = try pickle(Array("]q".utf8) + [0] + Array("h".utf8) + [0] + Array("a.".utf8)).get()
    #expect(circle.elements(circle.root) == [circle.root])
  }

  private func json<T>(
    _ text: String, _ body: (inout JSONReader) throws(FileError.Problem) -> T
  ) -> T? {
    var reader = JSONReader(Array(text.utf8))
    do throws(FileError.Problem) {
      let value = try body(&reader)
      try reader.requireEnd()
      return value
    } catch { return nil }
  }

  @Test func `JSON is read as Foundation reads it`() throws {
    let texts = [
      "0", "-0", "1", "-12", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
      "1.5", "-2e3", "1E-2", "01", "-", "+1", "1.", ".5", "1e", "0x1", "nan", "true", "false",
      "null",
      "\"\"", "\"a\\n\\u00fc\\ud83d\\ude00\\/\"", "\"\\ud83d\"", "\"\\x\"", "\"a", "\"\u{1}\"",
      "tru", "",
      "\"é\"", " 7 ", "7 8",
    ]
    for text in texts {
      let found = json(text) { (reader) throws(FileError.Problem) in try reader.scalar() } ?? nil
      let known = try? JSONSerialization.jsonObject(
        with: Data(text.utf8), options: .fragmentsAllowed)
      #expect((found == nil) == (known == nil), "\(text)")
      switch (found, known) {
      case (.string(let text), let known as String): #expect(text == known)
      case (.int(let number), let known as NSNumber): #expect(number == known.intValue)
      case (.float(let number), let known as NSNumber): #expect(number == known.doubleValue)
      case (.bool(let value), let known as NSNumber): #expect(value == known.boolValue)
      case (.null, is NSNull), (nil, nil): break
      default:
        Issue.record("\(text): \(String(describing: found)), not \(String(describing: known))")
      }
    }
  }

  @Test func `nested JSON is passed, to a depth`() {
    func skips(_ text: String) -> Bool {
      json(text) { (reader) throws(FileError.Problem) in try reader.skip() } != nil
    }
    #expect(skips("{\"a\":[1,{\"b\":[]},\"]\"],\"c\":{}}"))
    #expect(skips(String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)))
    #expect(!skips(String(repeating: "[", count: 1001) + String(repeating: "]", count: 1001)))
    #expect(!skips(String(repeating: "[", count: 1_000_000)))
    for text in ["[1,]", "{\"a\"}", "{\"a\":1,}", "[1 2]", "{1:2}", "[", "{\"a\":}"] {
      #expect(!skips(text), "\(text)")
    }
  }

  @Test func `integers are whole and of 64 bits`() {
    func integers(_ text: String) -> [Int]? {
      json(text) { (reader) throws(FileError.Problem) in try reader.integers() }
    }
    #expect(
      integers("[0, -1,9223372036854775807 ,-9223372036854775808]") == [0, -1, .max, .min])
    for text in [
      "[9223372036854775808]", "[-9223372036854775809]", "[1.0]", "[1e2]", "[00]", "[-]",
    ] {
      #expect(integers(text) == nil, "\(text)")
    }
  }
}
