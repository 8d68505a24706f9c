internal import CMPI

/// Memory of one host that all ranks of a communicator read and write at memory speed: one segment
/// from each (MPI 3.1, section 11.2.3).
///
/// What one rank wrote the others may read after `fence()`; reads and writes between two fences must
/// not meet. `free()` gives the memory back; a window that is dropped keeps it until MPI ends.
@safe public final class SharedWindow {
  /// The ranks that share the window, all on one host.
  public let communicator: Communicator
  private var window = CMPI_WIN_NULL()
  private var segments: [UnsafeMutableRawBufferPointer] = unsafe []

  /// Allocates `byteCount` bytes, on each rank as many as it asks for.
  ///
  /// - Throws: `MPIError` if the ranks do not share memory (see `Communicator.splitShared`).
  /// - Source: `MPI_Win_allocate_shared`. Collective.
  public init(on communicator: Communicator, byteCount: Int) throws(MPIError) {
    self.communicator = communicator
    let call = "MPI_Win_allocate_shared"
    try require(byteCount >= 0, call, .argument, "\(byteCount) bytes")
    var base: UnsafeMutableRawPointer?
    try unsafe communicator.awaited(
      call,
      CMPI_Win_allocate_shared(
        byteCount, 1, communicator.handle, &base, &window))
    try checked("MPI_Win_set_errhandler", CMPI_Win_return_errors(window))
    for rank in 0..<communicator.size { try unsafe segments.append(query(rank)) }
    try checked("MPI_Win_lock_all", CMPI_Win_lock_all(window))
  }

  /// Where a rank's segment lies in this process (`MPI_Win_shared_query`).
  private func query(_ rank: Int) throws(MPIError) -> UnsafeMutableRawBufferPointer {
    var (size, unit, base): (Int, Int32, UnsafeMutableRawPointer?) = (0, 0, nil)
    try unsafe checked(
      "MPI_Win_shared_query", CMPI_Win_shared_query(window, Int32(rank), &size, &unit, &base))
    return unsafe UnsafeMutableRawBufferPointer(start: size == 0 ? nil : base, count: size)
  }

  /// The bytes of `rank`'s segment.
  public func byteCount(of rank: Int) -> Int { unsafe segments[rank].count }

  /// Reads a rank's segment. Nothing is communicated.
  public func withBytes<R, E: Error>(of rank: Int, _ body: (RawSpan) throws(E) -> R) throws(E) -> R
  {
    try unsafe body(segments[rank].bytes)
  }

  /// Reads and writes a rank's segment, one's own as a rule. Nothing is communicated.
  public func withMutableBytes<R, E: Error>(
    of rank: Int, _ body: (inout MutableRawSpan) throws(E) -> R
  ) throws(E) -> R {
    var bytes = unsafe segments[rank].mutableBytes
    return try body(&bytes)
  }

  /// Makes this rank's writes visible, and others' that are so; waits for no one.
  ///
  /// - Source: `MPI_Win_sync`, section 11.5.4. Local.
  public func sync() throws(MPIError) {
    try checked("MPI_Win_sync", CMPI_Win_sync(window))
  }

  /// Waits for all ranks; then each sees what the others wrote before.
  ///
  /// - Source: `MPI_Win_sync` on both sides of `MPI_Barrier`, as section 11.5.5 has it. Collective.
  public func fence() throws(MPIError) {
    try sync()
    try communicator.barrier()
    try sync()
  }

  /// Gives the memory back; the window has no bytes after.
  ///
  /// - Source: `MPI_Win_free`, section 11.2.5. Collective.
  public func free() throws(MPIError) {
    guard !CMPI_Win_is_null(window) else { return }
    unsafe segments = segments.map { _ in unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)
    }
    try communicator.awaited("MPI_Win_unlock_all", CMPI_Win_unlock_all(window))
    try unsafe communicator.awaited("MPI_Win_free", CMPI_Win_free(&window))
  }
}
