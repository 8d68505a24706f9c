import Elements

/// An `.npz` file, opened for reading: an archive of `.npy` files, as `numpy.savez` writes it without compression.
///
/// Its directory is read, its data are mapped; the header of an array is read where it is asked for.
///
/// Source: NumPy's `numpy.lib.format`, and `numpy.savez`.
public struct NpzFile {
  private let zip: ZipArchive

  /// Opens `path`, and checks where its entries lie.
  ///
  /// - Throws: `FileError` where it is no such archive, as one of `numpy.savez_compressed`.
  public init(_ path: String) throws(FileError) { zip = try ZipArchive(path) }

  /// The names of the arrays, in the order of the file.
  public var names: [String] {
    zip.names.filter { $0.hasSuffix(NpyFile.suffix) }.map {
      String($0.dropLast(NpyFile.suffix.count))
    }
  }
}

extension NpzFile: TensorFile {
  /// How the names of such files end.
  public static let suffix = ".npz"
  /// Whether a file names its tensors.
  public static let isNamed = true

  /// The path of the file.
  public var path: String { zip.path }

  /// Where the data of an array lie.
  public func stored(_ name: String?) throws(FileError) -> StoredTensor {
    let name = name ?? ""
    return try FileError.naming(path) { () throws(FileError.Problem) in
      guard let entry = zip.entries[name + NpyFile.suffix] else {
        throw .tensorNotFound(name: name, present: names)
      }
      let (header, start) = try zip.mapping.withBytes(entry, NpyHeader.parse)
      return StoredTensor(
        name: name, dtype: header.descr.dtype, shape: header.shape,
        strides: StoredTensor.denseStrides(header.shape, isColumnMajor: header.isFortranOrder),
        isSwapped: header.descr.isSwapped, mapping: zip.mapping, start: entry.lowerBound + start)
    }
  }
}
