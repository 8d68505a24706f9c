import Elements
import Testing

@testable import Tensors

/// A `.safetensors` file with `header` as its text.
func safetensors(_ header: String, data: [UInt8] = []) -> [UInt8] {
  safetensors(header: Array(header.utf8), data: data)
}

func safetensors(header: [UInt8], data: [UInt8] = []) -> [UInt8] {
  (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header + data
}

/// One entry of a header.
func entry(_ name: String, _ dtype: String, _ shape: [Int], _ start: Int, _ end: Int) -> String {
  "\"\(name)\":{\"dtype\":\"\(dtype)\",\"shape\":\(shape),\"data_offsets\":[\(start),\(end)]}"
}

/// Safetensors files.
@Suite struct SafetensorsFileTests {
  static let names: [(String, DType)] = [
    ("BOOL", .bool), ("I8", .int8), ("I16", .int16), ("I32", .int32), ("I64", .int64),
    ("U8", .uint8), ("U16", .uint16), ("U32", .uint32), ("U64", .uint64), ("F16", .float16),
    ("BF16", .bfloat16), ("F32", .float32), ("F64", .float64), ("C64", .complex64),
  ]

  @Test(arguments: 0..<8)
  func `Every dtype is read, aligned or not`(padding: Int) throws {
    var (entries, data): ([String], [UInt8]) = ([], [])
    for (name, dtype) in Self.names {
      let bytes = NpyFileTests.expected(dtype).rowMajorBytes
      entries.append(entry(name, name, [2, 3], data.count, data.count + bytes.count))
      data += bytes
    }
    let header = "{" + entries.joined(separator: ",") + "}" + String(repeating: " ", count: padding)
    let scratch = try Scratch()
    let file = try SafetensorsFile(scratch.file(safetensors(header, data: data)))
    #expect(file.names == Self.names.map(\.0))
    for (name, dtype) in Self.names {
      let expected = NpyFileTests.expected(dtype)
      #expect(try file.info(name) == .init(dtype: dtype, shape: [2, 3]))
      #expect(try file.tensor(name).rowMajorBytes == expected.rowMajorBytes)
      let box = try file.box(name, offsets: [0, 1], sizes: [2, 2])
      let part = expected.slice(offsets: [0, 1], sizes: [2, 2])
      #expect(box.rowMajorBytes == part.rowMajorBytes && box.storage.isWritable)
    }
  }

  @Test
  func `No tensor, an empty one, a scalar; metadata; any order in the header`() throws {
    let scratch = try Scratch()
    #expect(try SafetensorsFile(scratch.file(safetensors("{}"))).names == [])
    let header =
      "{" + entry("scalar", "F32", [], 4, 8) + ",\"__metadata__\":{\"a:b\":\"\\\"c:d\\\"\"},"
      + entry("none", "F64", [3, 0], 4, 4) + "," + entry("first", "I16", [2], 0, 4) + "}"
    let file = try SafetensorsFile(
      scratch.file(safetensors(header, data: [1, 0, 2, 0, 0, 0, 0x80, 0x3f])))
    #expect(file.names == ["first", "none", "scalar"])
    #expect(file.metadata == ["a:b": "\"c:d\""])
    #expect(try file.tensor("scalar").values(as: Float.self) == [1])
    #expect(try file.tensor("none").shape == [3, 0])
    #expect(try file.box("none", offsets: [1, 0], sizes: [2, 0]).isEmpty)
    #expect(try file.tensor("first").values(as: Int16.self) == [1, 2])
  }

  @Test
  func `A tensor that is not there, or of a dtype that is not read, is an error when asked for`()
    throws
  {
    let scratch = try Scratch()
    let header = "{" + entry("a", "F8_E4M3", [3], 0, 3) + "," + entry("b", "BOOL", [1], 3, 4) + "}"
    let path = try scratch.file(safetensors(header, data: [9, 9, 9, 1]))
    let file = try SafetensorsFile(path)
    #expect(try file.tensor("b").values(as: Bool.self) == [true])
    #expect(
      problem { () throws(FileError) in try file.box("c", offsets: [], sizes: []) }
        == .tensorNotFound(name: "c", present: ["a", "b"]))
    let error = #expect(throws: FileError.self) { try file.info("a") }
    #expect(
      error?.description
        == "\(path): tensor 'a': the dtype F8_E4M3 cannot be read: "
        + "must be BOOL, I8 to I64, U8 to U64, F16, BF16, F32, F64 or C64")
  }

  @Test
  func `A bool that is not 0 is true, whatever its byte`() throws {
    let scratch = try Scratch()
    let bytes = safetensors("{" + entry("b", "BOOL", [4], 0, 4) + "}", data: [1, 255, 0, 2])
    let file = try SafetensorsFile(scratch.file(bytes))
    let whole = try file.tensor("b")
    #expect(whole.isIdentical(to: DenseTensor([true, true, false, true], shape: [4])))
    let part = try file.box("b", offsets: [1], sizes: [2])
    #expect(part.isIdentical(to: DenseTensor([true, false], shape: [2])))
  }
}
