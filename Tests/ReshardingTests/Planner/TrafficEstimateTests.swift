import Elements
import ReshardCases
import Sharding
import Testing
@testable import Resharding

/// What is said of a movement from its layouts, against the schedule that names every rank.
@Suite struct MovementTests {
  @Test func `the bytes of all ranks are exact, and no rank has more than is said`() {
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    for number in 0..<1500 {
      let shape = [[], [5], [8, 6], [7, 5], [2, 3, 4], [9, 1], [0, 3], [13, 11]][number % 8]
      let mesh = ProcessMesh.random(below: 8, using: &generator)
      let from = TensorDistAttr.random(on: mesh, shape: shape, dtype: .float32, using: &generator)
      let to = TensorDistAttr.random(on: mesh, shape: shape, dtype: .float32, using: &generator)
      let (said, found) = Self.both(from, to, shape)
      #expect(said.total == found.total, "seed \(seed), case \(number): \(from) -> \(to)")
      for (bound, value) in [
        (said.received, found.received), (said.sent, found.sent), (said.peers, found.peers),
        (said.fan, found.fan),
      ] {
        #expect(
          bound >= value, "seed \(seed), case \(number): \(shape) \(from) -> \(to) \(said) \(found)"
        )
      }
    }
  }

  @Test func `where all cuts are even, shards and replicas receive what is said`() throws {
    for lengths in [[2, 2], [2, 3], [2, 2, 2], [4, 3]] {
      let mesh = try ProcessMesh(shape: lengths)
      let attrs = TensorDistAttr.all(on: mesh, ndim: 2, dtype: .bool).filter { !$0.isPartial }
      for from in attrs {
        for to in attrs {
          let (said, found) = Self.both(from, to, [72, 144])
          #expect(said.total == found.total, "\(from) -> \(to)")
          #expect(said.received == found.received, "\(from) -> \(to)")
          #expect(said.sent >= found.sent, "\(from) -> \(to)")
        }
      }
    }
  }

  @Test
  func `between meshes the bytes of all ranks are exact, and none receives more than is said`() {
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    for number in 0..<800 {
      let shape = [[], [5], [8, 6], [7, 5], [2, 3, 4]][number % 5]
      let source = ProcessMesh.random(below: 8, using: &generator)
      let target = ProcessMesh.random(below: 8, using: &generator)
      let from = TensorDistAttr.random(on: source, shape: shape, dtype: .float32, using: &generator)
      let to = TensorDistAttr.random(on: target, shape: shape, dtype: .float32, using: &generator)
      let hop = Transition(shape: shape, dtype: .float32, from: from, to: to)
      guard !hop.isOnOneMesh else { continue }
      let space = SearchSpace(hop, Planning(), direct: CrossNdMesh.self)
      guard let said = space.crossingStep(space.start, space.end)?.traffic else { continue }
      let found = Self.found(Exchange(shape: shape, from: from, to: to))
      #expect(said.total == found.total, "seed \(seed), case \(number): \(hop)")
      #expect(said.received >= found.received, "seed \(seed), case \(number): \(hop)")
    }
  }

  @Test func `transposed shards of 65,536 ranks are added up like those of few`() throws {
    let mesh = try ProcessMesh(shape: [256, 256])
    let transition = Transition(
      shape: [1 << 16, 1 << 16], dtype: .float32,
      from: try TensorDistAttr(parsing: "S(0),S(1)", on: mesh),
      to: try TensorDistAttr(parsing: "S(1),S(0)", on: mesh))
    // Only the ranks of the diagonal keep their shard.
    let shard = (1 << 32) / (1 << 16) * 4
    #expect(Planner.lowerBound(of: transition) == (256 * 256 - 256) * shard)
  }

  private static func both(_ from: TensorDistAttr, _ to: TensorDistAttr, _ shape: [Int])
    -> (TrafficEstimate, TrafficEstimate)
  {
    let meshShape = MeshShape(from.mesh, shape: shape)
    let (old, new) = (meshShape.layout(of: from), meshShape.layout(of: to))
    return (
      TrafficEstimate(meshShape, old, new), found(Exchange(shape: shape, from: from, to: to))
    )
  }

  /// The same, counted rank by rank.
  private static func found(_ exchange: Exchange) -> TrafficEstimate {
    let schedule = Schedule(exchange)
    let traffic = schedule.traffic(elementBytes: 1)
    var result = TrafficEstimate()
    result.total = traffic.total
    result.received = traffic.received.values.max() ?? 0
    result.sent = traffic.sent.values.max() ?? 0
    var outgoing: [Int: Int] = [:]
    for (destination, cells) in schedule.cells {
      let sources = cells.flatMap(\.sources).filter { $0 != destination }
      result.peers = max(result.peers, Set(sources).count)
      result.fan = max(result.fan, sources.count)
      for source in sources { outgoing[source, default: 0] += 1 }
    }
    result.fan = max(result.fan, outgoing.values.max() ?? 0)
    return result
  }
}
