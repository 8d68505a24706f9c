internal import CMPI
import Elements

/// A non-blocking operation with the bytes that it sends or receives (MPI 3.1, section 3.7).
///
/// It owns the bytes, or holds what does.
///
/// A receive that is dropped before it is done is cancelled; a send is left to MPI, with its bytes.
@safe public final class Request {
  private var transfers: [Transfer]
  private let bytes: UnsafeMutableRawBufferPointer
  /// Whose the bytes are; nil for the request's own.
  private let owner: AnyObject?
  private var result: Status?
  /// Whether `wait` or `test` has seen the end of the operation.
  public private(set) var isDone = false

  init(byteCount: Int) {
    unsafe transfers = []
    unsafe bytes = .allocate(byteCount: byteCount, alignment: 64)
    owner = nil
  }

  /// With bytes that `owner` keeps where they are while it lives.
  init(_ bytes: UnsafeMutableRawBufferPointer, of owner: AnyObject) {
    unsafe transfers = []
    unsafe self.bytes = unsafe bytes
    self.owner = owner
  }

  deinit {
    if !isDone && MPIRuntime.isFinalized { return }
    var mayBeRead = false
    for index in unsafe transfers.indices {
      var flag: Int32 = 0
      if !isDone { _ = unsafe CMPI_Test(&transfers[index].request, &flag, nil) }
      guard !isDone && flag == 0 else { continue }
      if case .send = unsafe transfers[index].kind { mayBeRead = true }
      unsafe transfers[index].abandon()
    }
    if let owner {
      // MPI reads them still: their owner is never freed.
      if mayBeRead { _ = unsafe Unmanaged.passRetained(owner) }
    } else if !mayBeRead {
      unsafe bytes.deallocate()
    }
  }

  /// The address of the owned bytes, for the operation to be started.
  var address: UnsafeMutableRawPointer {
    unsafe bytes.baseAddress ?? UnsafeMutableRawPointer(bitPattern: 64)!
  }

  func add(_ transfer: Transfer) { unsafe transfers.append(transfer) }

  /// Waits for the end (`MPI_Wait`, section 3.7.3).
  ///
  /// - Returns: of a receive, who sent it and how long it is; of a send, the receiver.
  /// - Throws: class `.truncate` where the message is longer, or shorter, than was asked for.
  @discardableResult
  public func wait() throws(MPIError) -> Status {
    for index in unsafe transfers.indices {
      guard unsafe !CMPI_Request_is_null(transfers[index].request) else { continue }
      var raw = MPI_Status()
      let code = unsafe transfers[index].wait(&raw)
      try finish(index, code, raw, "MPI_Wait")
    }
    isDone = true
    return status
  }

  /// Looks whether it is done, without waiting (`MPI_Test`, section 3.7.3).
  ///
  /// - Returns: as `wait`, or nil while it is under way.
  public func test() throws(MPIError) -> Status? {
    for index in unsafe transfers.indices {
      guard unsafe !CMPI_Request_is_null(transfers[index].request) else { continue }
      var (flag, raw): (Int32, MPI_Status) = (0, MPI_Status())
      let code = unsafe CMPI_Test(&transfers[index].request, &flag, &raw)
      if code == MPI_SUCCESS && flag == 0 {
        try checked("MPI_Test", code)
        return nil
      }
      try finish(index, code, raw, "MPI_Test")
    }
    isDone = true
    return status
  }

  /// The bytes sent or received. A receive's are there once it is done.
  public func withBytes<R, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R {
    try unsafe body(bytes.bytes)
  }

  private var status: Status {
    if let result { return result }
    return unsafe Status(
      source: transfers.first?.peer ?? 0, tag: transfers.first?.tag ?? 0, byteCount: bytes.count)
  }

  private func finish(_ index: Int, _ code: Int32, _ raw: MPI_Status, _ call: String)
    throws(MPIError)
  {
    unsafe transfers[index].request = CMPI_REQUEST_NULL()
    try checked(call, MPI_SUCCESS)
    guard let one = try unsafe transfers[index].completed(code, raw, call) else { return }
    var sum = one
    sum.byteCount += result?.byteCount ?? 0
    result = sum
  }
}
