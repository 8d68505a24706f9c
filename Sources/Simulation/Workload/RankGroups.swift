import Sharding

/// Ranks of a mesh that have some coordinates in common, as numbered groups.
struct RankGroups {
  private let shape: [Int]
  private let strides: [Int]
  let dims: [Int]
  /// How many groups there are.
  let count: Int

  /// - Parameter dims: in which the ranks of a group are the same, ascending.
  init(_ mesh: ProcessMesh, by dims: [Int]) {
    shape = mesh.shape
    self.dims = dims
    var strides = [Int](repeating: 0, count: mesh.ndim)
    var count = 1
    for dim in dims.reversed() {
      strides[dim] = count
      count *= mesh.shape[dim]
    }
    (self.strides, self.count) = (strides, count)
  }

  func group(at coordinate: [Int]) -> Int {
    var group = 0
    for dim in dims { group += coordinate[dim] * strides[dim] }
    return group
  }

  /// The group of a position in the mesh.
  func group(at position: Int) -> Int {
    var (rest, group) = (position, 0)
    for dim in shape.indices.reversed() {
      group += rest % shape[dim] * strides[dim]
      rest /= shape[dim]
    }
    return group
  }

  /// The position of the first rank of a group.
  func first(of group: Int) -> Int {
    shape.indices.reduce(0) { position, dim in
      position * shape[dim] + (strides[dim] > 0 ? group / strides[dim] % shape[dim] : 0)
    }
  }

  /// Calls `body` with the position of each rank of a group.
  func forEachMember(of group: Int, _ body: (Int) -> Void) {
    let rest = shape.indices.filter { !dims.contains($0) && shape[$0] > 1 }
    let first = first(of: group)
    if rest.isEmpty { return body(first) }
    let steps = rest.map { dim in shape[(dim + 1)...].reduce(1, *) }
    var coordinate = [Int](repeating: 0, count: rest.count)
    while true {
      body(zip(coordinate, steps).reduce(first) { $0 + $1.0 * $1.1 })
      guard let dim = rest.indices.last(where: { coordinate[$0] + 1 < shape[rest[$0]] }) else {
        return
      }
      coordinate[dim] += 1
      for later in (dim + 1)..<rest.count { coordinate[later] = 0 }
    }
  }
}
