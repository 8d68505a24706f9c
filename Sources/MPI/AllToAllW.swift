internal import CMPI

extension Communicator {
  /// Sends to and receives from each rank what a datatype picks out of the buffers; nil is nothing.
  ///
  /// Rank r is sent `sendTypes[r]?.byteCount` bytes, and sends as many as `receiveTypes[r]` here has,
  /// of the same elements. Strided blocks, such as boxes of tensors, need no packing by the caller.
  /// - Throws: class `.buffer` where a datatype reaches beyond its buffer.
  /// - Source: `MPI_Alltoallw`, MPI 3.1, section 5.8, with counts of one and no displacements.
  public func allToAllW(
    _ send: RawSpan, types sendTypes: [DerivedDatatype?], into receive: inout MutableRawSpan,
    types receiveTypes: [DerivedDatatype?]
  ) throws(MPIError) {
    let call = "MPI_Alltoallw"
    try expect(sendTypes, within: send.byteCount, "send", call)
    try expect(receiveTypes, within: receive.byteCount, "receive", call)
    let displacements = [Int32](repeating: 0, count: size)
    try unsafe awaited(
      call,
      CMPI_Alltoallw(
        send.address, counts(sendTypes), displacements, handles(sendTypes), receive.address(),
        counts(receiveTypes), displacements, handles(receiveTypes), handle))
    withExtendedLifetime((sendTypes, receiveTypes)) {}
  }

  private func expect(
    _ types: [DerivedDatatype?], within byteCount: Int, _ buffer: String, _ call: String
  ) throws(MPIError) {
    try require(
      types.count == size, call, .argument, "\(types.count) \(buffer) types for \(size) ranks")
    for (rank, type) in types.enumerated() {
      guard let type, type.byteCount > 0 else { continue }
      try require(
        type.span.upperBound <= byteCount, call, .buffer,
        "rank \(rank)'s type covers bytes \(type.span) of the \(buffer) buffer of \(byteCount)")
    }
  }

  private func counts(_ types: [DerivedDatatype?]) -> [Int32] {
    types.map { ($0?.byteCount ?? 0) > 0 ? 1 : 0 }
  }

  private func handles(_ types: [DerivedDatatype?]) -> [CMPIDatatype] {
    types.map { $0?.handle ?? CMPI_BYTE() }
  }
}
