import CostModel
import Foundation
import Sharding
import Tessera
import Testing

extension Ranks {
  /// Ranks that are about to do different things say so, instead of a hang or a wrong result.
  @Suite struct AgreementOfRanks {
    private static func tensor(_ cluster: Cluster) throws -> DistTensor {
      try DistTensor(
        fill: .iota, shape: [8, 6], dtype: .float32, "S(0)",
        on: try ProcessMesh(shape: [cluster.size]), in: cluster)
    }

    /// Whether every rank has the same text.
    private static func isShared(_ text: String, _ cluster: Cluster) throws -> Bool {
      let hash = text.utf8.reduce(7) { ($0 &* 31 &+ Int($1)) & 0xff_ffff_ffff }
      return Set(try cluster.gathered([hash, text.utf8.count])).count == 1
    }

    @Test(.enabled(if: jobSize > 1))
    func `a rank that calls another reshard is named on every rank, with both calls`() throws {
      let cluster = try Cluster.start(options: .init(checksAgreement: true))
      let tensor = try Self.tensor(cluster)
      for odd in 0..<cluster.size {
        let error = #expect(throws: TesseraError.self) {
          try tensor.resharded(to: cluster.rank == odd ? "S(1)" : "R")
        }
        let message = error?.message ?? ""
        #expect(try Self.isShared(message, cluster))
        #expect(error?.kind == .data && error?.isShared == true)
        #expect(message.contains("-> {S(1)} on") && message.contains("-> {R} on"), "\(message)")
        if cluster.size > 2 {
          #expect(message.hasPrefix("rank \(odd) is at "), "\(message)")
        }
        // The ranks go on together.
        #expect(try tensor.resharded(to: "R").local?.count == 48)
      }
    }

    @Test(.enabled(if: jobSize > 2)) func `a rank with a tensor of another shape is named`() throws
    {
      let cluster = try Cluster.start(options: .init(checksAgreement: true))
      let tensor = try DistTensor(
        fill: .iota, shape: [cluster.rank == 1 ? 8 : 4, 6], "S(0)",
        on: try ProcessMesh(shape: [cluster.size]), in: cluster)
      let error = #expect(throws: TesseraError.self) { try tensor.resharded(to: "R") }
      let message = error?.message ?? ""
      #expect(message.hasPrefix("rank 1 is at ") && message.contains("f32[8, 6]"), "\(message)")
      #expect(message.contains("f32[4, 6]"), "\(message)")
      #expect(try Self.isShared(message, cluster))
    }

