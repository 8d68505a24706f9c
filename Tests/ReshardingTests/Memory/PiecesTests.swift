import Elements
import ReshardCases
import Sharding
import Testing

@testable import Resharding

/// What is found by arithmetic, against the lists that it stands for.
@Suite struct PiecesTests {
  @Test func `the pieces of a box are found one at a time`() {
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<300 {
      let sizes = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
        Int.random(in: 0...6, using: &generator)
      }
      let box = Box(
        offsets: sizes.map { _ in Int.random(in: 0...9, using: &generator) }, sizes: sizes)
      let limit = Int.random(in: 1...40, using: &generator)
      let (listed, pieces) = (box.pieces(ofAtMost: limit), Pieces(box, ofAtMost: limit))
      #expect((0..<pieces.count).map { pieces[$0] } == listed, "seed \(seed): \(box), \(limit)")
    }
  }

  @Test func `a block's takers are found without a look at the others`() throws {
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let shape = [[7, 5], [12], [], [4, 3, 5], [0, 3]].randomElement(using: &generator) ?? []
      let attrs = (0..<2).map { _ in
        TensorDistAttr.random(
          on: .random(below: 8, using: &generator), shape: shape, dtype: .float32,
          using: &generator)
      }
      let takers = attrs[0].mesh.ranks.indices.flatMap { position -> [Takers.Taker] in
        let coordinate = attrs[0].mesh.coordinate(at: position)
        return attrs[0].extent(at: coordinate, shape: shape).boxes.map {
          (attrs[0].mesh.ranks[position], coordinate, $0)
        }
      }.filter { !$0.box.isEmpty }
      let found = Takers(takers)
      for rank in attrs[1].mesh.ranks {
        let block = try #require(attrs[1].box(of: rank, shape: shape))
        let all = takers.compactMap { taker in
          block.intersection(taker.box).map { (taker.rank, $0) }
        }
        let met = found.meeting(block)
        #expect(met.map(\.rank) == all.map(\.0), "seed \(seed): \(attrs[0]), \(block)")
        #expect(met.map(\.box) == all.map(\.1), "seed \(seed): \(attrs[0]), \(block)")
      }
    }
  }

  @Test func `messages between meshes are not more than are predicted`() {
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<300 {
      let shape = [[7, 5], [12], [], [4, 3, 5], [0, 3]].randomElement(using: &generator) ?? []
      let ends = (0..<2).map { _ in
        TensorDistAttr.random(
          on: .random(below: 8, using: &generator), shape: shape, dtype: .float32,
          using: &generator)
      }
      let exchange = Exchange(shape: shape, from: ends[0], to: ends[1])
      let messages = Schedule(exchange).cells.values.joined().reduce(0) { $0 + $1.sources.count }
      #expect(messages <= exchange.mostMessages, "seed \(seed): \(ends)")
    }
  }

  @Test func `memory is exact in however many rounds blocks of a GiB move`() throws {
    let source = try ProcessMesh(shape: [8])
    let target = try ProcessMesh(shape: [8], ranks: Array(8..<16))
    let plan = try Planner().plan(
      Transition(
        shape: [1 << 22, 1 << 14], dtype: .float32,
        from: TensorDistAttr(parsing: "P(sum)", on: [source]),
        to: TensorDistAttr(parsing: "S(0)", on: [target])))
    // Contributions of a MiB each, of blocks of 32 GiB.
    #expect(Planner().certificate(of: plan).peakExtraBytes == 8 << 20)
  }
}
