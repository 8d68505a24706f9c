import Sharding

/// The ranks of a mesh in order, with their coordinates, without an array for each.
struct MeshWalk {
  private let mesh: ProcessMesh
  private let strides: [Int]

  /// - Parameter dims: those in which the ranks of a group differ; nil for all.
  init(_ mesh: ProcessMesh, _ dims: [Int]?) {
    self.mesh = mesh
    var stride = mesh.count
    strides = mesh.shape.indices.map { dim in
      stride /= mesh.shape[dim]
      return dims?.contains(dim) ?? true ? 0 : stride
    }
  }

  func forEach(_ body: (_ rank: Int, _ group: Int, _ coordinate: [Int]) -> Void) {
    var coordinate = [Int](repeating: 0, count: mesh.ndim)
    for rank in mesh.rankOrder {
      body(rank, coordinate.indices.reduce(0) { $0 + coordinate[$1] * strides[$1] }, coordinate)
      for dim in coordinate.indices.reversed() {
        coordinate[dim] += 1
        if coordinate[dim] < mesh.shape[dim] { break }
        coordinate[dim] = 0
      }
    }
  }
}
