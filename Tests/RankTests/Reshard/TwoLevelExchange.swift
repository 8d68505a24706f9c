import CostModel
import Elements
import ReshardCases
import Resharding
import Sharding
import Simulation
import Tensors
import Tessera
import Testing

extension Ranks {
  /// Started by `RankJobs`, and on several hosts: what crosses hosts goes by messages, the rest is read.
  @Suite(.enabled(if: environment["TESSERA_RANKS_PER_HOST"] != nil || !isOneHost))
  struct TwoLevelExchange {
    private static let dtypes: [DType] = [
      .float32, .bfloat16, .float16, .int32, .uint8, .bool, .complex64, .float64,
    ]

    /// The ranks in their order, and others that lie on hosts by turns.
    private static var orders: [[Int]] {
      let ranks = Array(0..<jobSize)
      return [
        ranks, ranks.reversed(), ranks.filter { $0 % 2 == 0 } + ranks.filter { $0 % 2 == 1 },
        Array(ranks.dropFirst()),
      ]
    }

    @Test(arguments: [[7, 5], [16, 6], [0, 3], []])
    func `every pair of placements on a row of ranks in any order`(shape: [Int]) throws {
      let cluster = try Cluster.start(options: .init(exchange: .twoLevel))
      // Each pair with some order and some dtype, by turns.
      var turn = 0
      for (index, ranks) in Self.orders.enumerated() {
        let mesh = try ProcessMesh(shape: [ranks.count], ranks: ranks)
        for dtype in Self.dtypes {
          let attrs = TensorDistAttr.all(on: mesh, ndim: shape.count, dtype: dtype)
          for from in attrs {
            for to in attrs where from != to {
              turn += 1
              guard turn % 13 == index else { continue }
              let transition = Transition(shape: shape, dtype: dtype, from: from, to: to)
              let trial = try RankTrial(transition, seed: UInt64(turn), on: cluster)
              #expect(trial.fault == nil, "\(trial.plan): \(trial.fault ?? "")")
            }
          }
        }
      }
    }

    @Test(arguments: [8 << 20, 200])
    func `pairs of placements on a grid, also in many pieces`(staging: Int) throws {
      let cluster = try Cluster.start(
        options: .init(stagingBytes: staging, exchange: .twoLevel))
      guard jobSize % 2 == 0 else { return }
      var turn = 0
      for shape in [[2, jobSize / 2], [jobSize / 2, 2]] {
        let grid = try ProcessMesh(shape: shape)
        for dtype in [DType.float32, .bfloat16, .int32] {
          let attrs = TensorDistAttr.all(on: grid, ndim: 2, dtype: dtype)
          for from in attrs {
            for to in attrs where from != to {
              turn += 1
              guard turn % 401 == 0 else { continue }
              let transition = Transition(shape: [9, 6], dtype: dtype, from: from, to: to)
              let trial = try RankTrial(transition, seed: UInt64(turn), on: cluster)
              #expect(trial.fault == nil, "\(trial.plan): \(trial.fault ?? "")")
            }
          }
        }
      }
    }

    @Test(arguments: [DType.float32, .bfloat16], ["sum", "avg", "max", "prod"])
    func `large rows are folded in rank order`(dtype: DType, op: String) throws {
      let cluster = try Cluster.start(options: .init(exchange: .twoLevel))
      for ranks in Self.orders {
        let mesh = try ProcessMesh(shape: [ranks.count], ranks: ranks)
        for to in ["R", "S(0)", "S(1)"] {
          let transition = Transition(
            shape: [61, 523], dtype: dtype,
            from: try TensorDistAttr(parsing: "P(\(op))", on: [mesh]),
            to: try TensorDistAttr(parsing: to, on: [mesh]))
          let trial = try RankTrial(transition, seed: 5, on: cluster)
          #expect(trial.fault == nil, "\(trial.plan): \(trial.fault ?? "")")
        }
      }
    }

    @Test(arguments: [("S(0)", "R"), ("P(sum)", "R"), ("P(sum)", "S(0)"), ("S(0)", "S(1)")])
    func `a shard that is overwritten right after its reshard was read before`(
      from: String, to: String
    ) throws {
      try Ranks.expectOverwrittenShardsWereRead(from: from, to: to, rounds: 30, by: .twoLevel)
    }

    @Test(.enabled(if: isInTwoLevels))
    func `shards in memory that peers cannot map are read from copies that live long enough`()
      throws
    {
      try Ranks.expectCopiesOfUnmappedShardsWereRead(rounds: 40, by: .twoLevel, as: .twoLevel)
    }

    /// Hosts of as many ranks as are pretended, with the numbers that jobs are priced by.
    private static var topology: Topology? {
      guard let ranks = environment["TESSERA_RANKS_PER_HOST"].flatMap({ Int($0) }) else {
        return nil
      }
      var topology = Topology.oneHost
      topology.levels[0].ranks = ranks
      topology.levels.append(
        Topology.Level(name: "cluster", ranks: nil, link: .ethernet, ranksPerPort: ranks))
      return topology
    }

