import Elements

/// An `.npy` file, opened for reading: its header is read, its data are mapped.
///
/// Any dtype that a tensor has, C or Fortran order, either byte order, versions 1.0 to 3.0. NumPy has
/// no `bfloat16`: it is written as raw bytes of two (`<V2`), and such are read as `bfloat16`.
///
/// Source: the NumPy enhancement proposal 1, "A simple file format for NumPy arrays".
public struct NpyFile {
  /// The version of the format: how long the header may be, and its text's encoding. What this
  /// library writes is the same in each, but for a few bytes.
  public enum Version: UInt8, CaseIterable, Sendable {
    case v1 = 1
    case v2, v3
  }

  /// Which index varies fastest in the file: the last (C) or the first (Fortran).
  public enum Order: CaseIterable, Sendable { case c, fortran }

  package let header: NpyHeader
  package let dataOffset: Int
  package let mapping: MappedFile

  /// Opens `path`, checks that its header is whole and that its size is exactly what the header says.
  ///
  /// Touches the header only.
  public init(_ path: String) throws(FileError) {
    let mapping = try MappedFile(path)
    (header, dataOffset) = try FileError.naming(path) { () throws(FileError.Problem) in
      try mapping.withBytes(nil, NpyHeader.parse)
    }
    self.mapping = mapping
  }

  /// Opens `path`, as `init(_:)` does.
  public static func open(_ path: String) throws(FileError) -> NpyFile { try NpyFile(path) }

  /// The path of the file.
  public var path: String { mapping.path }
  /// The dtype of the elements.
  public var dtype: DType { header.descr.dtype }
  /// The shape of the tensor.
  public var shape: [Int] { header.shape }
  /// The order in which elements lie in the file.
  public var order: Order { header.isFortranOrder ? .fortran : .c }
}
