import Files
extension NpyFile {
  /// Writes `tensor` to `path`, byte for byte as `numpy.save` does.
  ///
  /// A file of that name is replaced when the new one is complete, so that a failure leaves it as it
  /// was, and `tensor` may be a view of it. Throws what the system says, and for more than 64 dims.
  /// A tensor that does not lie in the file's order already is copied first.
  public static func write(
    _ tensor: DenseTensor, to path: String, order: Order = .c, version: Version = .v1
  ) throws(FileError) {
    try FileError.naming(path) { () throws(FileError.Problem) in
      if tensor.ndim > maximumDims {
        throw .tooManyDims(tensor: nil, limit: maximumDims, found: tensor.ndim)
      }
      // With one index that varies the orders are the same; NumPy calls that C.
      let isFortranOrder =
        order == .fortran && !tensor.isEmpty && tensor.shape.count { $0 > 1 } > 1
      let dims = Array(tensor.shape.indices)
      let data = (isFortranOrder ? tensor.permuted(dims.reversed()) : tensor).contiguous()
      let header = NpyHeader(
        descr: NpyDescr(dtype: tensor.dtype, isSwapped: false), isFortranOrder: isFortranOrder,
        shape: tensor.shape)
      try NewFile.write(to: path) { (file) throws(FileError.Problem) in
        try unsafe file.append(header.encoded(version: version).span.bytes)
        try data.storage.withBytes(data.byteRange) { (bytes) throws(FileError.Problem) in
          try file.append(bytes)
        }
      }
    }
  }
}
