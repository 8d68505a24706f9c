import Elements
import SPMDRules
import Sharding
import Tensors
import Testing
@testable import Resharding

@testable import Tessera

/// What things take of memory.
@Suite
struct MemoryNeedTests {
  private func attr(_ text: String, _ shape: [Int] = [4]) throws -> TensorDistAttr {
    try TensorDistAttr(parsing: text, on: [try ProcessMesh(shape: shape)])
  }

  @Test(arguments: [("S(0)", 800.0), ("R", 3200), ("P(sum)", 3200)])
  func `A virtual cluster holds all shards in one process`(placements: String, bytes: Double) throws
  {
    let cluster = Cluster.virtual(4)
    let need = cluster.need(of: try attr(placements), shape: [10, 10], dtype: .float64)
    #expect(need == MemoryNeed(bytes: bytes, hostBytes: bytes))
  }

  @Test(arguments: [("R", "S(0)", 0.0), ("S(0)", "R", 6400), ("R", "P(sum)", 3200)])
  func `A reshard takes its target and what it stages, a part of a replica nothing`(
    from: String, to: String, bytes: Double
  ) throws {
    let cluster = Cluster.virtual(4)
    let plan = try cluster.plan(
      Transition(shape: [100], dtype: .float64, from: try attr(from), to: try attr(to)))
    #expect(cluster.need(of: plan).bytes == bytes)
  }

  @Test
  func `A tensor that memory cannot hold is refused before it is made`() throws {
    let cluster = Cluster.virtual(4)
    let attr = try attr("S(0)")
    let error = try #require(throws: TesseraError.self) {
      _ = try DistTensor(fill: .ones, shape: [1 << 20, 1 << 20], attr: attr, on: cluster)
    }
    #expect(error.kind == .environment)
    #expect(error.message.hasPrefix("'S(0)' of f32[1048576, 1048576] takes 4398.0 GB in one"))
  }

  /// The replicas take 137.4 GB, and each rank may stage 8 MiB in each direction.
  @Test
  func `A reshard that memory cannot hold is refused, its source stays`() throws {
    let cluster = Cluster.virtual(4096)
    let mesh = try ProcessMesh(shape: [4096])
    let tensor = try DistTensor(
      fill: .ones, shape: [1 << 20, 4], dtype: .float64, "S(0)", on: mesh, in: cluster)
    let error = try #require(throws: TesseraError.self) {
      _ = try tensor.resharded(to: try attr("R", [4096]))
    }
    #expect(error.kind == .environment)
    #expect(error.message.contains("beyond its source takes 206.2 GB in one process"))
  }

  /// What an op makes of little: its result alone is too large.
  @Test(
    arguments: [
      ("matmul", ["f32[200000,1]{R}", "f32[1,200000]{R}"], [:]),
      ("tile", ["f32[64,64]{R}"], ["repeat_times": .ints([10_000, 10_000])]),
      ("pad", ["f32[2,2]{R}"], ["paddings": .ints([0, 100_000, 0, 10_000_000])]),
      ("repeat_interleave", ["f32[64,64]{R}"], ["repeats": .int(1 << 30), "axis": .int(0)]),
      ("expand", ["f32[1,1]{R}"], ["shape": .ints([1 << 20, 1 << 20])]),
    ] as [(String, [String], [String: AttributeValue])])
  func `The result of an op that memory cannot hold is refused`(
    op: String, inputs: [String], attributes: [String: AttributeValue]
  ) throws {
    let cluster = Cluster.virtual(2)
    let mesh = try ProcessMesh(shape: [2])
    let specs = try inputs.map { try TensorSpec(parsing: $0, on: [mesh]) }
    let tensors = try specs.map {
      try DistTensor(fill: .ones, shape: $0.shape, dtype: $0.dtype, attr: $0.attr, on: cluster)
    }
    let need = try cluster.need(of: op, specs.map { .one($0) }, attributes)
    #expect(need.bytes > 1e11)
    let error = try #require(throws: TesseraError.self) {
      _ = try cluster.apply(op, tensors.map { .one($0) }, attributes)
    }
    #expect(error.kind == .environment)
    #expect(error.message.hasPrefix("the result of \(op) takes "))
  }

  @Test(arguments: [
    (MemoryRoom(machine: 1000), true), (MemoryRoom(machine: 999), false),
    (MemoryRoom(machine: 1099, held: 100), false),
    (MemoryRoom(machine: 5000, controlGroup: 900), false),
    (MemoryRoom(machine: 5000, addressSpace: 1200), false),
  ])
  func `What is held already counts, and of a job's host all ranks together`(
    room: MemoryRoom, fits: Bool
  ) throws {
    let cluster = Cluster.virtual(1)
    let need = MemoryNeed(bytes: 1000, hostBytes: 1000)
    var error: TesseraError?
    do { try cluster.require(need, for: "a thing", in: room) } catch let failure { error = failure }
    #expect(error?.kind == (fits ? nil : .environment))
  }
}
