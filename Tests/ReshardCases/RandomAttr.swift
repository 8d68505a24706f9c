import Elements
import Sharding

extension TensorDistAttr {
  /// Random placements of a tensor on `mesh`: shards in any cut order, some of explicit sizes, some in parts or blocks,
  /// replicas, and partials of ops that the dtype carries.
  package static func random(
    on mesh: ProcessMesh, shape: [Int], dtype: DType, using generator: inout SeededGenerator
  ) -> TensorDistAttr {
    let ops = ReduceOp.allCases.filter(dtype.carries)
    let placements = mesh.shape.map { _ -> Placement in
      switch Int.random(in: 0..<10, using: &generator) {
      case 0..<5 where !shape.isEmpty:
        .shard(Int.random(in: 0..<shape.count, using: &generator))
      case 0..<7: .replicate
      default: .partial(ops.randomElement(using: &generator) ?? .sum)
      }
    }
    var turns = [Int](repeating: 0, count: placements.count)
    for dim in shape.indices {
      let cutters = placements.indices.filter { placements[$0] == .shard(dim) }
      for (turn, meshDim) in cutters.shuffled(using: &generator).enumerated() {
        turns[meshDim] = turn
      }
    }
    var pieces = [Cut?](repeating: nil, count: placements.count)
    // Explicit sizes for a first cut, whose total is the dim itself.
    for (meshDim, placement) in placements.enumerated() where turns[meshDim] == 0 {
      guard let dim = placement.shardDim, Int.random(in: 0..<4, using: &generator) == 0 else {
        continue
      }
      let cuts = (1..<mesh.shape[meshDim]).map { _ in
        Int.random(in: 0...shape[dim], using: &generator)
      }
      let borders = [0] + cuts.sorted() + [shape[dim]]
      pieces[meshDim] = .sizes(zip(borders, borders.dropFirst()).map { $1 - $0 })
    }
    for (meshDim, placement) in placements.enumerated() where pieces[meshDim] == nil {
      guard placement.shardDim != nil, Int.random(in: 0..<4, using: &generator) == 0 else {
        continue
      }
      pieces[meshDim] =
        Bool.random(using: &generator)
        ? .parts(Int.random(in: 1...4, using: &generator))
        : .cyclic(
          block: Int.random(in: 1...3, using: &generator),
          source: Int.random(in: 0..<mesh.shape[meshDim], using: &generator))
    }
    // Turns are a permutation of each dim's cutters, and sizes sum to their dim.
    return try! TensorDistAttr(
      mesh: mesh, placements: placements, cutOrder: turns, pieces: pieces)
  }
}