    @Test(.enabled(if: jobSize > 2)) func `a rank that is a call ahead is named`() throws {
      let cluster = try Cluster.start(options: .init(checksAgreement: true))
      let tensor = try Self.tensor(cluster)
      let odd = cluster.size - 1
      // The odd rank begins with another tensor's call, as if it had left one out.
      let error = #expect(throws: TesseraError.self) {
        if cluster.rank == odd { _ = try tensor.resharded(to: "S(1)") }
        if cluster.rank != odd { _ = try tensor.full() }
      }
      #expect(error?.message.hasPrefix("rank \(odd) is at call 1") == true)
    }

    /// Where ranks of a host know the reshards, they compare them by the words that they read of each other.
    @Test(.enabled(if: jobSize > 2), arguments: [ExchangeChoice.auto, .mpi])
    func `a rank that calls another of the reshards that all know is named`(choice: ExchangeChoice)
      throws
    {
      let cluster = try Cluster.start(options: .init(exchange: choice))
      let tensor = try Self.tensor(cluster)
      for _ in 0..<3 {
        for target in ["S(1)", "R"] { _ = try tensor.resharded(to: target) }
      }
      for odd in 0..<cluster.size {
        let error = #expect(throws: TesseraError.self) {
          try tensor.resharded(to: cluster.rank == odd ? "S(1)" : "R")
        }
        let message = error?.message ?? ""
        #expect(message.hasPrefix("rank \(odd) is at "), "\(message)")
        #expect(try Self.isShared(message, cluster))
        #expect(try tensor.resharded(to: "R").local?.count == 48)
        #expect(try tensor.resharded(to: "S(1)").shape == [8, 6])
      }
    }

    @Test(.enabled(if: jobSize > 2))
    func `a rank that leaves out what moves nothing is named at the next that moves something`()
      throws
    {
      let cluster = try Cluster.start()
      let tensor = try Self.tensor(cluster)
      let whole = try tensor.resharded(to: "R")
      for _ in 0..<100 { _ = try whole.resharded(to: "S(1)") }
      let error = #expect(throws: TesseraError.self) {
        _ = try whole.resharded(to: cluster.rank == 1 ? "P(sum)" : "S(1)")
        _ = try tensor.resharded(to: "R")
      }
      let message = error?.message ?? ""
      #expect(message.hasPrefix("rank 1 is at call 102 of"), "\(message)")
      #expect(message.contains("-> {P(sum)}") && message.contains("-> {S(1)}"), "\(message)")
      #expect(try tensor.resharded(to: "R").local?.count == 48)
    }

    /// A short reshard among all, one too long to go directly, one that crosses to other ranks, a step of all, and what
    /// moves nothing, and so is compared with what comes next.
    private enum Call: CaseIterable {
      case short, long, crossing, step, local
    }

    @Test(.enabled(if: jobSize > 2), arguments: [ExchangeChoice.auto, .mpi])
    func `ranks at calls of any two kinds name the odd one, and go on`(choice: ExchangeChoice)
      throws
    {
      let cluster = try Cluster.start(options: .init(exchange: choice))
      let mesh = try ProcessMesh(shape: [cluster.size])
      func tensor(_ shape: [Int], on mesh: ProcessMesh) throws -> DistTensor {
        try DistTensor(fill: .iota, shape: shape, dtype: .float32, "S(0)", on: mesh, in: cluster)
      }
      let short = try tensor([8, 6], on: mesh)
      let long = try tensor([600, 60], on: mesh)
      let whole = try short.resharded(to: "R")
      // The same ranks, in halves.
      let half = cluster.size / 2
      let first = try tensor([6, 6], on: ProcessMesh(shape: [half], ranks: Array(0..<half)))
      let last = try TensorDistAttr(
        mesh: ProcessMesh(
          shape: [cluster.size - half], ranks: Array(half..<cluster.size)), placements: [.shard(0)])
      func make(_ call: Call) throws {
        switch call {
        case .short: _ = try short.resharded(to: "S(1)")
        case .long: _ = try long.resharded(to: "R")
        case .crossing: _ = try first.resharded(to: last)
        case .step: try cluster.together {}
        case .local: _ = try whole.resharded(to: "S(1)")
        }
      }
      for _ in 0..<2 {
        for call in Call.allCases { try make(call) }
      }
      var turn = 0
      for most in Call.allCases {
        for other in Call.allCases where other != most {
          let odd = turn % cluster.size
          turn += 1
          let error = #expect(throws: TesseraError.self) {
            try make(cluster.rank == odd ? other : most)
            _ = try short.resharded(to: "R")
          }
          let message = error?.message ?? ""
          #expect(message.hasPrefix("rank \(odd) is at "), "\(most), \(other): \(message)")
          #expect(try Self.isShared(message, cluster))
          for call in Call.allCases { try make(call) }
          #expect(
            try short.resharded(to: "R").local?.isIdentical(to: #require(whole.local)) == true)
        }
      }
    }

    @Test(.enabled(if: jobSize > 1), arguments: [ExchangeChoice.auto, .mpi])
    func `a rank that is late is waited for, and what the others said meanwhile is forgotten`(
      choice: ExchangeChoice
    ) throws {
      let cluster = try Cluster.start(options: .init(exchange: choice))
      let tensor = try Self.tensor(cluster)
      for round in 0..<40 {
        if round % 5 == 0, cluster.rank == round / 5 % cluster.size {
          Thread.sleep(forTimeInterval: 0.06)
        }
        let target = round % 2 == 0 ? "R" : "S(1)"
        #expect(try tensor.resharded(to: target).shape == [8, 6])
        if round % 7 == 0 { try cluster.together {} }
      }
    }

    @Test func `together throws the error of the lowest rank on all`() throws {
      let cluster = try Cluster.start()
      for first in 0..<cluster.size {
        let error = #expect(throws: TesseraError.self) {
          try cluster.together {
            if cluster.rank >= first {
              throw TesseraError(.data, "rank \(cluster.rank) has no file: größer")
            }
          }
        }
        #expect(error?.message == "rank \(first) has no file: größer")
        #expect(error?.kind == .data && error?.isShared == true)
      }
      #expect(try cluster.together { cluster.rank } == cluster.rank)
    }

    @Test func `numbers are gathered by rank`() throws {
      let cluster = try Cluster.start()
      let all = try cluster.gathered([cluster.rank, -cluster.rank])
      #expect(all == (0..<cluster.size).map { [$0, -$0] })
      try cluster.barrier()
    }
  }
}

extension RankJobs {
  /// Where few ranks are on several hosts, what is short goes from each to each, and agrees by the way.
  @Test(
    .enabled(if: Job.filter == nil || Job.filter == "AgreementOfRanks"),
    arguments: [(4, 2), (4, 1), (3, 2)])
  func `short reshards between hosts agree by the way, and are those of one process`(
    ranks: Int, ranksPerHost: Int
  ) throws {
    let settings = ["TESSERA_RANKS_PER_HOST": "\(ranksPerHost)"]
    try Job(
      ranks: ranks, environment: settings,
      only: Job.any(of: [
        "AgreementOfRanks", "ReshardFunctions.*agree", "ReshardSample", "SpecialValues",
      ])
    ).expectSuccess()
  }
}
