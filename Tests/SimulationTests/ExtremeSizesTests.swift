import CostModel
import Elements
import ReshardCases
import Resharding
import Sharding
import Simulation
import Testing

/// Bytes and seconds of tensors and meshes as large as there can be: each plan is made, priced and simulated,
/// or refused, and no arithmetic runs over.
@Suite
struct ExtremeSizesTests {
  static let meshes = [
    [2], [7], [3, 2], [2, 2, 2], [1000, 1000], [1 << 12], [1 << 10, 1 << 10], [1, 1, 1],
  ]
  static let lengths = [
    0, 1, 2, 3, 7, 1 << 10, 65536, 1_000_003, Int(Int32.max), 1 << 31, 1 << 40, (1 << 56) - 1,
    1 << 56,
  ]

  /// A shape of at most 2^56 elements.
  private static func shape(_ generator: inout SeededGenerator) -> [Int] {
    var room = 1 << 56
    return (0..<Int.random(in: 1...4, using: &generator)).map { _ in
      let length = lengths.filter { $0 <= room }.randomElement(using: &generator) ?? 1
      room /= max(1, length)
      return length
    }
  }

  private static func topology(_ generator: inout SeededGenerator) -> Topology {
    let (times, rates) = ([0, 1e-15, 1e-6, 1e6], [1, 1e9, 1e18])
    func time() -> Double { times.randomElement(using: &generator) ?? 0 }
    func rate() -> Double { rates.randomElement(using: &generator) ?? 1 }
    let link = Link(
      kind: "wire", latency: time(), gap: Bool.random(using: &generator) ? time() : nil,
      bandwidth: rate())
    return Topology(
      name: "extreme", levels: [Topology.Level(name: "host", ranks: nil, link: link)],
      engine: Topology.Engine(copy: rate(), pack: rate(), fold: rate(), stepOverhead: time()))
  }

  @Test(arguments: 0..<4)
  func `are planned, priced and simulated, or refused`(part: Int) throws {
    let seed = Seed.drawn(part: 0x517e + part)
    var generator = SeededGenerator(seed: seed)
    var planned = 0
    for number in 0..<20 {
      let shape = Self.shape(&generator)
      let dtype = DType.allCases.randomElement(using: &generator) ?? .float32
      let mesh = try ProcessMesh(shape: Self.meshes.randomElement(using: &generator) ?? [2])
      let ends = (0..<2).map { _ in
        TensorDistAttr.plain(on: mesh, shape: shape, dtype: dtype, using: &generator)
      }
      let transition = Transition(shape: shape, dtype: dtype, from: ends[0], to: ends[1])
      let topology = Bool.random(using: &generator) ? .oneHost : Self.topology(&generator)
      var planning = Planning(costs: CostModel(topology))
      planning.minimise = Planning.Goal.allCases.randomElement(using: &generator) ?? .bytes
      if Int.random(in: 0..<4, using: &generator) == 0 { planning.memoryLimit = 1 << 20 }
      let label: Comment = "\(transition.description.prefix(200)), seed \(seed), number \(number)"
      guard let plan = try? Planner(planning).plan(transition) else { continue }
      planned += 1
      let certificate = Planner(planning).certificate(of: plan)
      #expect(certificate.received >= 0 && certificate.received < .max, label)
      #expect(certificate.price.seconds.isFinite && certificate.price.seconds >= 0, label)
      #expect((certificate.lowerBound ?? 0) <= certificate.received, label)
      guard mesh.count <= 64, let run = try? Simulator([plan], on: topology).run()
      else { continue }
      #expect(run.seconds.isFinite && run.seconds >= 0, label)
    }
    #expect(planned > 0, "seed \(seed)")
  }

  @Test
  func `are refused where ranks together would receive 2^63 bytes`() throws {
    let mesh = try ProcessMesh(shape: [1000, 1000])
    let (from, to) = try (
      TensorDistAttr(parsing: "P(sum),P(sum)", on: [mesh]),
      TensorDistAttr(parsing: "R,R", on: [mesh])
    )
    let fits = Transition(shape: [65536, 65536], dtype: .float32, from: from, to: to)
    let plan = try Planner(Planning()).plan(fits)
    // A reduce-scatter and an all-gather of 16 GiB among a million ranks.
    #expect(Planner().certificate(of: plan).received == 2 * 999_999 * (1 << 34))
    let beyond = Transition(shape: [1 << 56], dtype: .float64, from: from, to: to)
    #expect(throws: PlanningError.size(transition: beyond.description)) {
      try Planner(Planning()).plan(beyond)
    }
  }
}

extension TensorDistAttr {
  /// Random placements without explicit sizes.
  fileprivate static func plain(
    on mesh: ProcessMesh, shape: [Int], dtype: DType, using generator: inout SeededGenerator
  ) -> TensorDistAttr {
    let choices = Placement.all(ndim: shape.count, dtype: dtype)
    // One for each mesh dim, each of the tensor's dims or the dtype's ops.
    return try! TensorDistAttr(
      mesh: mesh, placements: mesh.shape.map { _ in choices.randomElement(using: &generator)! })
  }
}
