import Elements

/// A `.safetensors` file, opened for reading: its header is read and checked, its data are mapped.
///
/// Source: the format's description at https://huggingface.co/docs/safetensors.
public struct SafetensorsFile {
  /// What the header says about a tensor.
  public struct TensorInfo: Hashable, Sendable {
    /// The dtype of the elements.
    public let dtype: DType
    /// The shape of the tensor.
    public let shape: [Int]

    /// A tensor of this dtype and shape.
    public init(dtype: DType, shape: [Int]) { (self.dtype, self.shape) = (dtype, shape) }
  }

  /// The free texts under `__metadata__`.
  public let metadata: [String: String]
  private let entries: [SafetensorsHeader.Entry]
  private let index: [String: Int]
  private let dataOffset: Int
  package let mapping: MappedFile

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

  /// The path of the file.
  public var path: String { mapping.path }

  /// The tensors' names, in the order of their data.
  public var names: [String] { entries.map(\.name) }
}

extension SafetensorsFile {
  /// The dtype and the shape of the tensor `name`.
  ///
  /// Throws if there is none, or if its dtype is none that a tensor can have.
  public func info(_ name: String) throws(FileError) -> TensorInfo {
    let data = try extent(name)
    return TensorInfo(dtype: data.dtype, shape: data.shape)
  }

  /// Where the data of the tensor `name` lie.
  package struct Extent {
    package let dtype: DType
    package let shape: [Int]
    /// In bytes, from the start of the file.
    package let start: Int
  }

  package func extent(_ name: String) throws(FileError) -> Extent {
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
    return Extent(
      dtype: dtype, shape: entry.shape, start: dataOffset + entry.bytes.lowerBound)
  }
}
