import CostModel
import ReshardCases
import Sharding
import Testing

@Suite struct GroupSpanTests {
  @Test(arguments: [
    ([0, 1, 2, 3], [3, 0]), ([0, 4, 8], [0, 2]), ([0, 1, 4, 5], [1, 2]), ([0, 1, 2, 4], [0, 3]),
    ([7], [0, 0]), ([3, 4], [0, 1]),
  ])
  func `peers are counted by level, for the rank that has most far away`(
    group: [Int], peers: [Int]
  ) {
    let span = Machines.hosts().span(of: group)
    #expect(span.levels.map(\.peers) == peers)
    #expect(span.count == group.count)
    #expect(span.levels.reduce(0) { $0 + $1.peers } == group.count - 1)
  }

  @Test func `the peers are those that a walk over all pairs finds`() {
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let count = Int.random(in: 1...12, using: &generator)
      let group = Array(Array(0..<32).shuffled(using: &generator).prefix(count))
      let topology = Machines.hosts(sharing: 2)
      let span = topology.span(of: group)
      let walked = group.map { rank in
        let levels = group.filter { $0 != rank }.map { topology.level(between: rank, and: $0) }
        return [levels.count { $0 == 0 }, levels.count { $0 == 1 }]
      }
      let worst = walked.max { $0[1] < $1[1] }
      #expect(span.levels.map(\.peers) == worst, "TESSERA_SEED=\(seed): \(group)")
    }
  }

  @Test(
    arguments: [
      ([0, 4], nil, 4), ([0, 4], [0, 4], 1), ([0, 1, 4, 5], [0, 1, 4, 5], 2),
      ([0, 4], [0, 1, 2, 4], 3),
    ] as [([Int], [Int]?, Int)])
  func `a port is shared by the ranks that act`(group: [Int], active: [Int]?, sharers: Int) {
    #expect(Machines.hosts(sharing: 4).span(of: group, among: active).levels[1].sharers == sharers)
  }

  @Test func `neighbours in a group cross a level once where its hosts stand together`() {
    let topology = Machines.hosts(sharing: 4)
    let ordered = topology.span(of: Array(0..<8), among: Array(0..<8))
    #expect(ordered.levels.map(\.ringSharers) == [1, 1])
    let mixed = [0, 4, 1, 5, 2, 6, 3, 7]
    #expect(topology.span(of: mixed, among: mixed).levels.map(\.ringSharers) == [0, 4])
    // Four groups of two: each has one rank on a host, and all use its card.
    let span = topology.span(of: [0, 4], among: Array(0..<8))
    #expect(span.levels.map(\.ringSharers) == [0, 4])
  }

  @Test func `the dims of a mesh cross what their ranks say`() throws {
    let mesh = try ProcessMesh(shape: [4, 2, 2], axes: ["dp", "pp", "tp"])
    let topology = Machines.hosts()
    let spans = [0, 1, 2, nil].map { topology.span(of: mesh, along: $0) }
    #expect(spans.map { $0.levels.map(\.peers) } == [[0, 3], [1, 0], [1, 0], [3, 12]])
    #expect(spans.allSatisfy { $0.neighbours == 4 })
  }

  @Test func `merged dims of any mesh lie as a walk over their ranks finds`() throws {
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<2000 {
      let shape = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
        [1, 2, 2, 3, 4, 4, 6].randomElement(using: &generator) ?? 1
      }
      let first = [0, 0, 4, 5].randomElement(using: &generator) ?? 0
      let count = shape.reduce(1, *)
      let mesh = try ProcessMesh(shape: shape, ranks: Array(first..<first + count))
      let widths =
        [[1, 2, 4], [2, 4, 8], [4, 8, 32], [2, 6, 12], [3, 4, 16]]
        .randomElement(using: &generator) ?? []
      let topology = Topology(
        name: "nested",
        levels: (widths + [nil]).map { width in
          Topology.Level(
            name: "level", ranks: width, link: Machines.wire,
            ranksPerPort: [1, 1, 2, 4, 8, 3].randomElement(using: &generator) ?? 1)
        }, engine: Machines.engine)
      let dims = shape.indices.filter { _ in Bool.random(using: &generator) }
      let origin = [Int](repeating: 0, count: shape.count)
      for (span, group) in [
        (topology.span(of: mesh, over: dims), mesh.group(of: origin, along: dims)),
        (topology.span(of: mesh, over: nil), mesh.ranks),
      ] {
        #expect(
          span == topology.span(of: group, among: mesh.ranks),
          "TESSERA_SEED=\(seed): \(mesh) over \(dims), \(widths), \(topology.levels.map(\.ranksPerPort))"
        )
      }
    }
  }

  @Test(arguments: [(0, 1, 1), (0, 7, 1), (0, 4, 4), (0, 8, 1), (0, 24, 1), (0, 20, 6), (3, 3, 0)])
  func `a torus goes the shorter way around each ring`(one: Int, other: Int, hops: Int) {
    #expect(Machines.torus.hops(between: one, and: other, over: 0) == hops)
    #expect(Machines.torus.hops(between: other, and: one, over: 0) == hops)
  }

  @Test func `a ring of a torus has its own links`() {
    let ring = Machines.torus.span(of: Array(0..<8)).levels[0]
    // Of the way up 1 + 2 + 3 + 4 hops to 7 peers, of the way down 1 + 2 + 3.
    #expect(abs(ring.linkLoad - 10.0 / 7) < 1e-12 && ring.mostHops == 4)
    let all = Machines.torus.span(of: Array(0..<32)).levels[0]
    // For each of 4 rows, of 31 peers.
    #expect(abs(all.linkLoad - 4 * 10.0 / 31) < 1e-12 && all.mostHops == 6)
  }

  @Test func `in a torus bytes take as many links as they make hops`() {
    let load = StepLoad(
      collective: .allToAll, group: Array(0..<8), peers: 7, received: 7000, sent: 7000)
    let price = CostModel(Machines.torus).price(of: load)
    #expect(abs(price.transfer - 7000 * (10.0 / 7) / 1e9) < 1e-15)
    #expect(abs(price.latency - (1e-6 + 3e-7 + 6e-7)) < 1e-15)
  }
}
