import Elements
import Foundation
import ReshardCases
import Sharding
import Testing
@testable import CostModel
@testable import Resharding

@testable import Simulation

/// What must be true of every run.
@Suite struct RunTests {
  /// Random plans over all kinds of meshes, with their seed.
  static func plans(_ count: Int) throws -> (seed: UInt64, plans: [(ReshardPlan, Topology)]) {
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    let plans = try (0..<count).map { _ in
      let shape =
        [[8, 6], [7, 5], [16], [4, 4, 4], [0], []].randomElement(using: &generator) ?? []
      let source = ProcessMesh.random(below: 8, using: &generator)
      let target =
        Bool.random(using: &generator) ? source : ProcessMesh.random(below: 8, using: &generator)
      let dtype: DType = [.float32, .int8].randomElement(using: &generator) ?? .int8
      let transition = Transition(
        shape: shape, dtype: dtype,
        from: .random(on: source, shape: shape, dtype: dtype, using: &generator),
        to: .random(on: target, shape: shape, dtype: dtype, using: &generator))
      return (try Planner().plan(transition), Topology.random(using: &generator))
    }
    return (seed, plans)
  }

  @Test func `what is sent is received, is planned, and passes the ports`() throws {
    let (seed, plans) = try Self.plans(100)
    for (number, (plan, topology)) in plans.enumerated() {
      let label = "seed \(seed), case \(number): \(plan)"
      for (method, exchange) in [(Simulator.Method.ranks, ExchangeChoice.auto), (nil, .mpi)] {
        let simulator = try Simulator(plan, on: topology, exchange: exchange, method: method)
        let run = simulator.run()
        #expect(run.steps.count == plan.steps.count, "\(label)")
        for (index, traffic) in plan.traffic.enumerated() {
          #expect(run.steps[index].bytes == traffic.total, "\(label)")
          for rank in 0..<8 {
            let bytes = simulator.bytes(of: rank)[index]
            #expect(bytes.sent == traffic.sent[rank] ?? 0, "\(label)")
            #expect(bytes.received == traffic.received[rank] ?? 0, "\(label)")
          }
        }
        // Each message passes one port in and one out, or where they are one two that are both.
        var arrived = 0
        for message in simulator.workload.stages.flatMap(\.messages) {
          for hop in message.path where simulator.workload.ports[hop.port].port.direction == .in {
            arrived += message.key.bytes * hop.count * simulator.workload.ports[hop.port].count
          }
        }
        // A torus has links from node to node instead.
        if exchange == .mpi, topology.levels.allSatisfy({ $0.link.isDuplex && $0.torus.isEmpty }) {
          #expect(arrived == plan.traffic.reduce(0) { $0 + $1.total }, "\(label)")
        }
        #expect(run.ports.allSatisfy { $0.utilisation <= 1 + 1e-9 }, "\(label)")
      }
    }
  }

  /// Copies of a block share the sending of it, and a shard in parts or blocks has several.
  @Test(arguments: [
    ("R,S(1%2+1)", "P(min),R"), ("R,S(1%2+1)", "S(0),S(1)"), ("R,S(0/3)", "S(1%2),R"),
    ("S(1%3),R", "S(1/2),R"), ("R,P(sum)", "S(0%2),R"), ("S(0/2),P(sum)", "R,S(1%2)"),
  ])
  func `of parts and blocks, too, each rank's bytes are the plan's`(from: String, to: String) throws
  {
    let source = try ProcessMesh(shape: [2, 2], ranks: [4, 3, 2, 1])
    let hosts = Topology(
      name: "hosts of 2",
      levels: [
        .init(
          name: "host", ranks: 2, link: Link(kind: "shm", latency: 1e-6, gap: nil, bandwidth: 1e11)),
        .init(
          name: "cluster", ranks: nil,
          link: Link(kind: "ib", latency: 1e-5, gap: nil, bandwidth: 1e10)),
      ], engine: .instant)
    for ranks in [[5, 0, 1, 3], [3, 4, 1, 2]] {
      for shape in [[7, 5], [6, 12], [3, 0]] {
        let target = try ProcessMesh(shape: [2, 2], ranks: ranks)
        let plan = try Planner().plan(
          Transition(
            shape: shape, dtype: .bfloat16, from: TensorDistAttr(parsing: from, on: [source]),
            to: TensorDistAttr(parsing: to, on: [target])))
        for topology in [Topology.oneHost, hosts] {
          for method in [Simulator.Method.ranks, nil] {
            let simulator = try Simulator(plan, on: topology, method: method)
            for (index, traffic) in plan.traffic.enumerated() {
              for rank in 0..<6 {
                let bytes = simulator.bytes(of: rank)[index]
                let label = "\(plan) of \(shape), rank \(rank), \(topology.name)"
                #expect(bytes.sent == traffic.sent[rank] ?? 0, "\(label)")
                #expect(bytes.received == traffic.received[rank] ?? 0, "\(label)")
              }
            }
          }
        }
      }
    }
  }

