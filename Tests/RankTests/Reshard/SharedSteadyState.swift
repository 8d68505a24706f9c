import Glibc
import Sharding
import Tensors
import Tessera
import Testing

extension Ranks {
  /// What was done before costs no memory.
  @Suite struct SharedSteadyState {
    @Test(arguments: [
      ("S(0)", "R"), ("P(sum)", "R"), ("P(sum)", "S(0)"), ("S(0)", "S(1)"), ("S(1)", "R"),
    ])
    func `a reshard that is repeated takes no new block and faults no page`(
      from: String, to: String
    ) throws {
      let cluster = try Cluster.start(options: .init(exchange: .shared))
      let mesh = try ProcessMesh(shape: [jobSize])
      let tensor = try DistTensor(
        fill: .iota, shape: [jobSize * 128, 1024], from, on: mesh, in: cluster)
      let target = try TensorDistAttr(parsing: to, on: [mesh])
      for _ in 0..<5 { _ = try tensor.resharded(to: target) }
      try cluster.barrier()
      let (blocks, faults) = (StoragePool.statistics.freshAllocations, Self.faults())
      let repeats = 50
      for _ in 0..<repeats { _ = try tensor.resharded(to: target) }
      #expect(StoragePool.statistics.freshAllocations == blocks)
      // A result that is not mapped yet would fault a hundred pages and more each time.
      #expect(Self.faults() - faults < repeats)
    }

    private static func faults() -> Int {
      var usage = rusage()
      let status = unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
      precondition(status == 0)
      return usage.ru_minflt
    }
  }
}
