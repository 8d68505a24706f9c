internal import CMPI
import Elements

// Reduce and all-reduce: MPI 3.1, sections 5.9.1 and 5.9.6.
extension Communicator {
  /// Folds the ranks' buffers element by element into `receive` of `root`.
  ///
  /// The root receives `send.byteCount` bytes or more, as the library has it (see `Reduction` for
  /// what folds as float32, and moves twice the bytes); `receive` has as many there, and is not
  /// looked at elsewhere. Extra memory: 32 MiB at most, for 16-bit floats.
  /// - Throws: class `.operation` where the dtype does not carry the op.
  /// - Source: `MPI_Reduce`.
  public func reduce(
    _ send: RawSpan, into receive: inout MutableRawSpan, of type: DType, op: ReduceOp, root: Int
  ) throws(MPIError) {
    let call = "MPI_Reduce"
    let count = try elements(send.byteCount, of: type, call)
    let at = try peer(root, call, .root)
    if rank == root { try expect(receive.byteCount, count, of: type, "receive", call) }
    let reduction = try Reduction(op, type, call)
    let (from, to) = unsafe (send.address, receive.address())
    try unsafe reduce(from, to, count, reduction, at)
  }

  func reduce(
    _ send: UnsafeRawPointer, _ receive: UnsafeMutableRawPointer, _ count: Int,
    _ reduction: Reduction, _ root: Int32
  ) throws(MPIError) {
    try unsafe reduction.piecewise(
      send, receive, count, divisor: size, isReceiver: Int32(rank) == root
    ) { from, to, count throws(MPIError) in
      try unsafe awaited(
        "MPI_Reduce",
        CMPI_Reduce(
          from, to, count, reduction.datatype, reduction.operation, root,
          handle))
    }
  }

  /// Folds the ranks' buffers element by element into every rank's `receive`, which is as large.
  ///
  /// Every rank sends and receives about `2 (size - 1) / size * send.byteCount` bytes, as the library
  /// has it, and twice as many for what folds as float32 (see `Reduction`). Extra memory: 32 MiB at
  /// most, for 16-bit floats.
  /// - Throws: class `.operation` where the dtype does not carry the op.
  /// - Source: `MPI_Allreduce`.
  public func allReduce(
    _ send: RawSpan, into receive: inout MutableRawSpan, of type: DType, op: ReduceOp
  ) throws(MPIError) {
    let call = "MPI_Allreduce"
    let count = try elements(send.byteCount, of: type, call)
    try expect(receive.byteCount, count, of: type, "receive", call)
    let (from, to) = unsafe (send.address, receive.address())
    try unsafe allReduce(from, to, count, Reduction(op, type, call))
  }

  /// `allReduce` in place: `buffer` is folded with the other ranks' and holds the result.
  public func allReduce(_ buffer: inout MutableRawSpan, of type: DType, op: ReduceOp)
    throws(MPIError)
  {
    let call = "MPI_Allreduce"
    let count = try elements(buffer.byteCount, of: type, call)
    let base = unsafe buffer.address()
    try unsafe allReduce(UnsafeRawPointer(base), base, count, Reduction(op, type, call))
  }

  private func allReduce(
    _ send: UnsafeRawPointer, _ receive: UnsafeMutableRawPointer, _ count: Int,
    _ reduction: Reduction
  ) throws(MPIError) {
    try unsafe reduction.piecewise(send, receive, count, divisor: size, isReceiver: true) {
      from, to, count throws(MPIError) in
      try unsafe awaited(
        "MPI_Allreduce",
        CMPI_Allreduce(
          from == UnsafeRawPointer(to) ? UnsafeRawPointer(CMPI_IN_PLACE()) : from, to, count,
          reduction.datatype, reduction.operation, handle))
    }
  }
}
