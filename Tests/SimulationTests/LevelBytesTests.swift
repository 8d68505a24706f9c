import Elements
import ReshardCases
import Sharding
import Testing
@testable import CostModel
@testable import Resharding

@testable import Simulation

/// What passes the links of each level, known from where meshes lie or from messages.
@Suite struct LevelBytesTests {
  @Test func `are those of the messages, also where nobody looks at these`() throws {
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    var (flat, known) = (0, 0)
    for number in 0..<400 {
      let shape = CompleteClassesTests.shapes.randomElement(using: &generator) ?? []
      let source = ProcessMesh.random(below: 16, using: &generator)
      let target =
        Int.random(in: 0..<3, using: &generator) == 0
        ? source : ProcessMesh.random(below: 16, using: &generator)
      let transition = Transition(
        shape: shape, dtype: .float32,
        from: .random(on: source, shape: shape, dtype: .float32, using: &generator),
        to: .random(on: target, shape: shape, dtype: .float32, using: &generator))
      let topology: Topology =
        number % 3 == 0
        ? .oneHost : number % 3 == 1 ? LargeMeshTests.hosts : .random(using: &generator)
      let exchange = ExchangeChoice.allCases.randomElement(using: &generator) ?? .auto
      let planner = Planner(Planning(costs: CostModel(topology, exchange: exchange)))
      let plan = try planner.plan(transition)
      let certificate = planner.certificate(of: plan)
      let label = "seed \(seed), case \(number): \(plan) on \(topology), \(exchange)"
      let all = try? Simulator(plan, on: topology, exchange: exchange, method: .ranks)
      guard let all else { continue }
      let found = Simulator.levelBytes(of: plan, certificate, on: topology, exchange: exchange)
      #expect(found == all.levelBytes, "\(label)")
      // A limit of nothing leaves what is known without messages.
      let quick = Simulator.levelBytes(
        of: plan, certificate, on: topology, exchange: exchange, limit: 0)
      guard let quick, quick.joined().contains(where: { $0 > 0 }) else { continue }
      #expect(quick == all.levelBytes, "\(label)")
      if topology.levels.count == 1 { flat += 1 } else { known += 1 }
    }
    // Otherwise nothing is shown.
    #expect(flat >= 20 && known >= 10, "seed \(seed): \(flat), \(known)")
  }

  @Test func `of meshes of 65,536 ranks on other hosts all bytes pass the network`() throws {
    let source = try ProcessMesh(shape: [65_536])
    let target = try ProcessMesh(shape: [65_536], ranks: 65_536..<131_072)
    let transition = Transition(
      shape: [65_536, 65_536], dtype: .float32,
      from: try TensorDistAttr(parsing: "S(0)", on: [source]),
      to: try TensorDistAttr(parsing: "S(1)", on: [target]))
    let planner = Planner(Planning(costs: CostModel(LargeMeshTests.hosts)))
    let plan = try planner.plan(transition)
    let found = Simulator.levelBytes(
      of: plan, planner.certificate(of: plan), on: LargeMeshTests.hosts, limit: 0)
    #expect(found == [[0, 1 << 34]])
  }
}