    @Test(arguments: ExchangeChoice.allCases)
    func `plan, simulation and run go one way, and as much crosses between hosts`(
      choice: ExchangeChoice
    ) throws {
      guard let topology = Self.topology else { return }
      let planning = Planning(costs: CostModel(topology, exchange: choice))
      let cluster = try Cluster.start(options: .init(planning: planning, exchange: choice))
      var crossings = 0
      for (lengths, routes) in [
        ([jobSize], [("S(0)", "R"), ("P(sum)", "R"), ("P(max)", "S(0)"), ("S(0)", "S(1)")]),
        (
          [2, jobSize / 2],
          [("S(0),S(0)", "R,R"), ("S(0),S(1)", "R,S(1)"), ("S(0),P(sum)", "S(0),R")]
        ),
      ] {
        guard lengths.reduce(1, *) == jobSize else { continue }
        let mesh = try ProcessMesh(shape: lengths)
        for (from, to) in routes {
          let whole = from.replacing("P(sum)", with: "R").replacing("P(max)", with: "R")
          let tensor = try DistTensor(
            fill: .iota, shape: [60 * jobSize, 60 * jobSize], whole, on: mesh, in: cluster
          ).resharded(to: from)
          let record = try #require(try tensor.resharded(to: to).record)
          let label = "\(record.plan), \(choice)"
          let ways = Planner(planning).certificate(of: record.plan).pricedSteps
          let simulator = try Simulator(record.plan, on: topology, exchange: choice)
          let levels = try #require(simulator.levelBytes)
          let host = topology.levels[0].ranks ?? jobSize
          for (index, step) in record.steps.enumerated() where ways[index].price.latency > 0 {
            // Groups may go other ways, where hosts have other numbers of ranks.
            let modes = try cluster.gathered([
              step.mode.flatMap(ExchangeMode.allCases.firstIndex) ?? -1, step.crossed,
            ])
            let gone = Set(modes.map { ExchangeMode.allCases[$0[0]] })
            #expect(gone == Set(ways[index].algorithms.map(\.mode)), "step \(index) of \(label)")
            // What goes by messages crosses as the plan says, who gets it being on another host.
            let byMPI = modes.indices.filter { ExchangeMode.allCases[modes[$0][0]] == .mpi }
            let sent = Self.crossing(record.plan.steps[index], among: byMPI, host, record.plan)
            guard gone.contains(.twoLevel) else { continue }
            let crossed = modes.reduce(0) { $0 + $1[1] }
            #expect(crossed + sent == levels[index][1], "step \(index) of \(label)")
            crossings += 1
          }
        }
      }
      let hosts = try cluster.exchangeReach().hosts
      if choice == .twoLevel, hosts.count > 1, hosts.contains(where: { $0 > 1 }) {
        #expect(crossings > 0)
      }
    }

    /// The bytes that ranks get of others on other hosts by messages for each pair of them.
    private static func crossing(
      _ step: ReshardStep, among receivers: [Int], _ host: Int, _ plan: ReshardPlan
    ) -> Int {
      let transition = plan.transition
      return receivers.reduce(0) { sum, rank in
        step.phases(of: rank, shape: transition.shape).reduce(sum) { sum, phase in
          (Schedule(phase.exchange).cells[rank] ?? []).reduce(sum) { sum, cell in
            let far = cell.sources.count { $0 / host != rank / host }
            return sum + far * cell.box.count * transition.dtype.byteCount
          }
        }
      }
    }

    @Test(.enabled(if: isInTwoLevels))
    func `each shard crosses to a host once, and a fold there and back`() throws {
      let cluster = try Cluster.start(options: .init(exchange: .twoLevel))
      let hosts = try cluster.exchangeReach().hosts
      let mesh = try ProcessMesh(shape: [jobSize])
      let bytes = 4 * jobSize * 1024 * 16 * jobSize
      func crossed(_ from: String, _ to: String) throws -> Int {
        let tensor = try DistTensor(
          fill: .iota, shape: [jobSize * 1024, 16 * jobSize], from.replacing("P(sum)", with: "R"),
          on: mesh,
          in: cluster
        ).resharded(to: from)
        let record = try #require(try tensor.resharded(to: to).record)
        #expect(record.steps.map(\.mode) == [.twoLevel], "\(from) -> \(to)")
        return try cluster.gathered([record.steps[0].crossed])
          .reduce(0) { $0 + $1[0] }
      }
      let missing = hosts.reduce(0) { $0 + bytes / jobSize * (jobSize - $1) }
      #expect(try crossed("S(0)", "R") == missing)
      #expect(try crossed("P(sum)", "R") == 2 * (hosts.count - 1) * bytes)
      // What ranks of other hosts need, each its own block.
      let pairs = hosts.reduce(0) { $0 + $1 * (jobSize - $1) }
      #expect(try crossed("S(0)", "S(1)") == bytes / jobSize / jobSize * pairs)
    }
  }
}

extension RankJobs {
  @Test(
    .enabled(if: Job.filter == nil || Job.filter == "TwoLevelExchange"),
    arguments: [(4, 2), (4, 3), (6, 2), (6, 4), (4, 1), (7, 3)])
  func `reshards in two levels are those of one process`(ranks: Int, ranksPerHost: Int) throws {
    let settings = ["TESSERA_RANKS_PER_HOST": "\(ranksPerHost)", "TESSERA_EXCHANGE": "two-level"]
    try Job(
      ranks: ranks, environment: settings,
      only: Job.any(of: [
        "TwoLevelExchange", "ReshardFunctions.*agree", "ReshardSample", "ReshardsUnderWay",
        "SpecialValues",
      ])
    ).expectSuccess()
  }
}
