import Elements
import MPI
import Testing

extension Ranks {
  /// Every op on every dtype that carries it, against a fold of the same values in one process.
  @Suite struct MPIReductions {
    static let count = 5
    /// Every communicator as it is, and two with a limit that makes pieces.
    static let cases =
      Table.names.map { ($0, Int(Int32.max)) } + [("world", 7), ("reversed", 7)]
    static let pairs = DType.allCases.flatMap { type in
      ReduceOp.allCases.filter { type.carries($0) }.map { (type, $0) }
    }

    @Test(arguments: cases)
    func `reduce, all-reduce and reduce-scatter are the fold of the ranks`(
      name: String, limit: Int
    ) throws {
      let communicator = try Table.communicator(name)
      let size = communicator.size
      for (type, op) in Self.pairs {
        let parts = (0..<size).map { Samples.make(type, rank: $0, count: Self.count * size) }
        let expected = Samples.fold(op, type, parts)
        try MPIPointToPoint.withLimit(limit) {
          try all(communicator, type, op, parts[communicator.rank], expected)
          try scattered(communicator, type, op, parts[communicator.rank], expected)
        }
      }
    }

    private func all(
      _ communicator: Communicator, _ type: DType, _ op: ReduceOp, _ own: Buffer,
      _ expected: Buffer
    ) throws {
      var result = Buffer(zeros: own.bytes.count)
      try move(own, &result) { try communicator.allReduce($0, into: &$1, of: type, op: op) }
      #expect(Samples.isClose(result, expected, type), "all-reduce \(op) of \(type)")
      var inPlace = own
      try inPlace.write { try communicator.allReduce(&$0, of: type, op: op) }
      #expect(Samples.isClose(inPlace, expected, type), "all-reduce in place \(op) of \(type)")

      let root = communicator.size - 1
      var atRoot = Buffer(zeros: communicator.rank == root ? own.bytes.count : 0)
      try move(own, &atRoot) {
        try communicator.reduce($0, into: &$1, of: type, op: op, root: root)
      }
      if communicator.rank == root {
        #expect(Samples.isClose(atRoot, expected, type), "reduce \(op) of \(type)")
      }
    }

    private func scattered(
      _ communicator: Communicator, _ type: DType, _ op: ReduceOp, _ own: Buffer,
      _ expected: Buffer
    ) throws {
      let (rank, size) = (communicator.rank, communicator.size)
      var block = Buffer(zeros: Self.count * type.byteCount)
      try move(own, &block) {
        try communicator.reduceScatterBlock($0, into: &$1, of: type, op: op)
      }
      let range = block.bytes.count * rank..<block.bytes.count * (rank + 1)
      #expect(
        Samples.isClose(block, Buffer(Array(expected.bytes[range])), type),
        "reduce-scatter block \(op) of \(type)")

      // Rank 0 gets all that the others, with r elements each, leave.
      var counts = Array(0..<size)
      counts[0] = Self.count * size - counts.reduce(0, +)
      let start = counts[..<rank].reduce(0, +) * type.byteCount
      var uneven = Buffer(zeros: counts[rank] * type.byteCount)
      try move(own, &uneven) {
        try communicator.reduceScatter($0, into: &$1, counts: counts, of: type, op: op)
      }
      let part = Array(expected.bytes[start..<start + uneven.bytes.count])
      #expect(Samples.isClose(uneven, Buffer(part), type), "reduce-scatter \(op) of \(type)")
    }

    @Test func `nothing can be reduced too`() throws {
      let world = Communicator.world
      for (type, op) in Self.pairs {
        var empty = Buffer(zeros: 0)
        try move(Buffer(zeros: 0), &empty) {
          try world.allReduce($0, into: &$1, of: type, op: op)
          try world.reduceScatterBlock($0, into: &$1, of: type, op: op)
        }
      }
    }

    @Test func `half floats are summed in float32 and rounded once`() throws {
      let world = Communicator.world
      // 256 + 1 rounds back to 256 in bfloat16, which has 8 bits.
      let value: Float = world.rank == 0 ? 256 : 1
      let exact = 256 + Float(world.size - 1)
      var sum = Buffer([BFloat16(value)])
      try sum.write { try world.allReduce(&$0, of: .bfloat16, op: .sum) }
      #expect(sum.values(as: BFloat16.self) == [BFloat16(exact)])

      // The sum is beyond float16's largest, the average is not.
      var average = Buffer([Float16(60000)])
      try average.write { try world.allReduce(&$0, of: .float16, op: .avg) }
      #expect(average.values(as: Float16.self) == [60000])
    }

    @Test func `sums of half floats are rounded to nearest, for all bit patterns`() throws {
      let world = Communicator.world
      let first = (0...UInt16.max).map { $0 }
      let second = first.map { $0 &* 40503 &+ 77 }
      let zeros = [UInt16](repeating: 0x8000, count: first.count)
      let own = Buffer(world.rank == 0 ? first : world.rank == 1 ? second : zeros)
      let other = world.size > 1 ? second : zeros

      var sums = own
      try sums.write { try world.allReduce(&$0, of: .float16, op: .sum) }
      let given = sums.values(as: Float16.self)
      let wrong = given.indices.filter {
        let expected = Float16(
          Float(Float16(bitPattern: first[$0])) + Float(Float16(bitPattern: other[$0])))
        return expected.isNaN ? !given[$0].isNaN : given[$0] != expected
      }
      #expect(wrong.isEmpty, "sums of \(wrong.prefix(3).map { (first[$0], other[$0]) })")
    }

    @Test func `NaN wins in max and min, on whichever rank it is`() throws {
      let world = Communicator.world
      for nanRank in 0..<world.size {
        for op in [ReduceOp.max, .min] {
          var buffer = Buffer([world.rank == nanRank ? Float.nan : Float(world.rank), 1])
          try buffer.write { try world.allReduce(&$0, of: .float32, op: op) }
          let values = buffer.values(as: Float.self)
          #expect(values[0].isNaN && values[1] == 1)
        }
      }
    }

    @Test func `an op that the dtype does not carry is an error`() throws {
      for (type, op) in [(DType.int32, ReduceOp.avg), (.bool, .sum), (.complex64, .max)] {
        var buffer = Buffer(zeros: type.byteCount)
        let error = #expect(throws: MPIError.self) {
          try buffer.write { try Communicator.world.allReduce(&$0, of: type, op: op) }
        }
        #expect(error?.errorClass == .operation)
        #expect(error?.text.contains("\(type) carries no \(op)") == true)
      }
    }
  }
}
