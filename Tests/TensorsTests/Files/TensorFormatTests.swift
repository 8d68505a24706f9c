import Files
import Foundation
import Testing

@testable import Tensors

/// The list of formats is all that anybody asks.
@Suite struct TensorFormatTests {
  private func files(_ scratch: Scratch) throws -> [(
    any TensorFile.Type, path: String, name: String?
  )] {
    let npy = scratch.path("x.npy")
    try NpyFile.write(DenseTensor([1, 2, 3, 4] as [Float], shape: [2, 2]), to: npy)
    let header = "{" + entry("x", "F32", [2, 2], 0, 16) + "}"
    let bytes: [UInt8] = [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40, 0, 0, 0x80, 0x40]
    let named = try scratch.file(safetensors(header, data: bytes), name: "x.safetensors")
    return [
      (NpyFile.self, npy, nil), (SafetensorsFile.self, named, "x"),
      (NpzFile.self, Fixture.path("arrays.npz"), "x"),
    ]
  }

  @Test func `a file of every format is known by how its name ends, and read box by box`() throws {
    let scratch = try Scratch()
    let files = try files(scratch)
    #expect(files.count == TensorFormats.all.count)
    for (format, path, name) in files {
      let found = try #require(TensorFormats.format(of: path))
      #expect(ObjectIdentifier(found) == ObjectIdentifier(format))
      #expect(found.isNamed == (name != nil))
      let stored = try found.init(path).stored(name)
      #expect(stored.dtype == .float32 && stored.shape == [2, 2])
      #expect(try stored.tensor().values(as: Float.self) == [1, 2, 3, 4])
      #expect(try stored.box(offsets: [1, 0], sizes: [1, 2]).values(as: Float.self) == [3, 4])
    }
    #expect(TensorFormats.format(of: "x.bin") == nil)
  }

  @Test func `an archive of arrays has them by name, in any order of bytes and of indices`() throws
  {
    let path = Fixture.path("arrays.npz")
    let file = try NpzFile(path)
    #expect(file.names == ["x", "columns"])
    let columns = try file.stored("columns").tensor()
    #expect(columns.shape == [2, 3] && columns.values(as: Int32.self) == [0, 1, 2, 3, 4, 5])
    #expect(throws: FileError.self) { try file.stored("y") }
    // Cut short, or with an entry that lies about itself.
    let scratch = try Scratch()
    let bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
    for count in stride(from: 0, to: bytes.count, by: 7) {
      let cut = try scratch.file(bytes[..<count], name: "cut.npz")
      #expect(throws: FileError.self) { try NpzFile(cut) }
    }
  }
}