  @Test func `the critical path has no gaps and explains the whole time`() throws {
    let (seed, plans) = try Self.plans(100)
    for (number, (plan, topology)) in plans.enumerated() where !plan.steps.isEmpty {
      let label = "seed \(seed), case \(number): \(plan)"
      let run = try Simulator(plan, on: topology).run()
      let path = run.criticalPath
      #expect(path.first?.start == 0 && path.last?.end == run.seconds, "\(label)")
      for (one, next) in zip(path, path.dropFirst()) {
        #expect(one.end.isClose(to: next.start), "\(label)")
        #expect(one.step <= next.step, "\(label)")
      }
      let shares = run.shares
      let sum = shares.latency + shares.bandwidth + shares.work + shares.overhead
      #expect(sum.isClose(to: 1), "\(label)")
      for row in run.timeline {
        for (one, next) in zip(row.spans, row.spans.dropFirst()) {
          #expect(one.end.isClose(to: next.start) || one.end < next.start, "\(label)")
        }
      }
    }
  }

  @Test func `bandwidth is all that counts where nothing else takes time`() throws {
    let (seed, plans) = try Self.plans(60)
    for (number, (plan, topology)) in plans.enumerated() {
      let label = "seed \(seed), case \(number): \(plan)"
      var slow = topology
      slow.engine = .instant
      for level in slow.levels.indices {
        slow.levels[level].link.latency = 0
        slow.levels[level].hopLatency = 0
      }
      var quick = slow
      for level in quick.levels.indices { quick.levels[level].link.bandwidth *= 4 }
      let seconds = try Simulator(plan, on: slow, exchange: .mpi).run().seconds
      let quicker = try Simulator(plan, on: quick, exchange: .mpi).run().seconds
      #expect(quicker.isClose(to: seconds / 4), "\(label)")
      // No rank receives faster than its ports, one into each level, of a torus two for each dim.
      let ports = slow.levels.reduce(0) {
        $0 + $1.link.bandwidth * Double(max(1, 2 * $1.torus.count))
      }
      let most = plan.traffic.reduce(0) { $0 + ($1.received.values.max() ?? 0) }
      let least = Double(most) / ports
      #expect(seconds * (1 + 1e-9) >= least, "\(label)")
    }
  }

  @Test func `the same plan gives the same run`() throws {
    let (seed, plans) = try Self.plans(40)
    for (number, (plan, topology)) in plans.enumerated() {
      let runs = try (0..<2).map { _ in try Simulator(plan, on: topology).run() }
      #expect(runs[0] == runs[1], "seed \(seed), case \(number): \(plan)")
    }
  }

  @Test func `a run is what its JSON says`() throws {
    let (_, plans) = try Self.plans(10)
    for (plan, topology) in plans {
      let run = try Simulator(plan, on: topology).run()
      let decoded = try JSONDecoder().decode(
        SimulatedRun.self, from: JSONEncoder().encode(run))
      #expect(decoded == run)
    }
  }

  @Test func `trace events parse, and lie within the run`() throws {
    let (seed, plans) = try Self.plans(20)
    for (plan, topology) in plans {
      let run = try Simulator(plan, on: topology).run()
      let bytes = try JSONEncoder().encode(TraceEvents(run))
      let object = try #require(JSONSerialization.jsonObject(with: bytes) as? [String: Any])
      let events = try #require(object["traceEvents"] as? [[String: Any]])
      var named: Set<[Int]> = []
      for event in events {
        let place = try [#require(event["pid"] as? Int), #require(event["tid"] as? Int)]
        #expect(event["name"] is String)
        if event["ph"] as? String == "M" {
          named.insert(place)
          continue
        }
        #expect(event["ph"] as? String == "X" && named.contains(place), "seed \(seed)")
        let (start, length) = (event["ts"] as? Double ?? -1, event["dur"] as? Double ?? -1)
        #expect(start >= 0 && length >= 0, "seed \(seed)")
        #expect(start + length <= run.seconds * 1e6 * (1 + 1e-9), "seed \(seed)")
      }
      let spans = run.timeline.reduce(run.steps.count) { $0 + $1.spans.count }
      #expect(events.count { $0["ph"] as? String == "X" } == spans)
    }
  }
}
