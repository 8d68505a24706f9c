import Elements
import ReshardCases
import Sharding
import Testing
@testable import CostModel
@testable import Resharding

@testable import Simulation

/// Meshes whose ranks nobody could look at one by one.
@Suite struct LargeMeshTests {
  /// A direct exchange on one mesh, whatever a planner would choose.
  private static func direct(
    _ lengths: [Int], shape: [Int], _ from: [Placement], _ to: [Placement]
  ) throws -> ReshardPlan {
    let mesh = try ProcessMesh(shape: lengths)
    let transition = Transition(
      shape: shape, dtype: .bfloat16, from: try TensorDistAttr(mesh: mesh, placements: from),
      to: try TensorDistAttr(mesh: mesh, placements: to))
    return ReshardPlan(
      transition, function: nil, steps: [ReshardStep(SameNdMesh.self, .allToAll, transition)])
  }

  /// Hosts of 8 on a fast link, each with one card for the way to the others.
  static let hosts = Topology(
    name: "hosts of 8",
    levels: [
      .init(name: "host", ranks: 8, link: Link(kind: "nvlink", latency: 1e-6, bandwidth: 4e11)),
      .init(
        name: "cluster", ranks: nil, link: Link(kind: "ib", latency: 5e-6, bandwidth: 5e10),
        ranksPerPort: 8),
    ], engine: .instant)

  @Test func `every rank of 65,536 sends to every other`() throws {
    let cut = [Placement](repeating: .shard(0), count: 3)
    let other = [Placement](repeating: .shard(1), count: 3)
    let plan = try Self.direct([64, 16, 64], shape: [65_536, 131_072], cut, other)
    let run = try Simulator(plan, on: Self.hosts).run()
    #expect(run.ranks == 65_536 && run.classes == 1 && run.method == .classes)
    let step = try #require(run.steps.first)
    #expect(step.messages == 65_536 * 65_535)
    // Each message is one row of two columns.
    #expect(step.largestReceived == 65_535 * 4 && step.bytes == 65_536 * 65_535 * 4)
    // 8 ranks send to all but their host's through one card.
    let gaps: Double = 7 * 5e-9 + 65_527 * 2.5e-8
    let bytes: Double = 8 * 65_528 * 4
    let seconds = 5e-6 + gaps + bytes / 5e10
    #expect(run.seconds.isClose(to: seconds))
  }

  @Test func `the dims of a mesh of 65,536 change places`() throws {
    let plan = try Self.direct(
      [64, 16, 64], shape: [4096, 4096, 4096], [.shard(0), .shard(1), .shard(2)],
      [.shard(2), .shard(0), .shard(1)])
    let simulator = try Simulator(plan, on: Self.hosts)
    let run = simulator.run()
    #expect(run.method == .classes && run.ranks == 65_536 && run.classes < 4096)
    // All ranks but those that need what they have get it from others.
    for rank in [0, 1, 65, 5000, 65_535] {
      let bytes = simulator.bytes(of: rank)[0]
      let box = try #require(plan.transition.to.box(of: rank, shape: [4096, 4096, 4096]))
      let old = try #require(plan.transition.from.box(of: rank, shape: [4096, 4096, 4096]))
      #expect(bytes.received == 2 * (box.count - (box.intersection(old)?.count ?? 0)))
    }
  }

  @Test func `a million ranks gather in groups`() throws {
    let mesh = try ProcessMesh(shape: [128, 64, 128])
    let attr = try TensorDistAttr(mesh: mesh, placements: [.shard(0), .replicate, .shard(1)])
    let plan = try Planner().plan(
      Transition(
        shape: [1 << 16, 1 << 16], dtype: .bfloat16, from: attr,
        to: attr.replacing(2, with: .replicate)))
    // In two levels: each rank hears from the 7 others of its host, and from one of each of the 15 other hosts.
    let run = try Simulator(plan, on: Self.hosts).run()
    #expect(run.ranks == 1 << 20 && run.classes == 1)
    #expect(run.steps.map(\.messages) == [(1 << 20) * (7 + 15)])
    #expect(run.ports.first?.level == "cluster" && run.ports.first?.count == 1 << 17)
  }

  @Test func `an uneven group is looked at rank by rank, the rest of the mesh in classes`() throws {
    let mesh = try ProcessMesh(shape: [64, 16, 64])
    let attr = try TensorDistAttr(mesh: mesh, placements: [.shard(0), .replicate, .shard(1)])
    let plan = try Planner().plan(
      Transition(
        shape: [4096, 100], dtype: .bfloat16, from: attr, to: attr.replacing(2, with: .replicate)))
    let simulator = try Simulator(plan, on: Self.hosts)
    let run = simulator.run()
    #expect(run.method == .classes && run.classes == 64)
    // 100 over 64 is pieces of 2, and from the 51st on nothing.
    let rows = 4096 / 64 * 2
    #expect(run.steps[0].bytes == 1024 * (64 * 100 - 100) * rows)
    #expect(simulator.bytes(of: 63).map(\.sent) == [0])
    #expect(simulator.bytes(of: 63).map(\.received) == [100 * rows])
  }

  @Test func `where no ranks are alike the tensor is rounded up, and the run says so`() throws {
    let plan = try Self.direct(
      [4, 16], shape: [99, 77], [.shard(0), .shard(0)], [.shard(1), .shard(1)])
    let exact = try Simulator(plan, on: Self.hosts)
    #expect(exact.method == .classes && exact.workload.ranks.count == 64)
    let rough = try Simulator(plan, on: Self.hosts, limit: 1000)
    #expect(rough.method == .padded && rough.workload.ranks.count == 1)
    for rank in [0, 10, 63] {
      let (bytes, bound) = (exact.bytes(of: rank)[0], rough.bytes(of: rank)[0])
      #expect(bytes.sent <= bound.sent && bytes.received <= bound.received)
    }
    #expect(exact.run().seconds <= rough.run().seconds)
    #expect(throws: SimulationError.tooLarge(ranks: 64, limit: 10)) {
      try Simulator(plan, on: Self.hosts, limit: 10)
    }
  }
}
