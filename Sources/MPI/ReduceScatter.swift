internal import CMPI
import Elements

// Reduce-scatter: MPI 3.1, section 5.10.
extension Communicator {
  /// Folds the ranks' buffers and leaves block r of the result on rank r; blocks are of one size.
  ///
  /// `send` has `size` blocks of `receive.byteCount` bytes; every rank sends and receives `size - 1`
  /// of them, twice the bytes for what folds as float32 (see `Reduction`), with 32 MiB of extra memory.
  /// - Throws: class `.operation` where the dtype does not carry the op.
  /// - Source: `MPI_Reduce_scatter_block`; beyond its counts, `MPI_Reduce` for each block.
  public func reduceScatterBlock(
    _ send: RawSpan, into receive: inout MutableRawSpan, of type: DType, op: ReduceOp
  ) throws(MPIError) {
    let call = "MPI_Reduce_scatter_block"
    let count = try elements(receive.byteCount, of: type, call)
    try expect(send.byteCount, size * count, of: type, "send", call)
    try unsafe reduceScatter(
      send.address, receive.address(), [Int](repeating: count, count: size),
      Reduction(op, type, call), call
    ) { from, to, reduction in
      unsafe CMPI_Reduce_scatter_block(
        from, to, Int32(count), reduction.datatype, reduction.operation,
        handle)
    }
  }

  /// Folds the ranks' buffers and leaves `counts[r]` elements of the result on rank r.
  ///
  /// `send` has all blocks in rank order, without gaps; counts are the same on every rank. Every rank
  /// sends the others' blocks and receives its own from each of them, as `reduceScatterBlock`.
  /// - Throws: class `.operation` where the dtype does not carry the op.
  /// - Source: `MPI_Reduce_scatter`; beyond its counts, `MPI_Reduce` for each block.
  public func reduceScatter(
    _ send: RawSpan, into receive: inout MutableRawSpan, counts: [Int], of type: DType, op: ReduceOp
  ) throws(MPIError) {
    let call = "MPI_Reduce_scatter"
    try require(
      counts.count == size && counts.allSatisfy { $0 >= 0 }, call, .argument,
      "counts \(counts) for \(size) ranks")
    try expect(send.byteCount, counts.reduce(0, +), of: type, "send", call)
    try expect(receive.byteCount, counts[rank], of: type, "receive", call)
    try unsafe reduceScatter(
      send.address, receive.address(), counts, Reduction(op, type, call), call
    ) { from, to, reduction in
      unsafe CMPI_Reduce_scatter(
        from, to, counts.map { Int32($0) }, reduction.datatype,
        reduction.operation, handle)
    }
  }

  private func reduceScatter(
    _ send: UnsafeRawPointer, _ receive: UnsafeMutableRawPointer, _ counts: [Int],
    _ reduction: Reduction, _ name: String,
    _ call: (UnsafeRawPointer, UnsafeMutableRawPointer, Reduction) -> Int32
  ) throws(MPIError) {
    let (all, own) = (counts.reduce(0, +), counts[rank])
    let largest = reduction.isWidened ? Reduction.largestWidened : Chunking.limit
    guard all <= min(largest, Chunking.limit) else {
      var start = 0
      for (root, count) in counts.enumerated() {
        try unsafe reduce(
          send + start * reduction.type.byteCount, receive, count, reduction, Int32(root))
        start += count
      }
      return
    }
    guard reduction.isWidened else {
      try unsafe awaited(name, call(send, receive, reduction))
      unsafe reduction.finish(receive, own, by: size)
      return
    }
    let scratch = Scratch(count: all + own)
    let result = unsafe scratch.floats + all
    unsafe widen(send, all, of: reduction.type, into: scratch.floats)
    try unsafe awaited(
      name,
      call(UnsafeRawPointer(scratch.floats), UnsafeMutableRawPointer(result), reduction))
    unsafe reduction.finish(UnsafeMutableRawPointer(result), own, by: size)
    unsafe narrow(result, own, of: reduction.type, into: receive)
  }
}
