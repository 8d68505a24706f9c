internal import CMPI

/// What came with a message that was received (MPI 3.1, section 3.2.5).
public struct Status: Hashable, Sendable {
  /// The rank that sent it.
  public var source: Int
  /// The tag of the message.
  public var tag: Int
  /// The length of the message in bytes.
  public var byteCount: Int

  /// The status of a message of `byteCount` bytes.
  public init(source: Int, tag: Int, byteCount: Int) {
    self.source = source
    self.tag = tag
    self.byteCount = byteCount
  }
}

extension Status {
  /// Reads MPI's status of a message of whole bytes. MPI counts beyond `int` by `MPI_Count`.
  init(_ status: MPI_Status, _ call: String) throws(MPIError) {
    var (status, bytes): (MPI_Status, Int64) = (status, 0)
    try unsafe checked("MPI_Get_elements_x", CMPI_Get_bytes(&status, &bytes))
    self.init(
      source: Int(status.MPI_SOURCE), tag: Int(status.MPI_TAG), byteCount: Int(bytes))
  }

  /// Throws where fewer bytes came than were expected; where more came MPI has thrown.
  func expect(_ byteCount: Int, _ call: String) throws(MPIError) {
    try require(
      self.byteCount == byteCount, call, .truncate,
      "expected \(byteCount) bytes, received \(self.byteCount) from rank \(source), tag \(tag)")
  }
}
