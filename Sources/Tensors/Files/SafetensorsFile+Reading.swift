import Elements
import Files

extension SafetensorsFile {
  /// The tensor `name` as a read-only view of the mapping; a copy where it is not aligned.
  ///
  /// A view touches nothing but, for `bool`, every byte: where one is neither 0 nor 1, it is a copy, in which
  /// that is true. Throws as `info`.
  public func tensor(_ name: String) throws(FileError) -> DenseTensor { try stored(name).tensor() }

  /// A row-major copy of the block of `sizes` elements from `offsets` on, which must lie in the
  /// tensor `name`.
  ///
  /// Reads only what the block needs, by the pages it lies on. O(block). Throws as `info`.
  public func box(
    _ name: String, offsets: [Int], sizes: [Int]
  ) throws(FileError) -> DenseTensor {
    try stored(name).box(offsets: offsets, sizes: sizes)
  }
}
