import Elements
import ReshardCases
import Resharding
import Sharding
import Tensors
import Tessera
import Testing

/// Every reshard as a linear map of what the ranks hold, and its transpose: ⟨A x, y⟩ = ⟨x, Aᵀ y⟩.
///
/// Ranks pair a tensor with a gradient by the sum over all ranks of the products of what each holds. So the gradient of
/// what is replicated is a partial sum, of which each rank has its part, and that of a partial sum is replicated; a shard's
/// is a shard. A pairing counts each element once. The transpose of a reshard from a to b is the one from the gradient of b to the
/// gradient of a.
@Suite struct TransposedReshardTests {
  /// Where the gradient of what lies so lies.
  private static func gradient(of attr: TensorDistAttr) -> TensorDistAttr {
    attr.placements.indices.reduce(attr) { result, dim in
      switch attr.placements[dim] {
      case .replicate: result.replacing(dim, with: .partial(.sum))
      case .partial: result.replacing(dim, with: .replicate)
      case .shard: result
      }
    }
  }

  /// Whole numbers, the same on ranks that hold the same, and anything on those that have parts of a sum.
  private static func tensor(
    _ shape: [Int], _ attr: TensorDistAttr, on cluster: Cluster,
    using generator: inout SeededGenerator
  ) throws -> DistTensor {
    var parts: [[Int]: DenseTensor] = [:]
    var shards: [Int: DenseTensor] = [:]
    for rank in attr.mesh.ranks {
      let place = try #require(attr.mesh.coordinate(of: rank))
      let key = attr.partialDims.map { place[$0] }
      if parts[key] == nil {
        let count = shape.reduce(1, *)
        parts[key] = DenseTensor(
          (0..<count).map { _ in Double(Int.random(in: -4...4, using: &generator)) }, shape: shape)
      }
      let box = try #require(attr.box(of: rank, shape: shape))
      shards[rank] = parts[key]?.slice(offsets: box.offsets, sizes: box.sizes)
    }
    return try DistTensor(shards: shards, shape: shape, dtype: .float64, attr: attr, on: cluster)
  }

  private static func pairing(_ x: DistTensor, _ y: DistTensor) -> Double {
    x.shards.reduce(0) { sum, entry in
      let (own, other) = (
        entry.value.values(as: Double.self), y.shards[entry.key]?.values(as: Double.self) ?? []
      )
      return sum + zip(own, other).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }

  /// Placements that are linear maps.
  private static func attr(
    on mesh: ProcessMesh, _ shape: [Int], using generator: inout SeededGenerator
  ) -> TensorDistAttr {
    let drawn = TensorDistAttr.random(on: mesh, shape: shape, dtype: .float64, using: &generator)
    return drawn.placements.indices.reduce(drawn) { result, dim in
      guard case .partial = drawn.placements[dim] else { return result }
      return result.replacing(dim, with: .partial(.sum))
    }
  }

  @Test func `the transpose of every reshard is its adjoint`() throws {
    let seed = Seed.drawn()
    var generator = SeededGenerator(seed: seed)
    let cluster = Cluster.virtual(8)
    var used: Set<String> = []
    for number in 0..<3000 {
      let shape =
        [[5], [8, 6], [7, 5], [3, 1], [2, 3, 4]].randomElement(using: &generator) ?? [5]
      let source = ProcessMesh.random(below: 8, using: &generator)
      let target =
        Bool.random(using: &generator) ? source : ProcessMesh.random(below: 8, using: &generator)
      let (from, to) = (
        Self.attr(on: source, shape, using: &generator),
        Self.attr(on: target, shape, using: &generator)
      )
      let x = try Self.tensor(shape, from, on: cluster, using: &generator)
      let y = try Self.tensor(shape, Self.gradient(of: to), on: cluster, using: &generator)
      let forward = try x.resharded(to: to)
      let back = try y.resharded(to: Self.gradient(of: from))
      let (left, right) = (Self.pairing(forward, y), Self.pairing(x, back))
      #expect(
        left == right,
        "seed \(seed), case \(number), \(shape): \(from)@\(source) to \(to)@\(target)")
      for tensor in [forward, back] {
        guard let plan = tensor.record?.plan else { continue }
        used.formUnion(plan.steps.map(\.function) + [plan.function].compactMap { $0 })
      }
    }
    // A sum to another fold is no linear map.
    let missing = Set(allReshardFunctions.map { $0.name }).subtracting(used)
    #expect(missing.isSubset(of: ["PToP"]), "no case had \(missing.sorted())")
  }
}
