import Elements
import MPI
import Testing

extension Ranks {
  @Suite struct MPIExchange {
    @Test(arguments: Table.names, MPIPointToPoint.limits)
    func `messages of uneven sizes cross in one exchange`(name: String, limit: Int) throws {
      let communicator = try Table.communicator(name)
      let (rank, size) = (communicator.rank, communicator.size)
      func byteCount(_ from: Int, _ to: Int) -> Int { (3 * from + 5 * to) % 11 }
      func messages(_ count: (Int) -> Int) -> ([Communicator.Message], Int) {
        var start = 0
        let list = (0..<size).flatMap { peer in
          (0..<2).map { _ in
            defer { start += count(peer) }
            return Communicator.Message(peer: peer, bytes: start..<start + count(peer), tag: 3)
          }
        }
        return (list, start)
      }
      let (sending, sent) = messages { byteCount(rank, $0) }
      let (receiving, received) = messages { byteCount($0, rank) }
      let source = Buffer(pattern: rank, count: sent)
      var destination = Buffer(zeros: received)
      try MPIPointToPoint.withLimit(limit) {
        try move(source, &destination) {
          try communicator.exchange(sending: sending, from: $0, receiving: receiving, into: &$1)
        }
      }
      for (index, message) in receiving.enumerated() {
        let from = message.peer
        let start = offset(of: rank, from: from, byteCount)
        let second = index % 2 * byteCount(from, rank)
        let all = Buffer(pattern: from, count: start + 2 * byteCount(from, rank)).bytes
        #expect(
          Array(destination.bytes[message.bytes])
            == Array(all[(start + second)..<(start + second + byteCount(from, rank))]))
      }
    }

    /// Where the messages to `rank` begin in the bytes that `from` sends.
    private func offset(of rank: Int, from: Int, _ byteCount: (Int, Int) -> Int) -> Int {
      (0..<rank).map { 2 * byteCount(from, $0) }.reduce(0, +)
    }

    @Test(arguments: [0, 1])
    func `a message of another length names the peer`(distance: Int) throws {
      let world = Communicator.world
      let (to, from) = (
        (world.rank + distance) % world.size, (world.rank + world.size - distance) % world.size
      )
      for (sent, asked) in [(8, 4), (4, 8), (1 << 19, 1 << 20)] {
        var destination = Buffer(zeros: asked)
        let error = #expect(throws: MPIError.self) {
          try move(Buffer(zeros: sent), &destination) {
            try world.exchange(
              sending: [.init(peer: to, bytes: 0..<sent)], from: $0,
              receiving: [.init(peer: from, bytes: 0..<asked)], into: &$1)
          }
        }
        #expect(error?.errorClass == .truncate)
        #expect(error?.text.contains("from rank \(from)") == true)
        try world.barrier()
      }
    }

    @Test func `a range outside of the buffer is an error before anything is sent`() throws {
      let world = Communicator.world
      let calls = MPIRuntime.calls["MPI_Isend"]
      var destination = Buffer(zeros: 4)
      let error = #expect(throws: MPIError.self) {
        try move(Buffer(zeros: 4), &destination) {
          try world.exchange(
            sending: [.init(peer: world.rank, bytes: 1..<5)], from: $0,
            receiving: [.init(peer: world.rank, bytes: 0..<4)], into: &$1)
        }
      }
      #expect(error?.errorClass == .buffer)
      #expect(MPIRuntime.calls["MPI_Isend"] == calls)
    }
  }
}
