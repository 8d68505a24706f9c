import Elements
import Testing

@testable import Tensors

/// Npy files.
@Suite struct NpyFileTests {
  /// What every fixture of a dtype holds.
  static func expected(_ dtype: DType) -> DenseTensor {
    let result = DenseTensor(shape: [2, 3], dtype: dtype)
    for (i, value) in [0.0, 1, 2, 50, 100, 127].enumerated() {
      result.slice(offsets: [i / 3, i % 3], sizes: [1, 1]).fill(value)
    }
    return result
  }

  static let suffixes = ["", "-fortran", "-big-endian"]

  @Test(arguments: DType.allCases)
  func `What NumPy wrote is read, in either order of dims and of bytes`(dtype: DType) throws {
    for suffix in Self.suffixes {
      if suffix != "" && dtype == .bfloat16 { continue }
      if suffix == "-big-endian" && dtype.byteCount == 1 { continue }
      let file = try NpyFile(Fixture.path("\(dtype.rawValue)\(suffix).npy"))
      #expect(file.shape == [2, 3] && file.dtype == dtype)
      #expect(file.order == (suffix == "-fortran" ? .fortran : .c))
      let bytes = Self.expected(dtype).rowMajorBytes
      #expect(try file.tensor().rowMajorBytes == bytes)
      #expect(try NpyFile.read(file.path).rowMajorBytes == bytes)
      let box = try file.box(offsets: [1, 1], sizes: [1, 2])
      #expect(box.shape == [1, 2] && box.rowMajorBytes == Array(bytes.suffix(2 * dtype.byteCount)))
    }
  }

  @Test(arguments: DType.allCases)
  func `What is written is byte for byte what NumPy writes`(dtype: DType) throws {
    let scratch = try Scratch()
    let tensor = Self.expected(dtype)
    try NpyFile.write(tensor, to: scratch.path("c"))
    var golden = try Fixture.bytes("\(dtype.rawValue).npy")
    if dtype == .bfloat16 {
      // NumPy drops the byte order that other libraries put before raw bytes.
      let bar = try #require(golden.firstIndex(of: UInt8(ascii: "|")))
      golden[bar] = UInt8(ascii: "<")
    } else {
      try NpyFile.write(tensor, to: scratch.path("f"), order: .fortran)
      #expect(try scratch.bytes("f") == Fixture.bytes("\(dtype.rawValue)-fortran.npy"))
    }
    #expect(try scratch.bytes("c") == golden)
  }

  @Test
  func `Versions 2 and 3 are read and written`() throws {
    let scratch = try Scratch()
    for (version, name) in [
      (NpyFile.Version.v2, "float32-version2.npy"), (.v3, "float32-version3.npy"),
    ] {
      let tensor = try NpyFile.read(Fixture.path(name))
      #expect(tensor.rowMajorBytes == Self.expected(.float32).rowMajorBytes)
      try NpyFile.write(tensor, to: scratch.path(name), version: version)
      #expect(try scratch.bytes(name) == Fixture.bytes(name))
    }
  }

  @Test(arguments: ["scalar.npy", "empty.npy", "vector.npy", "five-dims.npy"])
  func `Scalars, empty tensors, vectors and many dims go round`(name: String) throws {
    let scratch = try Scratch()
    for order in NpyFile.Order.allCases {
      let tensor = try NpyFile.open(Fixture.path(name)).tensor()
      try NpyFile.write(tensor, to: scratch.path(name), order: order)
      if order == .c || tensor.ndim < 5 {
        #expect(try scratch.bytes(name) == Fixture.bytes(name))
      }
      let again = try NpyFile.read(scratch.path(name))
      #expect(again.shape == tensor.shape && again.rowMajorBytes == tensor.rowMajorBytes)
    }
  }

  @Test
  func `Every box of a file in Fortran order is the box of its tensor`() throws {
    let file = try NpyFile(Fixture.path("float16-fortran.npy"))
    let whole = Self.expected(.float16)
    for row in 0...2 {
      for rows in 0...(2 - row) {
        for column in 0...3 {
          for columns in 0...(3 - column) {
            let (offsets, sizes) = ([row, column], [rows, columns])
            let box = try file.box(offsets: offsets, sizes: sizes)
            let expected = whole.slice(offsets: offsets, sizes: sizes)
            #expect(box.isContiguous && box.shape == sizes)
            #expect(box.rowMajorBytes == expected.rowMajorBytes)
          }
        }
      }
    }
  }

  @Test
  func `Data of an old file that begin at no multiple of the element are read`() throws {
    let scratch = try Scratch()
    let text = "{'descr':'<f8','fortran_order':True,'shape':(2,3)}\n"
    for padding in 0..<8 {
      let header = String(repeating: " ", count: padding) + text
      let values = [1.0, 2, 3, 4, 5, 6].flatMap { value in
        (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
      }
      let bytes =
        NpyHeader.magic + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8) + values
      let file = try NpyFile(scratch.file(bytes))
      #expect(try file.tensor().values(as: Double.self) == [1, 3, 5, 2, 4, 6])
      #expect(try file.box(offsets: [1, 1], sizes: [1, 2]).values(as: Double.self) == [4, 6])
    }
  }

  @Test
  func `A strided view is written as its elements in row-major order`() throws {
    let scratch = try Scratch()
    let view = Self.expected(.int16).transposed(0, 1).strided(dim: 0, start: 2, count: 2, step: -2)
    try NpyFile.write(view, to: scratch.path("view.npy"))
    #expect(try NpyFile.read(scratch.path("view.npy")).values(as: Int16.self) == [2, 127, 0, 50])
  }
}
