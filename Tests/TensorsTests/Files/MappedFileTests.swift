import Foundation
import Testing

@testable import Tensors

/// Mapping of files.
@Suite struct MappedFileTests {
  @Test
  func `The bytes of a file, all or some, and of an empty one`() throws {
    let scratch = try Scratch()
    let file = try MappedFile(scratch.file([1, 2, 3, 4], name: "four"))
    #expect(file.byteCount == 4)
    #expect(file.withBytes { $0.prefix(9) } == [1, 2, 3, 4])
    #expect(file.withBytes(1..<3) { $0.prefix(9) } == [2, 3])
    #expect(file.withBytes(4..<4) { $0.byteCount } == 0)
    let empty = try MappedFile(scratch.file([], name: "empty"))
    #expect(empty.byteCount == 0 && empty.withBytes { $0.byteCount } == 0)
  }

  @Test
  func `A missing file is an error with its path and the system's reason`() throws {
    let scratch = try Scratch()
    let path = scratch.path("missing")
    let error = #expect(throws: FileError.self) { try MappedFile(path) }
    #expect(error?.description == "\(path): open failed: No such file or directory")
  }

  @Test
  func `A directory, a pipe and a device are errors, and none waits`() throws {
    let scratch = try Scratch()
    let pipe = scratch.path("pipe")
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    for (path, kind) in [
      (scratch.path(""), "a directory"), (pipe, "a pipe"), ("/dev/null", "a device"),
    ] {
      let found = problem { () throws(FileError) in try MappedFile(path) }
      #expect(found == .notAPlainFile(kind: kind))
    }
  }

  @Test
  func `A mapping outlives the name of its file, and views outlive the opened file`() throws {
    let scratch = try Scratch()
    let path = try scratch.file(Fixture.bytes("vector.npy"))
    let view = try NpyFile(path).tensor()
    try FileManager.default.removeItem(atPath: path)
    #expect(!view.storage.isWritable)
    #expect(view.values(as: Int64.self) == [0, 1, 2, 3, 4])
  }

  @Test
  func `A file cut short after it was opened is an error, not the end of the process`() throws {
    let scratch = try Scratch()
    let bytes = try Fixture.bytes("vector.npy")
    let path = try scratch.file(bytes)
    let file = try NpyFile(path)
    #expect(unsafe truncate(path, 100) == 0)
    let found = problem { () throws(FileError) in try file.box(offsets: [0], sizes: [5]) }
    #expect(found == .shrunk(opened: bytes.count, now: 100))
  }

  @Test
  func `A box of a huge sparse file is read without reading the file`() throws {
    let scratch = try Scratch()
    let header = NpyHeader(
      descr: try NpyDescr(parsing: "<f4"), isFortranOrder: false, shape: [1 << 16, 1 << 18])
    let path = try scratch.file(header.encoded(version: .v1))
    // 64 GiB; the disk holds the header only.
    #expect(unsafe truncate(path, 128 + 1 << 36) == 0)
    let file = try NpyFile(path)
    let box = try file.box(offsets: [(1 << 16) - 2, 5], sizes: [2, 3])
    #expect(box.values(as: Float.self) == [0, 0, 0, 0, 0, 0])
    #expect(try file.tensor().shape == [1 << 16, 1 << 18])
  }
}
