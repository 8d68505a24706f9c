import Elements
import ReshardCases
import Sharding
import Testing
@testable import CostModel
@testable import Resharding

@testable import Simulation

/// A plan's prediction and the simulation of it: two answers to one question.
@Suite struct AgreementTests {
  private static func link(
    _ kind: String, _ latency: Double, _ gap: Double?, _ bandwidth: Double
  ) -> Link {
    Link(kind: kind, latency: latency, gap: gap, bandwidth: bandwidth)
  }

  private static func hosts(_ ranks: Int, perPort: Int, _ kind: String = "nvlink") -> Topology {
    Topology(
      name: "\(kind) hosts of \(ranks), \(perPort) a port",
      levels: [
        .init(name: "host", ranks: ranks, link: link(kind, 3e-6, 5e-7, 4.5e11)),
        .init(
          name: "cluster", ranks: nil, link: link("ib", 1e-5, 2e-6, 2.5e10), ranksPerPort: perPort),
      ], engine: .init(copy: 1.6e12, pack: 8e11, fold: 2e12, stepOverhead: 8e-6))
  }

  private static func torus(_ lengths: [Int]) -> Topology {
    Topology(
      name: "a torus of \(lengths)",
      levels: [
        .init(
          name: "torus", ranks: nil, link: link("ici", 2e-6, 5e-7, 5e10), torus: lengths,
          hopLatency: 3e-7)
      ], engine: .init(copy: 1.6e12, pack: 8e11, fold: 2e12, stepOverhead: 8e-6))
  }

  static let topologies: [Topology] = [
    .oneHost,
    Topology(
      name: "no hosts",
      levels: [.init(name: "cluster", ranks: nil, link: link("ib", 1e-5, 1e-6, 1.25e10))],
      engine: .init(copy: 1e12, pack: 5e11, fold: 1e12, stepOverhead: 1e-6)),
    Topology(
      name: "no gap",
      levels: [.init(name: "cluster", ranks: nil, link: link("ib", 1e-5, nil, 1.25e10))],
      engine: .instant),
    Topology(
      name: "nvlink host",
      levels: [.init(name: "host", ranks: nil, link: link("nvlink", 3e-6, 5e-7, 4.5e11))],
      engine: .init(copy: 1.6e12, pack: 8e11, fold: 2e12, stepOverhead: 8e-6)),
    hosts(4, perPort: 2), hosts(8, perPort: 1), hosts(2, perPort: 2),
    hosts(4, perPort: 4, "shared-memory"),
    hosts(4, perPort: 1, "ethernet"),
    torus([16]), torus([4, 4]), torus([2, 8]),
    {
      // Processors that are shared, caches, and measured collectives.
      var machine = Topology.oneHost
      machine.name = "measured"
      machine.engine.cores = 2
      machine.engine.readsPeers = true
      machine.engine.caches = [
        Cache(bytes: 1e6, beyond: 1.5), Cache(bytes: 2e7, beyond: 4, isShared: true),
      ]
      machine.collectives = [
        .allGather: Tuning(latency: 2, bandwidth: 0.9),
        .allToAll: Tuning(latency: 2.5, bandwidth: 0.8),
        .allReduce: Tuning(latency: 1.2, bandwidth: 1.3),
      ]
      return machine
    }(),
  ]

  /// Lengths of a mesh, and changes of placements on it.
  static let routes: [([Int], [(String, String)])] = [
    (
      [16],
      [
        ("S(0)", "R"), ("S(1)", "R"), ("S(0)", "S(1)"), ("P(sum)", "R"), ("P(sum)", "S(0)"),
        ("P(max)", "R"),
      ]
    ),
    (
      [8, 2],
      [("S(0),S(1)", "R,S(1)"), ("S(0),R", "R,R"), ("R,P(sum)", "R,R"), ("P(sum),R", "S(0),R")]
    ),
    ([4, 4], [("S(0),S(0)", "R,R"), ("S(0),S(1)", "S(0),R"), ("P(sum),P(sum)", "R,R")]),
  ]

  private static func plan(
    _ lengths: [Int], _ from: String, _ to: String, _ side: Int, _ planning: Planning
  ) throws -> ReshardPlan {
    let mesh = try ProcessMesh(shape: lengths)
    return try Planner(planning).plan(
      Transition(
        shape: [side, side], dtype: .float32, from: TensorDistAttr(parsing: from, on: [mesh]),
        to: TensorDistAttr(parsing: to, on: [mesh])))
  }

