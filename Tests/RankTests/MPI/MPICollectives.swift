import Elements
import MPI
import Testing

extension Ranks {
  /// Collectives that move data: every dtype, sizes 0, 1 and uneven, each also beyond the limit of
  /// counts, against what the layout says.
  @Suite struct MPICollectives {
    typealias Body = (Communicator, DType, Int) throws -> Void

    /// Runs `body` over a communicator with every dtype and several sizes of a block.
    private func everyCase(_ name: String, _ limit: Int, _ body: Body) throws {
      let communicator = try Table.communicator(name)
      try MPIPointToPoint.withLimit(limit) {
        for type in DType.allCases {
          for count in [0, 1, 5, 64] { try body(communicator, type, count) }
        }
      }
    }

    /// The blocks of all ranks one after the other, each made by `make`.
    private func joined(_ size: Int, _ make: (Int) -> Buffer) -> Buffer {
      Buffer((0..<size).flatMap { make($0).bytes })
    }

    /// Uneven counts: rank r has `(count * (r + 1)) % 7`; a gap of one element after each.
    private func uneven(_ size: Int, _ count: Int) -> (counts: [Int], starts: [Int], total: Int) {
      let counts = (0..<size).map { count * ($0 + 1) % 7 }
      var (starts, next): ([Int], Int) = ([], 0)
      for count in counts {
        starts.append(next)
        next += count + 1
      }
      return (counts, starts, next)
    }

    @Test(arguments: Table.names, MPIPointToPoint.limits)
    func `a broadcast gives the root's bytes`(name: String, limit: Int) throws {
      try everyCase(name, limit) { communicator, type, count in
        for root in Set([0, communicator.size - 1]).sorted() {
          var buffer = Buffer(pattern: communicator.rank, count: count * type.byteCount)
          try buffer.write { try communicator.broadcast(&$0, of: type, root: root) }
          #expect(buffer == Buffer(pattern: root, count: count * type.byteCount))
        }
      }
    }

