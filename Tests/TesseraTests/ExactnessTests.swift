import Elements
import OpCases
import ReshardCases
import Sharding
import Tensors
import Tessera
import Testing

/// Ops that only move elements, or compute each by itself, give the same bits wherever they run.
@Suite struct ExactnessTests {
  static let ops = AllOps.definitions.filter(\.isExact).map(\.name).sorted()
  static let seed = Seed.drawn()

  @Test(arguments: ops)
  func `an exact op on shards gives the bits of the whole`(op: String) throws {
    var generator = SeededGenerator(seed: Self.seed)
    for mesh in try [[2], [3], [2, 2]].map({ try ProcessMesh(shape: $0) }) {
      for local in OpCase.all[op] ?? [] {
        // Nothing is folded.
        let choices = local.placements(on: mesh).map { $0.filter { !$0.isPartial } }
        for attrs in tuples(choices, limit: 20, covering: .each, using: &generator) {
          let trial = try OpTrial(op, local, attrs, using: &generator)
          let outputs = try trial.outputs(on: .virtual(mesh.count))
          for (output, whole) in zip(outputs, trial.expected) where !output.attr.isPartial {
            for (rank, shard) in output.shards {
              let box = try #require(output.attr.box(of: rank, shape: output.shape))
              let difference = shard.difference(
                from: whole.slice(offsets: box.offsets, sizes: box.sizes))
              #expect(difference == nil, "TESSERA_SEED=\(Self.seed): \(trial.words)")
            }
          }
        }
      }
    }
  }

  /// Long enough for whole vectors and a tail, which begin elsewhere in a shard than in the whole.
  @Test(arguments: ops)
  func `an element has the same bits in a vector and in its tail`(op: String) throws {
    guard
      let local = OpCase.all[op]?.first(where: { local in
        let shapes = local.shapes.flatMap(\.elements)
        return local.attributes.isEmpty && (1...2).contains(shapes.count)
          && shapes.indices.allSatisfy {
            shapes[$0] == shapes[0] && local.domain($0).dtype == .float64
          }
      }), local.shapes.allSatisfy({ if case .one = $0 { true } else { false } })
    else { return }
    let count = local.shapes.count
    for dtype in [DType.float16, .bfloat16, .float32, .float64] {
      let mesh = try ProcessMesh(shape: [3])
      func outputs(_ ranks: Int, _ placements: String) throws -> [DenseTensor] {
        let cluster = Cluster.virtual(ranks)
        let place = ranks == 1 ? ProcessMesh.single(0) : mesh
        let inputs = try (0..<count).map { number in
          try DistTensor(
            fill: .random(seed: UInt64(7 + number)), shape: [1009], dtype: dtype, placements,
            on: place, in: cluster)
        }
        return try cluster.apply(op, inputs.map { .one($0) }).map {
          try #require(try $0.full())
        }
      }
      for (whole, sharded) in zip(try outputs(1, "R"), try outputs(3, "S(0)")) {
        #expect(sharded.difference(from: whole) == nil, "\(op) of \(dtype)")
      }
    }
  }
}
