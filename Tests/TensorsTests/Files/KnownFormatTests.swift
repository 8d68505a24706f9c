import Testing

@testable import Tensors

/// Files of other formats are told apart by their first bytes.
@Suite struct KnownFormatTests {
  private static func zip(_ name: String) -> [UInt8] {
    Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 22)
      + [UInt8(name.utf8.count), 0, 0, 0] + Array(name.utf8)
  }

  static let files: [(KnownFormat, [UInt8])] = [
    (.npz, zip("weights.npy")), (.torchArchive, zip("model/data.pkl")),
    (.torchArchive, zip("model/.format_version")), (.zip, zip("notes.txt")),
    (.zip, Array("PK\u{3}\u{4}".utf8)), (.pickle, [0x80, 2, 0x8a, 10]), (.pickle, [0x80, 5]),
    (.safetensorsIndex, Array(#"{"metadata": {}, "weight_map": {"a": "b.safetensors"}}"#.utf8)),
    (.json, Array(" {\"a\": 1}".utf8)), (.yaml, Array("meshes:\n  a: {}".utf8)),
    (.html, Array("\n<!DOCTYPE html><html>".utf8)), (.html, Array("<HTML lang=en>".utf8)),
    (.gitLFSPointer, Array("version https://git-lfs.github.com/spec/v1\noid sha256:0".utf8)),
    (.hdf5, [0x89] + Array("HDF\r\n\u{1a}\n".utf8)), (.netCDF, Array("CDF\u{1}".utf8)),
    (.netCDF, Array("CDF\u{5}".utf8)), (.gguf, Array("GGUF".utf8)),
    (.parquet, Array("PAR1".utf8)), (.arrow, Array("ARROW1".utf8)),
    (.matlab, Array("MATLAB 5.0 MAT-file, Platform: GLNXA64".utf8)), (.gzip, [0x1f, 0x8b, 8]),
    (.zstandard, [0x28, 0xb5, 0x2f, 0xfd]),
  ]

  @Test(arguments: files)
  func `each format is named by both readers`(format: KnownFormat, bytes: [UInt8]) throws {
    let scratch = try Scratch()
    let path = try scratch.file(bytes)
    #expect(
      problem { () throws(FileError) in try NpyFile(path) } == .otherFormat(format, required: .npy))
    #expect(
      problem { () throws(FileError) in try SafetensorsFile(path) }
        == .otherFormat(format, required: .safetensors))
  }

  @Test func `each reader names the other's files`() throws {
    let scratch = try Scratch()
    let npy = try scratch.file(Fixture.bytes("float32.npy"), name: "a.npy")
    let header = #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#
    let other = try scratch.file(safetensors(header), name: "a.safetensors")
    #expect(
      problem { () throws(FileError) in try SafetensorsFile(npy) }
        == .otherFormat(.npy, required: .safetensors))
    #expect(
      problem { () throws(FileError) in try NpyFile(other) }
        == .otherFormat(.safetensors, required: .npy))
  }

  @Test func `a header whose length looks like a pickle is read`() throws {
    // 640 bytes: 80 02 in little-endian.
    let entry = #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#
    let header = entry + String(repeating: " ", count: 640 - entry.utf8.count)
    let scratch = try Scratch()
    let path = try scratch.file(safetensors(header))
    #expect(try SafetensorsFile(path).names == ["a"])
  }

  @Test func `every format says what to give in its place`() {
    let known = Set(Self.files.map(\.0)).union([.npy, .safetensors])
    #expect(known == Set(KnownFormat.allCases))
    #expect(Set(KnownFormat.allCases.map(\.description)).count == KnownFormat.allCases.count)
  }
}
