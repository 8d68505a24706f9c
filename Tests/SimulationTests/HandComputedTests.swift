import Elements
import ReshardCases
import Sharding
import Testing
@testable import CostModel
@testable import Resharding

@testable import Simulation

/// Runs so small that a person can say how long they take.
@Suite struct HandComputedTests {
  private static func plan(
    _ from: String, _ to: String, on lengths: [Int], shape: [Int] = [8, 8], dtype: DType = .int8
  ) throws -> ReshardPlan {
    let mesh = try ProcessMesh(shape: lengths, name: "m")
    return try Planner().plan(
      Transition(
        shape: shape, dtype: dtype, from: TensorDistAttr(parsing: from, on: [mesh]),
        to: TensorDistAttr(parsing: to, on: [mesh])))
  }

  static let methods: [Simulator.Method] = [.ranks, .classes]

  @Test(arguments: methods)
  func `two ranks gather each other's half`(method: Simulator.Method) throws {
    // Each sends 32 bytes at 16 bytes a second after a latency of 3 seconds.
    let plan = try Self.plan("S(0)@m", "R@m", on: [2])
    let run = try Simulator(
      plan, on: .plain(latency: 3, bandwidth: 16), method: method
    ).run()
    #expect(run.seconds == 5)
    #expect(run.steps.map(\.messages) == [2] && run.steps.map(\.bytes) == [64])
    #expect(run.criticalPath.map(\.cause) == [.latency, .bandwidth])
    #expect(run.criticalPath.map(\.seconds) == [3, 2])
    #expect(run.shares.latency == 0.6 && run.shares.bandwidth == 0.4)
    #expect(run.ports.allSatisfy { $0.bytes == 32 && $0.utilisation == 0.4 })
    #expect(run.classes == (method == .classes ? 1 : 2))
  }

  @Test(arguments: methods)
  func `a link that is not duplex takes both directions in turn`(method: Simulator.Method) throws {
    let plan = try Self.plan("S(0)@m", "R@m", on: [2])
    let run = try Simulator(
      plan, on: .plain(latency: 0, bandwidth: 16, isDuplex: false), method: method
    ).run()
    #expect(run.seconds == 4)
  }

  @Test(arguments: methods)
  func `messages through one port take turns`(method: Simulator.Method) throws {
    // Hosts of two ranks; each sends one block of 4 bytes to each of the other host's ranks.
    let plan = try Self.plan("S(0)@m", "S(1)@m", on: [4])
    func run(ranksPerPort: Int) throws -> SimulatedRun {
      let topology = Topology(
        name: "two hosts",
        levels: [
          .init(
            name: "host", ranks: 2, link: Link(kind: "wire", latency: 0, bandwidth: 1e9)),
          .init(
            name: "cluster", ranks: nil, link: Link(kind: "wire", latency: 0, bandwidth: 16),
            ranksPerPort: ranksPerPort),
        ], engine: .instant)
      return try Simulator(plan, on: topology, method: method).run()
    }
    let (alone, shared) = (try run(ranksPerPort: 1), try run(ranksPerPort: 2))
    // Two blocks out of each rank's port, four out of each host's.
    #expect(alone.seconds == 0.5)
    #expect(shared.seconds == 1)
    #expect(shared.ports.first?.utilisation == 1)
    #expect(shared.ports.first?.level == "cluster")
  }

  @Test(arguments: methods)
  func `without bandwidth's limit only latency is left`(method: Simulator.Method) throws {
    // Three messages in each direction, handled one after the other: of the second and the third only the
    // gap counts, which is a two-hundredth of the latency where it is not given.
    let plan = try Self.plan("S(0)@m", "S(1)@m", on: [4])
    let run = try Simulator(
      plan, on: .plain(latency: 2, bandwidth: 1e300), method: method
    ).run()
    #expect(run.seconds.isClose(to: 2 + 2 * 0.01))
    #expect(run.shares.latency.isClose(to: 1))
  }

  @Test func `who is late makes only those wait who need its bytes`() throws {
    // Rank 0 gives rank 1 half of the tensor before both rows of the mesh gather theirs.
    let pair = try ProcessMesh(shape: [2], name: "pair")
    let other = try ProcessMesh(shape: [2], ranks: [2, 3], name: "other")
    func transition(_ mesh: ProcessMesh, _ from: Placement, _ to: Placement) throws -> Transition {
      Transition(
        shape: [64], dtype: .int8, from: try TensorDistAttr(mesh: mesh, placements: [from]),
        to: try TensorDistAttr(mesh: mesh, placements: [to]))
    }
    let plans = [
      try Planner().plan(transition(pair, .shard(0), .replicate)),
      try Planner().plan(transition(other, .shard(0), .replicate)),
    ]
    let run = try Simulator(plans, on: .plain(latency: 0, bandwidth: 16)).run()
    // The second step's ranks took no part in the first.
    #expect(run.steps.map(\.start) == [0, 0] && run.steps.map(\.end) == [2, 2])
  }

  static let worked: [(String, String, Double)] = [
    // Half of each 4 x 8 block, 16 bytes, is kept, which is a copy; the other goes out packed, or
    // comes in to be unpacked, where it is no run of bytes in its shard.
    ("S(0)@m", "S(1)@m", 124), ("S(1)@m", "S(0)@m", 124),
    // Two contributions of 32 bytes are read; rows go out as they lie.
    ("P(sum)@m", "S(0)@m", 116),
    // The shard is a view of the replica; an identity-padded block takes a copy of 32 bytes.
    ("R@m", "S(0)@m", 100), ("S(0)@m", "P(sum)@m", 132),
  ]

  @Test(arguments: worked)
  func `copies, packing and folds take the engine's time`(
    from: String, to: String, seconds: Double
  ) throws {
    var topology = Topology.plain(latency: 0, bandwidth: 1e300)
    topology.engine = .init(copy: 1, pack: 2, fold: 4, stepOverhead: 100)
    for method in Self.methods {
      let run = try Simulator(Self.plan(from, to, on: [2]), on: topology, method: method).run()
      #expect(run.seconds.isClose(to: seconds))
    }
  }

  @Test func `nothing to do takes no time`() throws {
    let run = try Simulator(Self.plan("R@m", "R@m", on: [2]), on: .oneHost).run()
    #expect(run.seconds == 0 && run.steps.isEmpty && run.criticalPath.isEmpty)
  }
}
