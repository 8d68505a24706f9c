import Sharding

extension ProcessMesh {
  /// A mesh of 0 to 3 dims over some of the ranks 0 ..< `limit`, in any order.
  package static func random(below limit: Int, using generator: inout SeededGenerator)
    -> ProcessMesh
  {
    let shapes = [
      [], [1], [2], [3], [4], [2, 2], [2, 3], [3, 1], [2, 2, 2], [1, 2, 2], [6], [8],
    ]
    .filter { $0.reduce(1, *) <= limit }
    let shape = shapes.randomElement(using: &generator) ?? []
    let ranks = Array((0..<limit).shuffled(using: &generator).prefix(shape.reduce(1, *)))
    // Distinct ranks, as many as the shape has room for.
    return try! ProcessMesh(shape: shape, ranks: ranks)
  }
}
