internal import CMPI

/// An error class of the MPI standard (MPI 3.1, section 8.4, table 8.1).
public struct ErrorClass: RawRepresentable, Hashable, Sendable {
  public var rawValue: Int32

  public init(rawValue: Int32) { self.rawValue = rawValue }

  public static let buffer = ErrorClass(rawValue: MPI_ERR_BUFFER)
  public static let count = ErrorClass(rawValue: MPI_ERR_COUNT)
  public static let type = ErrorClass(rawValue: MPI_ERR_TYPE)
  public static let tag = ErrorClass(rawValue: MPI_ERR_TAG)
  public static let communicator = ErrorClass(rawValue: MPI_ERR_COMM)
  public static let rank = ErrorClass(rawValue: MPI_ERR_RANK)
  public static let request = ErrorClass(rawValue: MPI_ERR_REQUEST)
  public static let root = ErrorClass(rawValue: MPI_ERR_ROOT)
  public static let group = ErrorClass(rawValue: MPI_ERR_GROUP)
  public static let operation = ErrorClass(rawValue: MPI_ERR_OP)
  public static let argument = ErrorClass(rawValue: MPI_ERR_ARG)
  public static let truncate = ErrorClass(rawValue: MPI_ERR_TRUNCATE)
  public static let window = ErrorClass(rawValue: MPI_ERR_WIN)
  public static let other = ErrorClass(rawValue: MPI_ERR_OTHER)
}
