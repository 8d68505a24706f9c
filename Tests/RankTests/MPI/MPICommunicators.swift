import Elements
import MPI
import Testing

/// The communicators over which the tests of the bindings run, on the ranks that are in them.
enum Table {
  static let names = ["world", "reversed", "parity", "host", "duplicate", "alone"]

  static func communicator(_ name: String) throws -> Communicator {
    let world = Communicator.world
    switch name {
    case "reversed": return try world.subgroup((0..<world.size).reversed())
    case "parity": return try #require(try world.split(color: world.rank % 2, key: world.rank))
    case "host": return try world.splitShared()
    case "duplicate": return try world.duplicate()
    case "alone": return try world.subgroup([world.rank])
    default: return world
    }
  }
}

extension Ranks {
  @Suite struct MPICommunicators {
    let world = Communicator.world

    @Test func `the world has the ranks that the launcher started`() {
      #expect(world.size == jobSize)
      #expect(world.rank == MPIRuntime.launchedRank ?? 0)
      #expect(0..<world.size ~= world.rank)
      #expect(MPIRuntime.isStarted && !MPIRuntime.isFinalized)
      #expect(["3", "4", "5"].contains(MPIRuntime.standardVersion.prefix(1)))
      let library = /(Open MPI|MPICH) v\d+\.\d+(\.\d+)?/
      #expect(MPIRuntime.library.contains(library), "\(MPIRuntime.library)")
      #expect(MPIRuntime.builtLibrary.contains(library), "\(MPIRuntime.builtLibrary)")
      #expect(!MPIRuntime.processorName.isEmpty)
    }

    @Test func `starting again gives the level of the first start`() throws {
      #expect(try MPIRuntime.start() >= .serialized)
      #expect(try MPIRuntime.start(threads: .serialized) == MPIRuntime.start())
    }

    @Test func `a split orders by key and leaves out who has no color`() throws {
      let part = try world.split(color: world.rank == 0 ? nil : 7, key: -world.rank)
      #expect(part == nil || world.rank != 0)
      if world.rank > 0 {
        #expect(part?.size == world.size - 1)
        #expect(part?.rank == world.size - 1 - world.rank)
      }
    }

    @Test func `a subgroup has the order of its list and is made once`() throws {
      let list = Array((0..<world.size).reversed())
      let first = try world.subgroup(list)
      #expect(first.rank == world.size - 1 - world.rank)
      #expect(first.size == world.size)
      let calls = MPIRuntime.calls["MPI_Comm_create_group"]
      #expect(try world.subgroup(list) === first)
      #expect(MPIRuntime.calls["MPI_Comm_create_group"] == calls)
    }

    @Test func `only members call for a subgroup`() throws {
      let members = Array(stride(from: 0, to: world.size, by: 2).reversed())
      if world.rank % 2 == 0 {
        let part = try world.subgroup(members)
        #expect(part.size == members.count)
        #expect(members[part.rank] == world.rank)
        try part.barrier()
      }
      try world.barrier()
    }

    @Test func `a subgroup of wrong ranks is an error`() throws {
      #expect(throws: MPIError.self) { try world.subgroup([world.rank, world.rank]) }
      #expect(throws: MPIError.self) { try world.subgroup([world.rank, world.size]) }
      #expect(throws: MPIError.self) { try world.subgroup([(world.rank + 1) % world.size, -1]) }
      let error = #expect(throws: MPIError.self) { try world.subgroup([]) }
      #expect(error?.errorClass == .group)
    }

    @Test func `communicators come and go`() throws {
      for _ in 0..<200 {
        let copy = try world.duplicate()
        #expect(copy.rank == world.rank)
      }
    }

    @Test(arguments: Table.names)
    func `a barrier lets no one pass before all came`(name: String) throws {
      let communicator = try Table.communicator(name)
      try communicator.barrier()
      let request = try communicator.startBarrier()
      if communicator.size > 1 && communicator.rank == 0 {
        for peer in 1..<communicator.size {
          try Buffer([UInt8(1)]).read { try communicator.send($0, of: .uint8, to: peer, tag: 9) }
        }
      } else if communicator.rank > 0 {
        var one = Buffer(zeros: 1)
        try one.write { _ = try communicator.receive(into: &$0, of: .uint8, from: 0, tag: 9) }
      }
      try request.wait()
      #expect(request.isDone)
    }
  }
}
