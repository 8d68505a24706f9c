internal import CMPI

/// An error class of the MPI standard (MPI 3.1, section 8.4, table 8.1).
public struct ErrorClass: RawRepresentable, Hashable, Sendable {
  /// The library's number of the class.
  public var rawValue: Int32

  /// The class with a number of the library's.
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// A buffer is not valid: `MPI_ERR_BUFFER`.
  public static let buffer = ErrorClass(rawValue: MPI_ERR_BUFFER)
  /// A count is not valid: `MPI_ERR_COUNT`.
  public static let count = ErrorClass(rawValue: MPI_ERR_COUNT)
  /// A datatype is not valid: `MPI_ERR_TYPE`.
  public static let type = ErrorClass(rawValue: MPI_ERR_TYPE)
  /// A tag is not valid: `MPI_ERR_TAG`.
  public static let tag = ErrorClass(rawValue: MPI_ERR_TAG)
  /// A communicator is not valid: `MPI_ERR_COMM`.
  public static let communicator = ErrorClass(rawValue: MPI_ERR_COMM)
  /// A rank is not valid: `MPI_ERR_RANK`.
  public static let rank = ErrorClass(rawValue: MPI_ERR_RANK)
  /// A request is not valid: `MPI_ERR_REQUEST`.
  public static let request = ErrorClass(rawValue: MPI_ERR_REQUEST)
  /// A root is not valid: `MPI_ERR_ROOT`.
  public static let root = ErrorClass(rawValue: MPI_ERR_ROOT)
  /// A group is not valid: `MPI_ERR_GROUP`.
  public static let group = ErrorClass(rawValue: MPI_ERR_GROUP)
  /// A reduction is not valid: `MPI_ERR_OP`.
  public static let operation = ErrorClass(rawValue: MPI_ERR_OP)
  /// Another argument is not valid: `MPI_ERR_ARG`.
  public static let argument = ErrorClass(rawValue: MPI_ERR_ARG)
  /// A message is longer than its buffer: `MPI_ERR_TRUNCATE`.
  public static let truncate = ErrorClass(rawValue: MPI_ERR_TRUNCATE)
  /// A window is not valid: `MPI_ERR_WIN`.
  public static let window = ErrorClass(rawValue: MPI_ERR_WIN)
  /// An error of no other class: `MPI_ERR_OTHER`.
  public static let other = ErrorClass(rawValue: MPI_ERR_OTHER)
}
