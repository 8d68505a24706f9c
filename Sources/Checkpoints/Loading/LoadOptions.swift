import Elements
import Sharding
import Tessera

/// A tensor that is to be loaded.
public struct LoadTarget: Hashable, Sendable {
  /// Where it is to lie.
  public var attr: TensorDistAttr
  /// The shape that it must have; nil for any.
  public var shape: [Int]?
  /// The dtype that it must have; nil for any.
  public var dtype: DType?

  /// A tensor of this layout; what is nil is as the checkpoint has it.
  public init(_ attr: TensorDistAttr, shape: [Int]? = nil, dtype: DType? = nil) {
    self.attr = attr
    self.shape = shape
    self.dtype = dtype
  }
}

/// How ranks that want the same elements of a checkpoint get them.
public enum ReadSharing: String, CaseIterable, Sendable {
  /// Each host reads an element once; its ranks send it to each other.
  case host
  /// One rank of all reads an element; what other hosts want of it crosses the network.
  case job
  /// Each rank reads what it wants.
  case rank
}

/// What may be otherwise in a checkpoint than is asked for, and how it is read.
public struct LoadOptions: Sendable {
  /// Whether tensors may be missing in the checkpoint; those are not in the result.
  public var allowsMissing: Bool
  /// Whether the checkpoint may have tensors that are not asked for.
  public var ignoresUnexpected: Bool
  /// Whether elements of another dtype are converted.
  public var casts: Bool
  /// Whether the checksums are compared before anything is loaded.
  public var verifies: Bool
  /// Among which ranks no two read the same.
  public var sharing: ReadSharing
  /// What the tensors of the checkpoint are called here.
  public var renames: RenameTable

  /// Creates options; what is not given has its default.
  public init(
    allowsMissing: Bool = false, ignoresUnexpected: Bool = false, casts: Bool = false,
    verifies: Bool = false, sharing: ReadSharing = .host, renames: RenameTable = RenameTable()
  ) {
    self.allowsMissing = allowsMissing
    self.ignoresUnexpected = ignoresUnexpected
    self.casts = casts
    self.verifies = verifies
    self.sharing = sharing
    self.renames = renames
  }
}

/// What a checkpoint gave.
public struct LoadedCheckpoint {
  /// The tensors that were asked for, by their names here.
  public let tensors: [String: DistTensor]
  /// What is no tensor.
  public let scalars: [String: CheckpointScalar]
  /// Names that were asked for and are not in the checkpoint.
  public let missing: [String]
  /// Names of the checkpoint that were not asked for.
  public let unexpected: [String]
  /// What the checkpoint has and this package does not read, with the reason.
  public let unread: [String]
  /// Tensors whose elements were converted: `w: bf16 to f32`.
  public let converted: [String]
  /// The bytes that all ranks read, where each reads through the checkpoint's files.
  public let bytesRead: Int
  /// What reading and moving is predicted to move, and in which time, of the reshards after the reading.
  public let predicted: (seconds: Double, received: Int)
}
