import Elements

// What every binding asks of its arguments before it calls MPI.
extension Communicator {
  /// `rank` as MPI wants it, if it is a rank of the communicator.
  func peer(_ rank: Int, _ call: String, _ errorClass: ErrorClass = .rank) throws(MPIError) -> Int32
  {
    try require(
      0..<size ~= rank, call, errorClass, "rank \(rank) in a communicator of size \(size)")
    return Int32(rank)
  }

  /// The elements in `byteCount` bytes; they must come out even.
  func elements(_ byteCount: Int, of type: DType, _ call: String) throws(MPIError) -> Int {
    try require(
      byteCount % type.byteCount == 0, call, .buffer,
      "\(byteCount) bytes are no whole number of \(type)")
    return byteCount / type.byteCount
  }

  /// Holds a buffer's size against what the call needs.
  func expect(
    _ byteCount: Int, _ elements: Int, of type: DType, _ buffer: String, _ call: String
  ) throws(MPIError) {
    try require(
      byteCount == elements * type.byteCount, call, .buffer,
      "the \(buffer) buffer is to have \(elements) \(type), \(elements * type.byteCount) bytes, "
        + "and has \(byteCount)")
  }

  /// Holds counts and displacements by rank, in elements, against the buffer they speak of.
  func expect(_ blocks: Blocks, within byteCount: Int, _ buffer: String, _ call: String)
    throws(MPIError)
  {
    try require(
      blocks.counts.count == size && blocks.displacements.count == size, call, .argument,
      "\(blocks.counts.count) counts and \(blocks.displacements.count) displacements "
        + "of the \(buffer) buffer for \(size) ranks")
    for (rank, range) in blocks.ranges.enumerated() {
      try require(
        range.0 >= 0 && range.1 >= 0, call, .count,
        "rank \(rank) has the count \(range.1) at \(range.0) in the \(buffer) buffer")
      let end = (range.0 + range.1) * blocks.type.byteCount
      try require(
        range.1 == 0 || end <= byteCount, call, .buffer,
        "rank \(rank)'s block ends at byte \(end) of the \(buffer) buffer of \(byteCount)")
    }
  }
}

/// Counts and displacements by rank, in elements of one type.
struct Blocks {
  let counts: [Int]
  let displacements: [Int]
  let type: DType

  /// Displacement and count of each rank.
  var ranges: [(Int, Int)] { Array(zip(displacements, counts)) }

  /// The greatest number that MPI would have to take: a displacement, or the sum of the counts.
  var extent: Int { max(counts.reduce(0, +), ranges.map { $0 + $1 }.max() ?? 0) }

  var counts32: [Int32] { counts.map { Int32($0) } }
  var displacements32: [Int32] { displacements.map { Int32($0) } }

  /// Each rank's block as a message, for the path by point to point.
  var messages: [Communicator.Message] {
    ranges.enumerated().filter { $1.1 > 0 }.map { rank, range in
      let start = range.0 * type.byteCount
      return .init(
        peer: rank, bytes: start..<start + range.1 * type.byteCount,
        tag: Communicator.reservedTag)
    }
  }
}
