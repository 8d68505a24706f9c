import Files
extension NpyFile {
  /// The tensor in the file, as a copy of its own.
  ///
  /// Throws if the file is missing, damaged, longer or shorter than its header says, or of a dtype
  /// that a tensor cannot have.
  public static func read(_ path: String) throws(FileError) -> DenseTensor {
    let file = try NpyFile(path)
    return try file.box(offsets: file.shape.map { _ in 0 }, sizes: file.shape)
  }

  /// The tensor in the file, as a read-only view of the mapping, column-major where the file is in
  /// Fortran order.
  ///
  /// A copy where the bytes cannot be used as they lie: in the other byte order, or not aligned.
  /// A view touches nothing but, for `bool`, every byte: where one is neither 0 nor 1, it is a copy, in which
  /// that is true.
  public func tensor() throws(FileError) -> DenseTensor { try stored(nil).tensor() }

  /// A row-major copy of the block of `sizes` elements from `offsets` on, which must lie in `shape`.
  ///
  /// Reads only what the block needs, by the pages it lies on. O(block).
  public func box(offsets: [Int], sizes: [Int]) throws(FileError) -> DenseTensor {
    try stored(nil).box(offsets: offsets, sizes: sizes)
  }
}