    @Test(arguments: Table.names, MPIPointToPoint.limits)
    func `gather, then scatter, is where it began`(name: String, limit: Int) throws {
      try everyCase(name, limit) { communicator, type, count in
        let (rank, size, bytes) = (communicator.rank, communicator.size, count * type.byteCount)
        let root = size / 2
        var all = Buffer(zeros: rank == root ? size * bytes : 0)
        try move(Buffer(pattern: rank, count: bytes), &all) {
          try communicator.gather($0, into: &$1, of: type, root: root)
        }
        if rank == root { #expect(all == joined(size) { Buffer(pattern: $0, count: bytes) }) }
        var own = Buffer(zeros: bytes)
        try move(all, &own) { try communicator.scatter($0, into: &$1, of: type, root: root) }
        #expect(own == Buffer(pattern: rank, count: bytes))
      }
    }

    @Test(arguments: Table.names, MPIPointToPoint.limits)
    func `uneven gather, then scatter, is where it began`(name: String, limit: Int) throws {
      try everyCase(name, limit) { communicator, type, count in
        let (rank, size, width) = (communicator.rank, communicator.size, type.byteCount)
        let (counts, starts, total) = uneven(size, count)
        let root = size - 1
        let sent = Buffer(pattern: rank, count: counts[rank] * width)
        var all = Buffer(zeros: rank == root ? total * width : 0)
        try move(sent, &all) {
          try communicator.gatherV(
            $0, into: &$1, counts: counts, displacements: starts, of: type, root: root)
        }
        if rank == root {
          let expected = joined(size) { peer in
            Buffer(
              Buffer(pattern: peer, count: counts[peer] * width).bytes + Buffer(zeros: width).bytes)
          }
          #expect(all == expected)
        }
        var own = Buffer(zeros: sent.bytes.count)
        try move(all, &own) {
          try communicator.scatterV(
            $0, counts: counts, displacements: starts, into: &$1, of: type, root: root)
        }
        #expect(own == sent)
      }
    }

    @Test(arguments: Table.names, MPIPointToPoint.limits)
    func `all-gather gives every rank all blocks`(name: String, limit: Int) throws {
      try everyCase(name, limit) { communicator, type, count in
        let (rank, size, width) = (communicator.rank, communicator.size, type.byteCount)
        var all = Buffer(zeros: size * count * width)
        try move(Buffer(pattern: rank, count: count * width), &all) {
          try communicator.allGather($0, into: &$1, of: type)
        }
        #expect(all == joined(size) { Buffer(pattern: $0, count: count * width) })

        let (counts, starts, total) = uneven(size, count)
        var gaps = Buffer(zeros: total * width)
        try move(Buffer(pattern: rank, count: counts[rank] * width), &gaps) {
          try communicator.allGatherV(
            $0, into: &$1, counts: counts, displacements: starts, of: type)
        }
        let expected = joined(size) { peer in
          Buffer(
            Buffer(pattern: peer, count: counts[peer] * width).bytes + Buffer(zeros: width).bytes)
        }
        #expect(gaps == expected)
      }
    }

    @Test(arguments: Table.names, MPIPointToPoint.limits)
    func `all-to-all gives rank r the block for r of each`(name: String, limit: Int) throws {
      try everyCase(name, limit) { communicator, type, count in
        let (rank, size, bytes) = (communicator.rank, communicator.size, count * type.byteCount)
        var received = Buffer(zeros: size * bytes)
        try move(joined(size) { Buffer(pattern: 10 * rank + $0, count: bytes) }, &received) {
          try communicator.allToAll($0, into: &$1, of: type)
        }
        #expect(received == joined(size) { Buffer(pattern: 10 * $0 + rank, count: bytes) })
      }
    }

    @Test(arguments: Table.names, MPIPointToPoint.limits)
    func `uneven all-to-all, with and without a bound that is known`(
      name: String, limit: Int
    ) throws {
      try everyCase(name, limit) { communicator, type, count in
        let (rank, size, width) = (communicator.rank, communicator.size, type.byteCount)
        func uneven(_ from: Int, _ to: Int) -> Int { (count + from + 2 * to) % 5 }
        func starts(_ counts: [Int]) -> [Int] { counts.indices.map { counts[..<$0].reduce(0, +) } }
        let (sent, expected) = (
          (0..<size).map { uneven(rank, $0) }, (0..<size).map { uneven($0, rank) }
        )
        let send = joined(size) { Buffer(pattern: 10 * rank + $0, count: sent[$0] * width) }
        for upperBound in [nil, 1000] {
          var received = Buffer(zeros: expected.reduce(0, +) * width)
          try move(send, &received) {
            try communicator.allToAllV(
              $0, counts: sent, displacements: starts(sent), into: &$1, counts: expected,
              displacements: starts(expected), of: type, upperBound: upperBound)
          }
          #expect(
            received
              == joined(size) { Buffer(pattern: 10 * $0 + rank, count: expected[$0] * width) })
        }
      }
    }

    @Test(arguments: Table.names, MPIPointToPoint.limits)
    func `all-to-all of boxes turns rows into columns`(name: String, limit: Int) throws {
      let communicator = try Table.communicator(name)
      let (rank, size) = (communicator.rank, communicator.size)
      let (rows, columns) = (3, 2)
      func value(_ row: Int, _ column: Int) -> Int32 { Int32(1000 * row + column) }
      let own = Buffer(
        (0..<rows).flatMap { row in
          (0..<size * columns).map { value(rank * rows + row, $0) }
        })
      var received = Buffer(zeros: size * rows * columns * 4)
      try MPIPointToPoint.withLimit(limit) {
        let sent = try (0..<size).map {
          try DerivedDatatype.subarray(
            of: [rows, size * columns], offsets: [0, $0 * columns], sizes: [rows, columns],
            type: .int32)
        }
        let got = try (0..<size).map {
          try DerivedDatatype.subarray(
            of: [size * rows, columns], offsets: [$0 * rows, 0], sizes: [rows, columns],
            type: .int32)
        }
        try move(own, &received) {
          try communicator.allToAllW($0, types: sent, into: &$1, types: got)
        }
      }
      let expected = (0..<size * rows).flatMap { row in
        (0..<columns).map { value(row, rank * columns + $0) }
      }
      #expect(received.values(as: Int32.self) == expected)
    }
  }
}
