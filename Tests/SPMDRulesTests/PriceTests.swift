import Elements
import ReshardCases
import SPMDRules
import Sharding
import Testing

/// What answers are chosen by.
@Suite struct PriceTests {
  /// Without reductions a reshard moves what each rank needs and does not have: counted here element by
  /// element, rank by rank.
  @Test func `a reshard of shards moves what the ranks lack, counted one by one`() throws {
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    var moved = 0
    for number in 0..<600 {
      let mesh = ProcessMesh.random(below: 8, using: &generator)
      let shape = [[8, 6], [7, 5], [3], [2, 3, 4], [0, 4], [1, 9], []][number % 7]
      let from = Self.attr(on: mesh, shape, using: &generator)
      let to = Self.attr(on: mesh, shape, like: from, using: &generator)
      let lacking = mesh.ranks.reduce(0) { $0 + Self.lacking(of: $1, shape, from, to) }
      moved += lacking
      #expect(
        Price.reshard(shape, from: from, to: to) == lacking,
        "seed \(seed): \(from) -> \(to), \(shape)")
    }
    #expect(moved > 0)
  }

  /// Random shards and replicas; partial where `other` is, by the same op, so that nothing is reduced.
  private static func attr(
    on mesh: ProcessMesh, _ shape: [Int], like other: TensorDistAttr? = nil,
    using generator: inout SeededGenerator
  ) -> TensorDistAttr {
    var attr = TensorDistAttr.random(on: mesh, shape: shape, dtype: .float32, using: &generator)
    guard let other else { return attr }
    for meshDim in mesh.shape.indices {
      switch (other.placements[meshDim], attr.placements[meshDim]) {
      case (.partial(let op), _): attr = attr.replacing(meshDim, with: .partial(op))
      case (_, .partial): attr = attr.replacing(meshDim, with: .replicate)
      default: break
      }
    }
    return attr
  }

  /// How many elements a rank needs, and does not have.
  private static func lacking(
    of rank: Int, _ shape: [Int], _ from: TensorDistAttr, _ to: TensorDistAttr
  ) -> Int {
    guard let own = from.extent(of: rank, shape: shape),
      let needed = to.extent(of: rank, shape: shape)
    else { return 0 }
    return elements(of: needed).subtracting(elements(of: own)).count
  }

  /// The indices of a shard's elements.
  private static func elements(of extent: Extent) -> Set<[Int]> {
    Set(
      extent.ranges.reduce([[]]) { indices, dim in
        indices.flatMap { index in dim.joined().map { index + [$0] } }
      })
  }
}
