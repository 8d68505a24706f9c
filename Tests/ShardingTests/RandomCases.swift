import Elements

@testable import Sharding

/// Seeds of property tests: fixed ones, and one that differs in each run. A failing test names its seed.
let seeds: [UInt64] = Array(1...6) + [UInt64.random(in: 0..<1_000_000)]

extension SeededGenerator {
  /// Runs `body` on so many random tensors as they lie on random meshes.
  mutating func each(
    of count: Int, explicitSizes: Bool = true,
    _ body: (ProcessMesh, [Int], TensorDistAttr) throws -> Void
  ) throws {
    for _ in 0..<count {
      let mesh = try mesh()
      let shape = shape()
      try body(mesh, shape, attr(on: mesh, shape: shape, explicitSizes: explicitSizes))
    }
  }

  mutating func mesh(named name: String? = nil) throws -> ProcessMesh {
    let shape = (0..<Int.random(in: 0...3, using: &self)).map { _ in
      [1, 2, 2, 3, 4].randomElement(using: &self)!
    }
    let count = shape.reduce(1, *)
    let ranks = Array((0..<count + 5).shuffled(using: &self).prefix(count))
    return try ProcessMesh(shape: shape, ranks: ranks, name: name)
  }

  mutating func shape() -> [Int] {
    (0..<Int.random(in: 0...4, using: &self)).map { _ in
      [0, 1, 2, 3, 5, 7, 8].randomElement(using: &self)!
    }
  }

  /// An attribute that fits a tensor of `shape`: co-shards in any order, sizes where they can be, parts and blocks.
  mutating func attr(on mesh: ProcessMesh, shape: [Int], explicitSizes: Bool = true) throws
    -> TensorDistAttr
  {
    let placements = mesh.shape.map { _ -> Placement in
      switch Int.random(in: 0..<6, using: &self) {
      case 0: return .replicate
      case 1: return .partial(ReduceOp.allCases.randomElement(using: &self)!)
      default: return shape.indices.randomElement(using: &self).map { .shard($0) } ?? .replicate
      }
    }
    var order = [Int](repeating: 0, count: mesh.ndim)
    var pieces = [Cut?](repeating: nil, count: mesh.ndim)
    for dim in shape.indices {
      let cutters = placements.indices.filter { placements[$0] == .shard(dim) }
      for (turn, meshDim) in cutters.shuffled(using: &self).enumerated() {
        order[meshDim] = turn
        if turn == 0, explicitSizes, Bool.random(using: &self) {
          pieces[meshDim] = .sizes(composition(of: shape[dim], into: mesh.shape[meshDim]))
        } else if explicitSizes, Int.random(in: 0..<3, using: &self) == 0 {
          pieces[meshDim] =
            Bool.random(using: &self)
            ? .parts(Int.random(in: 1...4, using: &self))
            : .cyclic(
              block: Int.random(in: 1...3, using: &self),
              source: Int.random(in: 0..<mesh.shape[meshDim], using: &self))
        }
      }
    }
    return try TensorDistAttr(mesh: mesh, placements: placements, cutOrder: order, pieces: pieces)
  }

  /// `count` sizes, some of them 0, that sum to `size`.
  private mutating func composition(of size: Int, into count: Int) -> [Int] {
    let cuts = (1..<count).map { _ in Int.random(in: 0...size, using: &self) }.sorted()
    return zip([0] + cuts, cuts + [size]).map { $1 - $0 }
  }
}
