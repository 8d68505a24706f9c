import Elements
import MPI
import Testing

extension Ranks {
  @Suite struct MPIPointToPoint {
    /// Sizes of 0, 1, and uneven ones; each also with a limit that makes pieces.
    static let counts = [0, 1, 7, 1000]
    static let limits = [Int(Int32.max), 3]

    /// Runs `body` with another limit of counts, on all ranks alike.
    static func withLimit(_ limit: Int, _ body: () throws -> Void) rethrows {
      Chunking.limit = limit
      defer { Chunking.limit = Int(Int32.max) }
      try body()
    }

    @Test(arguments: Table.names, limits)
    func `every dtype goes round the ring`(name: String, limit: Int) throws {
      let communicator = try Table.communicator(name)
      let (rank, size) = (communicator.rank, communicator.size)
      try Self.withLimit(limit) {
        for (type, count) in DType.allCases.flatMap({ type in Self.counts.map { (type, $0) } }) {
          let sent = Buffer(pattern: rank, count: count * type.byteCount)
          var received = Buffer(zeros: sent.bytes.count)
          let request = try sent.read {
            try communicator.startSend($0, of: type, to: (rank + 1) % size, tag: 5)
          }
          let from = (rank + size - 1) % size
          let status = try received.write {
            try communicator.receive(into: &$0, of: type, from: from, tag: 5)
          }
          try request.wait()
          #expect(status == Status(source: from, tag: 5, byteCount: sent.bytes.count))
          #expect(received == Buffer(pattern: from, count: sent.bytes.count))
        }
      }
    }

    @Test(arguments: Table.names, limits)
    func `requests own what they receive`(name: String, limit: Int) throws {
      let communicator = try Table.communicator(name)
      let (rank, size) = (communicator.rank, communicator.size)
      try Self.withLimit(limit) {
        for count in Self.counts {
          let requests = try (0..<size).map {
            try communicator.startReceive(count, of: .int16, from: $0, tag: $0 + rank)
          }
          let sends = try (0..<size).map { peer in
            try Buffer(pattern: 10 * rank + peer, count: 2 * count).read {
              try communicator.startSend($0, of: .int16, to: peer, tag: rank + peer)
            }
          }
          for (peer, request) in requests.enumerated() {
            while try request.test() == nil {}
            #expect(try request.wait().source == peer)
            request.withBytes { bytes in
              let expected = Buffer(pattern: 10 * peer + rank, count: 2 * count)
              #expect(unsafe bytes.withUnsafeBytes { unsafe Array($0) } == expected.bytes)
            }
          }
          for request in sends { try request.wait() }
        }
      }
    }

    @Test func `a dropped request harms no one`() throws {
      let world = Communicator.world
      _ = try world.startReceive(1000, of: .float64, from: nil, tag: 77)
      try world.barrier()
    }

    @Test(.enabled(if: jobSize > 1)) func `any source and any tag are told by the status`() throws {
      let world = Communicator.world
      if world.rank == 0 {
        var seen: Set<Int> = []
        for _ in 1..<world.size {
          var buffer = Buffer(zeros: 8)
          let status = try buffer.write {
            try world.receive(into: &$0, of: .int64, from: nil, tag: nil)
          }
          #expect(buffer.values(as: Int.self) == [status.source])
          #expect(status.tag == 100 + status.source)
          seen.insert(status.source)
        }
        #expect(seen.count == world.size - 1)
      } else {
        try Buffer([world.rank]).read {
          try world.send($0, of: .int64, to: 0, tag: 100 + world.rank)
        }
      }
      try world.barrier()
    }

    @Test func `a probe tells what is there to receive`() throws {
      let world = Communicator.world
      try world.barrier()
      #expect(try world.probe(tag: 300) == nil)
      try world.barrier()
      let peer = (world.rank + 1) % world.size
      let request = try Buffer(zeros: 6).read {
        try world.startSend($0, of: .float16, to: peer, tag: 300)
      }
      var found: Status?
      while found == nil { found = try world.probe(tag: 300) }
      let from = (world.rank + world.size - 1) % world.size
      #expect(found == Status(source: from, tag: 300, byteCount: 6))
      var buffer = Buffer(zeros: 6)
      try buffer.write { _ = try world.receive(into: &$0, of: .float16, from: from, tag: 300) }
      try request.wait()
    }

    @Test func `a message too long or too short is an error`() throws {
      let world = Communicator.world
      for count in [3, 5, 0] {
        let request = try Buffer(pattern: 0, count: 4 * count).read {
          try world.startSend($0, of: .float32, to: world.rank, tag: 1)
        }
        var buffer = Buffer(zeros: 16)
        let error = #expect(throws: MPIError.self) {
          try buffer.write {
            try world.receive(into: &$0, of: .float32, from: world.rank, tag: 1)
          }
        }
        #expect(error?.errorClass == .truncate)
        #expect(error?.call == "MPI_Recv")
        #expect(error?.text.isEmpty == false)
        try request.wait()
      }
    }

    @Test func `a wrong peer, tag or buffer is an error`() throws {
      let world = Communicator.world
      func error(bytes: Int = 4, to peer: Int = 0, tag: Int = 0) -> ErrorClass? {
        let buffer = Buffer(zeros: bytes)
        let error = #expect(throws: MPIError.self) {
          try buffer.read { try world.send($0, of: .int32, to: peer, tag: tag) }
        }
        return error?.errorClass
      }
      #expect(error(to: world.size) == .rank)
      #expect(error(to: -1) == .rank)
      #expect(error(tag: -1) == .tag)
      #expect(error(bytes: 3) == .buffer)
    }
  }
}
