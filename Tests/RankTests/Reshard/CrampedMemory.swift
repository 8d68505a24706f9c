import Glibc
import Sharding
import Tensors
import Tessera
import Testing

extension Ranks {
  /// Started by `RankJobs` alone: shards find no room where peers could read them.
  @Suite(.enabled(if: environment["TESSERA_CRAMPED_MEMORY"] != nil)) struct CrampedMemory {
    /// Ranks share no more memory than a file may have, of which words take 16 MiB.
    private func start() throws -> Cluster {
      var limit = rlimit(rlim_cur: 33 << 20, rlim_max: rlim_t.max)
      var old = rlimit()
      let kind = __rlimit_resource_t(1)
      try #require(unsafe getrlimit(kind, &old) == 0)
      limit.rlim_max = old.rlim_max
      try #require(unsafe setrlimit(kind, &limit) == 0)
      return try Cluster.start(options: .init(checksAgreement: true, exchange: .shared))
    }

    @Test func `shards that cannot be read go by messages, whoever waits for them`() throws {
      let cluster = try start()
      let half = cluster.size / 2
      let meshes = try [Array(0..<half), Array(half..<cluster.size), Array(0..<cluster.size)]
        .map { try ProcessMesh(shape: [$0.count], ranks: $0) }
      // 20 MiB a rank of the source, and one row that has room.
      for rows in [half, half * 5120] {
        for (from, to) in [("S(0)", "R"), ("P(sum)", "S(1)")] {
          let x = try DistTensor(
            fill: .iota, shape: [rows, 1024], dtype: .int32, from, on: meshes[0], in: cluster)
          let attrs = try [1, 2].map { try TensorDistAttr(parsing: to, on: [meshes[$0]]) }
          for attr in attrs {
            let expected = try x.resharded(to: attr)
            let handles = try (0..<9).map { _ in try x.reshardAsync(to: attr) }
            // Who only gives does not wait, and does not look at what it has given.
            guard attr.mesh.contains(cluster.rank) else { continue }
            for handle in handles.reversed() {
              let result = try handle.wait()
              let (one, other) = (try #require(result.local), try #require(expected.local))
              #expect(one.isIdentical(to: other), "\(rows) \(from) \(to)")
              let mode = result.record?.steps[0].mode
              if attr.mesh == meshes[1] { #expect(mode == (rows > half ? .mpi : .shared)) }
            }
          }
        }
      }
      let x = try DistTensor(
        fill: .iota, shape: [half * 5120, 1024], dtype: .int32, "S(0)", on: meshes[2], in: cluster)
      let handle = try x.reshardAsync(to: TensorDistAttr(parsing: "S(1)", on: [meshes[2]]))
      let expected = try x.resharded(to: "S(1)")
      #expect(try #require(handle.wait().local).isIdentical(to: try #require(expected.local)))
    }
  }
}

extension RankJobs {
  @Test(.enabled(if: Job.filter == nil || Job.filter == "CrampedMemory"), arguments: [2, 4])
  func `shards that find no room in shared memory are resharded all the same`(ranks: Int) throws {
    try Job(ranks: ranks, environment: ["TESSERA_CRAMPED_MEMORY": "1"], only: "CrampedMemory")
      .expectSuccess()
  }
}
