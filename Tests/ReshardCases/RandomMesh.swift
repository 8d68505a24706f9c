import Sharding

extension ProcessMesh {
  /// A mesh of 0 to 3 dims over some of the ranks 0 ..< `limit`, in any order, or one after the other.
  package static func random(below limit: Int, using generator: inout SeededGenerator)
    -> ProcessMesh
  {
    let shapes = [
      [], [1], [2], [3], [4], [2, 2], [2, 3], [3, 1], [2, 2, 2], [1, 2, 2], [6], [8],
    ]
    .filter { $0.reduce(1, *) <= limit }
    let shape = shapes.randomElement(using: &generator) ?? []
    let count = shape.reduce(1, *)
    if Int.random(in: 0..<3, using: &generator) == 0 {
      let first = Int.random(in: 0...(limit - count), using: &generator)
      return try! ProcessMesh(shape: shape, ranks: first..<first + count)
    }
    let ranks = Array((0..<limit).shuffled(using: &generator).prefix(count))
    // Distinct ranks, as many as the shape has room for.
    return try! ProcessMesh(shape: shape, ranks: ranks)
  }
}
