import Testing

@testable import Tensors

/// Npy writing.
@Suite struct NpyFileWritingTests {
  @Test
  func `A file is replaced whole, also by a view of itself, and nothing is left beside it`() throws
  {
    let scratch = try Scratch()
    let path = scratch.path("a.npy")
    try NpyFile.write(DenseTensor([1, 2, 3, 4, 5, 6] as [Int32], shape: [2, 3]), to: path)
    let view = try NpyFile(path).tensor()
    try NpyFile.write(view.transposed(0, 1), to: path)
    #expect(view.values(as: Int32.self) == [1, 2, 3, 4, 5, 6])
    #expect(try NpyFile.read(path).values(as: Int32.self) == [1, 4, 2, 5, 3, 6])
    #expect(try scratch.names() == ["a.npy"])
  }

  @Test
  func `A missing directory is an error that names the file and the system's reason`() throws {
    let path = try Scratch().path("no/such.npy")
    let tensor = DenseTensor(zeros: [1], dtype: .int8)
    let error = #expect(throws: FileError.self) { try NpyFile.write(tensor, to: path) }
    #expect(error?.description == "\(path): open failed: No such file or directory")
  }

  @Test
  func `A directory in the file's place stays, and nothing is left beside it`() throws {
    let scratch = try Scratch()
    _ = try scratch.file([])
    let tensor = DenseTensor(zeros: [1], dtype: .int8)
    let path = scratch.path(".")
    #expect(throws: FileError.self) { try NpyFile.write(tensor, to: path) }
    #expect(try scratch.names() == ["file"])
  }

  @Test
  func `A device that is full is an error`() {
    let tensor = DenseTensor(zeros: [1], dtype: .int8)
    let found = problem { () throws(FileError) in try NpyFile.write(tensor, to: "/dev/full") }
    #expect(found == .system(call: "write", code: 28, reason: "No space left on device"))
  }

  @Test
  func `More dims than NumPy has are refused`() throws {
    let scratch = try Scratch()
    let tensor = DenseTensor(zeros: [Int](repeating: 1, count: 65), dtype: .int8)
    let found = problem { () throws(FileError) in
      try NpyFile.write(tensor, to: scratch.path("a"))
    }
    #expect(found == .tooManyDims(tensor: nil, limit: 64, found: 65))
    #expect(try scratch.names().isEmpty)
  }
}
