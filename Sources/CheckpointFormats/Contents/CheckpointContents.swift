import Elements
import Sharding

/// What a checkpoint on disk holds, whoever wrote it: of each tensor the boxes, and where their bytes are.
///
/// Nothing of the mesh that saved it is needed: boxes, not placements, decide how it is read. It is made from headers and
/// manifests alone, in one process.
public struct CheckpointContents: Sendable {
  /// A file with data.
  public struct File: Hashable, Sendable {
    /// The name within the checkpoint's folder.
    public let name: String
    /// The path under which it is opened.
    public let path: String
    /// How many bytes it must have.
    public let byteCount: Int
    /// The first bytes, which are before the data, and their CRC-32C; nil where the format has none.
    package let header: Header?

    /// A file of that many bytes.
    package init(name: String, path: String, byteCount: Int, header: Header? = nil) {
      self.name = name
      self.path = path
      self.byteCount = byteCount
      self.header = header
    }
  }

  /// The bytes of a file before its data.
  package struct Header: Hashable, Sendable {
    package let byteCount: Int
    package let checksum: UInt32

    package init(byteCount: Int, checksum: UInt32) {
      (self.byteCount, self.checksum) = (byteCount, checksum)
    }
  }

  /// The folder or the file, as it was named.
  public let path: String
  /// Who writes such checkpoints: `tessera`, `safetensors`, `DCP safetensors`, `DCP`, `Paddle`, `pt2`.
  public let format: String
  /// The files that the boxes are in.
  public let files: [File]
  /// In the order of their names, each of which occurs once.
  public let tensors: [CheckpointTensor]
  /// What is no tensor: the step, a learning rate.
  public let scalars: [String: CheckpointScalar]
  /// What the checkpoint has besides and this package does not read, with the reason.
  public let unread: [String]

  /// Creates the contents; `tensors` may come in any order.
  ///
  /// - Throws: `TesseraError.Kind.data` where two tensors have one name.
  package init(
    path: String, format: String, files: [File], tensors: [CheckpointTensor],
    scalars: [String: CheckpointScalar] = [:], unread: [String] = []
  ) throws(TesseraError) {
    let isSorted = zip(tensors, tensors.dropFirst()).allSatisfy { $0.name < $1.name }
    let tensors = isSorted ? tensors : tensors.sorted { $0.name < $1.name }
    if let twice = zip(tensors, tensors.dropFirst()).first(where: { $0.name == $1.name }) {
      throw TesseraError(
        .data, "\(path): each tensor must be there once, '\(twice.0.name)' is there twice")
    }
    self.path = path
    self.format = format
    self.files = files
    self.tensors = tensors
    self.scalars = scalars
    self.unread = unread.sorted()
  }
}

extension CheckpointContents {
  /// The tensor of that name; nil if there is none. O(log tensors).
  public subscript(name: String) -> CheckpointTensor? {
    var (low, high) = (0, tensors.count)
    while low < high {
      let middle = (low + high) / 2
      if tensors[middle].name < name { low = middle + 1 } else { high = middle }
    }
    return low < tensors.count && tensors[low].name == name ? tensors[low] : nil
  }

  /// The bytes of all tensors.
  public var byteCount: Int { tensors.reduce(0) { $0 + $1.byteCount } }
}

/// A tensor of a checkpoint.
public struct CheckpointTensor: Hashable, Sendable {
  /// The name, unique in the checkpoint.
  public var name: String
  /// The type of the elements.
  public let dtype: DType
  /// The global shape.
  public let shape: [Int]
  /// How it lay when it was saved, in the notation, with its mesh: for people, not for reading.
  public let lay: String?
  /// Disjoint boxes that cover it.
  public let boxes: [CheckpointBox]

  /// A tensor that these boxes make.
  public init(name: String, dtype: DType, shape: [Int], lay: String?, boxes: [CheckpointBox]) {
    self.name = name
    self.dtype = dtype
    self.shape = shape
    self.lay = lay
    self.boxes = boxes
  }

  /// The bytes of the whole tensor.
  public var byteCount: Int { shape.reduce(dtype.byteCount, *) }

  /// The dtype and the shape: `f32[8,6]`.
  public var type: String {
    "\(dtype.notation)[\(shape.map(String.init).joined(separator: ","))]"
  }
}

/// A box of a tensor, and where its elements lie, little-endian.
public struct CheckpointBox: Hashable, Sendable {
  /// Which elements they are.
  public let box: Box
  /// The number of the file in `CheckpointContents.files`.
  public let file: Int
  /// Where the first byte lies in the file.
  public let start: Int
  /// The CRC-32C of the bytes; nil where the format has none.
  public let checksum: UInt32?
  /// By dim: how many elements apart two neighbours lie; nil where they are dense, the last index varying fastest.
  public let strides: [Int]?

  /// A box that lies there.
  public init(
    box: Box, file: Int, start: Int, checksum: UInt32? = nil, strides: [Int]? = nil
  ) {
    self.box = box
    self.file = file
    self.start = start
    self.checksum = checksum
    self.strides = strides
  }
}

/// A value of a checkpoint that is no tensor.
public enum CheckpointScalar: Hashable, Sendable {
  /// A whole number of 64 bits: the step, a random counter, a place in the data.
  case int(Int)
  /// A number, kept bit for bit.
  case float(Double)
  /// A text.
  case string(String)
  /// A truth value.
  case bool(Bool)
}

extension CheckpointScalar: CustomStringConvertible {
  /// The value as it is typed.
  public var description: String {
    switch self {
    case .int(let value): "\(value)"
    case .float(let value): "\(value)"
    case .string(let value): value
    case .bool(let value): "\(value)"
    }
  }

  /// What a word of a command line means: a whole number, a number, `true` or `false`, or else a text.
  public init(parsing word: String) {
    if let value = Int(word) {
      self = .int(value)
    } else if let value = Bool(word) {
      self = .bool(value)
    } else if let value = Double(word) {
      self = .float(value)
    } else {
      self = .string(word)
    }
  }
}
