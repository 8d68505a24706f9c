import Elements

/// A format of files that hold dense tensors. To add one, conform a type and write it into `TensorFormats`.
public protocol TensorFile: SendableMetatype {
  /// How the names of such files end: `.npy`.
  static var suffix: String { get }
  /// Whether a file holds several tensors, of which one has to be named.
  static var isNamed: Bool { get }

  /// Opens a file, and checks its header; touches no data.
  init(_ path: String) throws(FileError)

  var path: String { get }

  /// Where the data of a tensor lie.
  ///
  /// - Parameter name: the tensor's; nil of a file that holds one only.
  /// - Throws: where there is none of this name, or its dtype is none that a tensor can have.
  func stored(_ name: String?) throws(FileError) -> StoredTensor
}

/// Every format of files with tensors.
public enum TensorFormats {
  /// The formats, in the order in which they are asked.
  public static let all: [any TensorFile.Type] = [NpyFile.self, SafetensorsFile.self, NpzFile.self]

  /// The format of the file of this name, by how it ends; nil if no format ends so.
  public static func format(of path: String) -> (any TensorFile.Type)? {
    all.first { path.hasSuffix($0.suffix) }
  }
}

/// A dense tensor in a mapped file: what all formats come down to.
public struct StoredTensor {
  /// nil if the file has one tensor only.
  public let name: String?
  /// The dtype of the elements.
  public let dtype: DType
  /// The shape of the tensor.
  public let shape: [Int]
  /// By dim: how many elements apart two neighbours lie; never negative.
  package let strides: [Int]
  /// Whether the file's bytes of an element are in the other order than the machine's.
  package let isSwapped: Bool
  package let mapping: MappedFile
  /// Where the data begin in the file; they end within it.
  package let start: Int
}

extension StoredTensor {
  /// The bytes of all elements.
  package var byteCount: Int { shape.reduce(dtype.byteCount, *) }

  /// The bytes from the first element to the last.
  package var span: Int {
    if shape.contains(0) { return 0 }
    return zip(shape, strides).reduce(1) { $0 + ($1.0 - 1) * $1.1 } * dtype.byteCount
  }

  /// Of a dense tensor, whose last index varies fastest, or its first.
  package static func denseStrides(_ shape: [Int], isColumnMajor: Bool = false) -> [Int] {
    var strides = shape
    var step = 1
    for dim in isColumnMajor ? Array(shape.indices) : shape.indices.reversed() {
      strides[dim] = step
      step *= max(shape[dim], 1)
    }
    return strides
  }

  /// A tensor of which each element lies in the mapping.
  ///
  /// - Parameters:
  ///   - strides: nil where the tensor is dense, with the last index varying fastest.
  ///   - start: where its first element lies.
  package init(
    name: String?, dtype: DType, shape: [Int], strides: [Int]? = nil, isSwapped: Bool = false,
    mapping: MappedFile, start: Int
  ) {
    (self.name, self.dtype, self.shape) = (name, dtype, shape)
    self.strides = strides ?? Self.denseStrides(shape)
    (self.isSwapped, self.mapping, self.start) = (isSwapped, mapping, start)
  }
}

extension NpyFile: TensorFile {
  /// How the names of such files end.
  public static let suffix = ".npy"
  /// Whether a file names its tensors.
  public static let isNamed = false

  /// Where the data of a tensor lie.
  public func stored(_ name: String?) throws(FileError) -> StoredTensor {
    StoredTensor(
      name: nil, dtype: dtype, shape: shape,
      strides: StoredTensor.denseStrides(shape, isColumnMajor: order == .fortran),
      isSwapped: header.descr.isSwapped, mapping: mapping, start: dataOffset)
  }
}

extension SafetensorsFile: TensorFile {
  /// How the names of such files end.
  public static let suffix = ".safetensors"
  /// Whether a file names its tensors.
  public static let isNamed = true

  /// Where the data of a tensor lie.
  public func stored(_ name: String?) throws(FileError) -> StoredTensor {
    let name = name ?? ""
    let extent = try extent(name)
    return StoredTensor(
      name: name, dtype: extent.dtype, shape: extent.shape, mapping: mapping, start: extent.start)
  }
}
