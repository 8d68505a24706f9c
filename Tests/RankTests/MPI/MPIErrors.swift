import Elements
import MPI
import Testing

extension Ranks {
  @Suite struct MPIErrors {
    let world = Communicator.world

    @Test func `a root that does not exist is an error on every rank`() throws {
      for root in [world.size, -1] {
        var buffer = Buffer(zeros: 8)
        let error = #expect(throws: MPIError.self) {
          try buffer.write { try world.broadcast(&$0, of: .int64, root: root) }
        }
        #expect(error?.errorClass == .root)
        #expect(error?.call == "MPI_Bcast")
        #expect(error?.description.contains("rank \(root) in a communicator of size") == true)
      }
    }

    @Test func `a buffer of the wrong size is an error that names both sizes`() throws {
      var buffer = Buffer(zeros: 5)
      let error = #expect(throws: MPIError.self) {
        try move(Buffer(zeros: 8), &buffer) { try world.allGather($0, into: &$1, of: .float32) }
      }
      #expect(error?.errorClass == .buffer)
      #expect(error?.text.contains("\(8 * world.size) bytes") == true)
      #expect(error?.text.contains("has 5") == true)
    }

    @Test func `counts that do not fit are an error`() throws {
      let zeros = [Int](repeating: 0, count: world.size)
      let counts = zeros.map { _ in 1 }
      var buffer = Buffer(zeros: 0)
      let error = #expect(throws: MPIError.self) {
        try move(Buffer(zeros: 1), &buffer) {
          try world.allGatherV($0, into: &$1, counts: counts, displacements: zeros, of: .int8)
        }
      }
      #expect(error?.errorClass == .buffer)
      let few = #expect(throws: MPIError.self) {
        try move(Buffer(zeros: 0), &buffer) {
          try world.allGatherV($0, into: &$1, counts: [], displacements: [], of: .int8)
        }
      }
      #expect(few?.errorClass == .argument)
    }

    @Test func `datatypes outside of their array are an error`() throws {
      let error = #expect(throws: MPIError.self) {
        try DerivedDatatype.subarray(of: [4, 4], offsets: [2, 0], sizes: [3, 1], type: .int8)
      }
      #expect(error?.errorClass == .argument)
      #expect(throws: MPIError.self) {
        try DerivedDatatype.strided(offset: 0, sizes: [2], strides: [-1], of: .int8)
      }
    }

    @Test func `calls are counted by name`() throws {
      MPIRuntime.resetCalls()
      try world.barrier()
      try world.barrier()
      var all = Buffer(zeros: world.size)
      try move(Buffer(zeros: 1), &all) { try world.allGather($0, into: &$1, of: .bool) }
      #expect(MPIRuntime.calls == ["MPI_Barrier": 2, "MPI_Allgather": 1])
    }
  }
}
