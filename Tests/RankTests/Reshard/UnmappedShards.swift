import CostModel
import ReshardCases
import Resharding
import Sharding
import Tensors
import Tessera
import Testing

extension Ranks {
  /// Started by `RankJobs` alone: ranks that have no room left in the memory which peers can map, so that
  /// neither a shard nor a copy of it can be read by them.
  ///
  /// On one host the ranks then exchange by MPI. Of several, those of a host send each other copies of
  /// what they would have read, and the rest goes in two levels as ever.
  @Suite(.enabled(if: environment["TESSERA_UNMAPPED"] != nil)) struct UnmappedShards {
    private static let routes = [
      ("S(0)", "R"), ("P(sum)", "R"), ("S(0)", "S(1)"), ("P(max)", "S(0)"), ("P(sum)", "S(1)"),
    ]

    /// Shards of 8 KiB and whole tensors of as many times that, all larger than what `takeAll` leaves.
    private static func transition(_ from: String, _ to: String) throws -> Transition {
      let mesh = try ProcessMesh(shape: [jobSize])
      return Transition(
        shape: [64 * jobSize, 8 * jobSize], dtype: .float32,
        from: try TensorDistAttr(parsing: from, on: [mesh]),
        to: try TensorDistAttr(parsing: to, on: [mesh]))
    }

    /// Takes all memory that peers could map, down to pieces of 1 KiB: of the pool's four sizes per power
    /// of two each, so that none that was given back is left. None of it is touched.
    private static func takeAll() -> [DenseTensor] {
      var taken: [DenseTensor] = []
      for power in (10...30).reversed() {
        for quarters in [7, 6, 5, 4] {
          while true {
            let tensor = DenseTensor(shape: [quarters << (power - 2)], dtype: .uint8)
            guard tensor.storage.arenaOffset != nil else { break }
            taken.append(tensor)
          }
        }
      }
      return taken
    }

    /// Runs each route with room, and then where the ranks that `isFull` names have none. Where messages are
    /// counted, ranks do not compare their calls: one that waits for long tells the others where it is.
    private static func trials(
      by exchange: ExchangeChoice, isFull: (Int) -> Bool,
      _ body: (String, RankTrial, RankTrial, Cluster) throws -> Void
    ) throws {
      let cluster = try Cluster.start(
        options: .init(checksAgreement: exchange == .shared, exchange: exchange))
      let before = try routes.map { try RankTrial(transition($0, $1), seed: 3, on: cluster) }
      let taken = isFull(cluster.rank) ? takeAll() : []
      let probe = DenseTensor(shape: [64, 8], dtype: .float32)
      #expect((probe.storage.arenaOffset == nil) == isFull(cluster.rank))
      for ((from, to), before) in zip(routes, before) {
        let after = try RankTrial(transition(from, to), seed: 3, on: cluster)
        for trial in [before, after] {
          #expect(trial.fault == nil, "\(trial.plan): \(trial.fault ?? "")")
        }
        try body("\(from) -> \(to)", before, after, cluster)
      }
      withExtendedLifetime(taken) {}
    }

    /// Of every rank, and of one, which others hear of.
    @Test(
      .enabled(if: environment["TESSERA_RANKS_PER_HOST"] == nil), arguments: [nil, 0] as [Int?])
    func `ranks of one host exchange by MPI what they cannot read`(only: Int?) throws {
      try Self.trials(by: .shared, isFull: { (only ?? $0) == $0 }) { route, before, after, _ in
        #expect(before.modes == [.shared], "\(route)")
        #expect(after.modes == [.mpi], "\(route)")
      }
    }

    @Test(
      .enabled(if: environment["TESSERA_RANKS_PER_HOST"] != nil), arguments: [nil, 0] as [Int?])
    func `ranks of several hosts send each other copies of what they cannot read`(only: Int?)
      throws
    {
      try Self.trials(by: .twoLevel, isFull: { (only ?? $0) == $0 }) {
        route, before, after, cluster in
        #expect(before.modes == [.twoLevel] && after.modes == [.twoLevel], "\(route)")
        // Messages that this rank sent.
        func sent(_ trial: RankTrial) -> Int { trial.calls["MPI_Isend"] ?? 0 }
        let more = try cluster.gathered([sent(after) - sent(before)]).map { $0[0] }
        let copies = more.reduce(0, +)
        #expect(copies > 0, "\(route): \(more)")
        if route == "S(0) -> R", jobSize == 4, try cluster.exchangeReach().hosts == [2, 2] {
          // Each rank's old shard to its neighbour, and its new one with a block from the other host.
          #expect(more == (only == nil ? [2, 2, 2, 2] : [2, 2, 0, 0]), "\(route)")
        }
      }
    }

    @Test(.enabled(if: environment["TESSERA_RANKS_PER_HOST"] == nil))
    func `reshards under way fall back to MPI`() throws {
      let cluster = try Cluster.start(options: .init(exchange: .shared))
      let mesh = try ProcessMesh(shape: [jobSize])
      let taken = Self.takeAll()
      var handles: [ReshardHandle] = []
      for index in 0..<12 {
        let tensor = try DistTensor(
          fill: .random(seed: UInt64(index)), shape: [64 * jobSize, 8], "S(0)", on: mesh,
          in: cluster)
        #expect(tensor.local?.storage.arenaOffset == nil)
        handles.append(try tensor.reshardAsync(to: TensorDistAttr(parsing: "R", on: [mesh])))
      }
      for (index, handle) in handles.enumerated() {
        let whole = DenseTensor(
          fill: .random(seed: UInt64(index)), shape: [64 * jobSize, 8], dtype: .float32)
        let result = try handle.wait()
        #expect(result.record?.steps.map(\.mode) == [.mpi])
        #expect(try #require(result.local).isIdentical(to: whole), "reshard \(index)")
      }
      // One rank has no use for what the others wait for.
      for round in 0..<12 {
        let tensor = try DistTensor(
          fill: .random(seed: UInt64(round)), shape: [64 * jobSize, 8], "S(0)", on: mesh,
          in: cluster)
        let handle = try tensor.reshardAsync(to: TensorDistAttr(parsing: "R", on: [mesh]))
        if round % jobSize == cluster.rank { continue }
        let whole = DenseTensor(
          fill: .random(seed: UInt64(round)), shape: [64 * jobSize, 8], dtype: .float32)
        #expect(try #require(handle.wait().local).isIdentical(to: whole), "dropped \(round)")
      }
      withExtendedLifetime(taken) {}
    }
  }
}

extension RankJobs {
  @Test(
    .enabled(if: Job.filter == nil || Job.filter == "UnmappedShards"),
    arguments: [(2, nil), (4, nil), (4, 2), (4, 3), (6, 2)] as [(Int, Int?)])
  func `what ranks cannot read of each other is sent`(ranks: Int, ranksPerHost: Int?) throws {
    var settings = ["TESSERA_UNMAPPED": "1"]
    if let ranksPerHost { settings["TESSERA_RANKS_PER_HOST"] = "\(ranksPerHost)" }
    try Job(ranks: ranks, environment: settings, only: "UnmappedShards").expectSuccess()
  }
}
