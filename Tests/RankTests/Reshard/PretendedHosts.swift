import CostModel
import Sharding
import Tessera
import Testing

extension Ranks {
  /// Started by `RankJobs` alone: ranks that count as those of several hosts.
  @Suite(.enabled(if: environment["TESSERA_RANKS_PER_HOST"] != nil)) struct PretendedHosts {
    @Test func `ranks of one host share memory, and those of two go through MPI`() throws {
      let cluster = try Cluster.start(options: .init(exchange: .shared))
      let ranksPerHost = environment["TESSERA_RANKS_PER_HOST"].flatMap { Int($0) } ?? 1
      let grid = try ProcessMesh(shape: [jobSize / ranksPerHost, ranksPerHost])
      for (from, to, mode) in [
        ("S(0),S(1)", "S(0),R", ranksPerHost > 1 ? ExchangeMode.shared : nil),
        ("S(0),S(1)", "R,S(1)", jobSize > ranksPerHost ? .mpi : nil),
        ("R,P(sum)", "R,S(0)", ranksPerHost > 1 ? .shared : nil),
        ("P(sum),R", "R,R", jobSize > ranksPerHost ? .mpi : nil),
      ] {
        let tensor = try DistTensor(
          fill: .iota, shape: [8, 12], from.replacing("P(sum)", with: "R"), on: grid, in: cluster
        ).resharded(to: from)
        let result = try tensor.resharded(to: to)
        #expect(result.record?.steps.map(\.mode) == [mode], "\(from) -> \(to)")
        let expected = try DistTensor(fill: .iota, shape: [8, 12], to, on: grid, in: cluster)
        #expect(result.local?.isIdentical(to: try #require(expected.local)) == true)
      }
    }
  }
}

extension RankJobs {
  @Test(.enabled(if: Job.filter == nil || Job.filter == "PretendedHosts"), arguments: [1, 2, 4])
  func `reshards are the same on ranks of several hosts`(ranksPerHost: Int) throws {
    let settings = ["TESSERA_RANKS_PER_HOST": "\(ranksPerHost)", "TESSERA_EXCHANGE": "shared"]
    let suites = [
      "PretendedHosts", "ReshardFunctions.*agree", "ReshardSample", "ReshardsUnderWay",
    ]
    try Job(ranks: 4, environment: settings, only: Job.any(of: suites)).expectSuccess()
  }
}
