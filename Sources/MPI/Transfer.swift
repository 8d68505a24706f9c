internal import CMPI

/// One non-blocking operation of MPI that is under way (MPI 3.1, section 3.7).
@unsafe struct Transfer {
  enum Kind {
    case send
    case receive(byteCount: Int)
    /// A collective, which has no peer and no length to check.
    case collective
  }

  var request: CMPIRequest
  let kind: Kind
  let peer: Int?
  let tag: Int?
  /// Of the communicator that it goes over.
  let members: Members

  /// What MPI said of it, with the length of what was received held against what was expected.
  func completed(_ code: Int32, _ raw: MPI_Status, _ call: String) throws(MPIError) -> Status? {
    if code != MPI_SUCCESS {
      throw MPIError(call: call, code: code, detail: unsafe description)
    }
    guard case .receive(let byteCount) = unsafe kind else { return nil }
    let status = try Status(raw, call)
    try status.expect(byteCount, call)
    return status
  }

  var description: String {
    let peer = unsafe peer.map { "rank \($0)" } ?? "any rank"
    switch unsafe kind {
    case .send: return "the message to \(peer)"
    case .receive(let byteCount): return "expected \(byteCount) bytes from \(peer)"
    case .collective: return "a collective"
    }
  }

  /// Gives up on an operation after a fault: no receive may write into a buffer once it is gone.
  mutating func abandon() {
    guard unsafe !CMPI_Request_is_null(request) else { return }
    if case .receive = unsafe kind {
      _ = unsafe CMPI_Cancel(&request)
      _ = unsafe CMPI_Wait(&request, nil)
    } else {
      _ = unsafe CMPI_Request_free(&request)
    }
  }

  /// Waits for its end (`MPI_Wait`), as the watchdog sees.
  mutating func wait(_ status: inout MPI_Status) -> Int32 {
    let wait =
      unsafe peer.map { Wait(for: unsafe members.ranks[$0]) }
      ?? Wait(for: members, isCollective: false)
    let code = unsafe CMPI_Wait(&request, &status)
    _ = consume wait
    return code
  }

  /// Waits for all, one by one: Open MPI 4.1's `MPI_Waitall` hangs where one has failed already.
  /// Throws the first fault, after which siblings may still be under way.
  static func waitAll(_ transfers: inout [Transfer]) throws(MPIError) {
    let call = "MPI_Wait"
    for index in unsafe transfers.indices {
      var raw = MPI_Status()
      let code = unsafe transfers[index].wait(&raw)
      try checked(call, MPI_SUCCESS)
      _ = try unsafe transfers[index].completed(code, raw, call)
    }
  }
}