  @Test(arguments: topologies, ExchangeChoice.allCases)
  func `plan and simulation name one way, and times within 5%`(
    topology: Topology, exchange: ExchangeChoice
  ) throws {
    var ways: Set<String> = []
    for (lengths, pairs) in Self.routes {
      for (from, to) in pairs {
        for side in [64, 4096] {
          let planning = Planning(costs: CostModel(topology, exchange: exchange))
          let plan = try Self.plan(lengths, from, to, side, planning)
          let certificate = Planner(planning).certificate(of: plan)
          let label = "\(lengths) \(from) -> \(to) of \(side) on \(topology.name), \(exchange)"
          let run = try Simulator(plan, on: topology, exchange: exchange).run()
          let named = certificate.pricedSteps.map(\.description)
          #expect(run.steps.map(\.way) == named, "\(label)")
          ways.formUnion(named)
          let predicted = certificate.price
          #expect(
            abs(run.seconds / predicted.seconds - 1) <= 0.05,
            "\(label): \(named) predicted \(predicted), simulated \(run.seconds), \(run.shares)")
        }
      }
    }
    #expect(!ways.isEmpty)
  }

  /// Jobs that fill their hosts unevenly: 4 + 2, 3 + 3 + 1, 4 + 4 + 1 and 4 + 4 + 2 ranks.
  static let unevenMeshes: [(host: Int, lengths: [Int])] = [
    (4, [6]), (4, [2, 3]), (4, [3, 2]), (3, [7]), (4, [9]), (4, [3, 3]), (4, [10]), (4, [2, 5]),
    (4, [5, 2]),
  ]

  @Test(arguments: unevenMeshes, ExchangeChoice.allCases)
  func `each group of a job on unevenly filled hosts goes its own way, in both`(
    job: (host: Int, lengths: [Int]), exchange: ExchangeChoice
  ) throws {
    let pairs =
      job.lengths.count == 1
      ? [("S(0)", "R"), ("S(0)", "S(1)"), ("P(sum)", "R"), ("P(max)", "R"), ("P(sum)", "S(0)")]
      : [
        ("S(0),S(1)", "S(0),R"), ("S(0),S(1)", "R,S(1)"), ("R,P(sum)", "R,R"),
        ("P(sum),R", "S(0),R"),
        ("S(0),R", "S(1),R"), ("S(0),S(0)", "R,R"),
      ]
    var mixed = 0
    for topology in [
      Self.hosts(job.host, perPort: job.host), Self.hosts(job.host, perPort: 1),
      Self.hosts(job.host, perPort: job.host, "shared-memory"),
    ] {
      for (from, to) in pairs {
        for side in [7 * 360, 60] {
          let planning = Planning(costs: CostModel(topology, exchange: exchange))
          let plan = try Self.plan(job.lengths, from, to, side, planning)
          let certificate = Planner(planning).certificate(of: plan)
          let label =
            "\(job) \(from) -> \(to) of \(side) on \(topology.name), \(exchange)"
          let runs = try [Simulator.Method.ranks, .classes].map {
            try Simulator(plan, on: topology, exchange: exchange, method: $0)
          }
          #expect(runs[0].levelBytes == runs[1].levelBytes, "\(label)")
          let run = runs[0].run()
          #expect(run.seconds.isClose(to: runs[1].run().seconds), "\(label)")
          let named = certificate.pricedSteps.map(\.description)
          #expect(run.steps.map(\.way) == named, "\(label)")
          // Groups of several kinds contend for the ports that they share.
          let contends =
            job.lengths == [2, 5] || certificate.pricedSteps.contains { $0.algorithms.count > 1 }
          let predicted = certificate.price
          #expect(
            contends || abs(run.seconds / predicted.seconds - 1) <= 0.05,
            "\(label): \(named) predicted \(predicted), simulated \(run.seconds), \(run.shares)")
          mixed += certificate.pricedSteps.count { $0.algorithms.count > 1 }
        }
      }
    }
    #expect(job.lengths != [3, 3] || exchange == .mpi || mixed > 0)
  }

  @Test func `both network cards of a host are used`() throws {
    // 4 GiB on 32 hosts of 4: each host gets 31/32 of them over two cards of 25 GB/s.
    let topology = Self.hosts(4, perPort: 2)
    let bound = 31.0 / 32 * Double(4 << 30) / 5e10
    for (lengths, from, to) in [([128], "S(0)", "R"), ([32, 4], "S(0),S(0)", "R,R")] {
      let planning = Planning(costs: CostModel(topology))
      let plan = try Self.plan(lengths, from, to, 32_768, planning)
      let predicted = Planner(planning).certificate(of: plan).price.seconds
      let simulated = try Simulator(plan, on: topology).run()
      for seconds in [predicted, simulated.seconds] {
        #expect(seconds >= bound && seconds < 1.03 * bound, "\(seconds) s, bound \(bound) s")
      }
      #expect(simulated.steps.map(\.way) == ["two-level"])
    }
  }

  @Test func `a short all-gather doubles in both`() throws {
    let topology = Self.topologies[1]
    let planning = Planning(costs: CostModel(topology))
    let plan = try Self.plan([256], "S(0)", "R", 128, planning)
    let run = try Simulator(plan, on: topology).run()
    #expect(run.steps.map(\.way) == ["mpi:Bruck"])
    #expect(run.seconds < 1e-4)
  }

  @Test func `what passes each level is exact`() throws {
    let topology = Self.hosts(4, perPort: 2)
    // 64 MiB on 16 ranks of 4 hosts: shards of 4 MiB.
    let rows: [(String, String, ExchangeChoice, [Int])] = [
      // In shards: each rank of 16 has 3 near and 12 far peers, and of these gets a quarter itself.
      ("S(0)", "R", .twoLevel, [16 * (3 + 9), 16 * 3]),
      ("S(0)", "R", .shared, [12 * 15, 4 * 15]),
      // 16 ranks get a sixteenth of a shard from each peer.
      ("S(0)", "S(1)", .mpi, [3, 12]), ("S(0)", "S(1)", .twoLevel, [3, 12]),
    ]
    for (from, to, exchange, blocks) in rows {
      let planning = Planning(costs: CostModel(topology, exchange: exchange))
      let plan = try Self.plan([16], from, to, 4096, planning)
      for method in [Simulator.Method.ranks, .classes] {
        let simulator = try Simulator(plan, on: topology, exchange: exchange, method: method)
        #expect(
          simulator.levelBytes == [blocks.map { $0 << 22 }],
          "\(from) -> \(to), \(exchange), \(method)")
      }
    }
  }
}
