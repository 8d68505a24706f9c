import Elements

/// A `.safetensors` file, opened for reading: its header is read and checked, its data are mapped.
///
/// Source: the format's description at https://huggingface.co/docs/safetensors.
public struct SafetensorsFile {
  /// What the header says about a tensor.
  public struct TensorInfo: Hashable, Sendable {
    public let dtype: DType
    public let shape: [Int]
  }

  /// The free texts under `__metadata__`.
  public let metadata: [String: String]
  private let entries: [SafetensorsHeader.Entry]
  private let index: [String: Int]
  private let dataOffset: Int
  private let mapping: MappedFile

  /// Opens `path`, and checks that its tensors cover its data exactly.
  ///
  /// Touches the header only. Throws if the file is missing or damaged; a tensor of a dtype that is
  /// not read is an error only when it is asked for.
  public init(_ path: String) throws(FileError) {
    let mapping = try MappedFile(path)
    let header = try FileError.naming(path) { () throws(FileError.Problem) in
      try mapping.withBytes(nil, SafetensorsHeader.parse)
    }
    self.mapping = mapping
    metadata = header.metadata
    entries = header.entries
    index = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.name, $0) })
    dataOffset = header.dataOffset
  }

  public var path: String { mapping.path }

  /// The tensors' names, in the order of their data.
  public var names: [String] { entries.map(\.name) }
}

extension SafetensorsFile {
  /// The dtype and the shape of the tensor `name`.
  ///
  /// Throws if there is none, or if its dtype is none that a tensor can have.
  public func info(_ name: String) throws(FileError) -> TensorInfo {
    let data = try data(name)
    return TensorInfo(dtype: data.dtype, shape: data.shape)
  }

  /// The tensor `name` as a read-only view of the mapping; a copy where it is not aligned.
  ///
  /// A view touches nothing but, for `bool`, every byte: where one is neither 0 nor 1, it is a copy, in which
  /// that is true. Throws as `info`.
  public func tensor(_ name: String) throws(FileError) -> DenseTensor { try data(name).tensor() }

  /// A row-major copy of the block of `sizes` elements from `offsets` on, which must lie in the
  /// tensor `name`.
  ///
  /// Reads only what the block needs, by the pages it lies on. O(block). Throws as `info`.
  public func box(
    _ name: String, offsets: [Int], sizes: [Int]
  ) throws(FileError) -> DenseTensor {
    try data(name).box(offsets: offsets, sizes: sizes)
  }

  private func data(_ name: String) throws(FileError) -> MappedTensor {
    guard let position = index[name] else {
      throw FileError(path: path, problem: .tensorNotFound(name: name, present: names))
    }
    let entry = entries[position]
    guard let dtype = DType(safetensors: entry.dtype) else {
      let known = "must be BOOL, I8 to I64, U8 to U64, F16, BF16, F32, F64 or C64"
      throw FileError(
        path: path,
        problem: .unsupportedDType(tensor: name, name: entry.dtype, reason: known))
    }
    return MappedTensor(
      name: name, mapping: mapping, start: dataOffset + entry.bytes.lowerBound, dtype: dtype,
      shape: entry.shape, strides: DenseTensor.rowMajorStrides(entry.shape), isSwapped: false)
  }
}
