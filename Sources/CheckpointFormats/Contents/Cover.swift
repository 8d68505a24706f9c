import Sharding

/// Whether boxes make a tensor: disjoint, within its shape, and without holes.
struct Cover {
  let shape: [Int]
  let boxes: [Box]

  /// What is wrong, of each kind the first; empty where the boxes make the tensor.
  ///
  /// O(boxes log boxes) where they are cut along the first dim; O(boxes²) at worst.
  func faults() -> [String] {
    if let outside = boxes.first(where: { !isInside($0) }) {
      return ["box \(outside) must lie in the shape \(shape)"]
    }
    var faults: [String] = []
    let solid = boxes.filter { !$0.isEmpty }.sorted {
      $0.offsets.lexicographicallyPrecedes($1.offsets)
    }
    if let (one, other, common) = overlap(solid) {
      faults.append("boxes \(one) and \(other) overlap in \(common)")
    }
    let covered = solid.reduce(0) { $0 + $1.count }
    let all = Box(shape: shape).count
    if faults.isEmpty, covered < all, let hole = hole(solid, from: 0, at: []) {
      faults.append("\(all - covered) of \(all) elements are in no box, the first is \(hole)")
    }
    return faults
  }

  private func isInside(_ box: Box) -> Bool {
    box.sizes.count == shape.count
      && shape.indices.allSatisfy {
        box.offsets[$0] >= 0 && box.sizes[$0] >= 0 && box.sizes[$0] <= shape[$0]
          && box.offsets[$0] <= shape[$0] - box.sizes[$0]
      }
  }

  /// The first two that have elements in common. They are in the order of their first indices.
  private func overlap(_ boxes: [Box]) -> (Box, Box, Box)? {
    guard !shape.isEmpty else { return boxes.count > 1 ? (boxes[0], boxes[1], boxes[0]) : nil }
    var open: [Box] = []
    for box in boxes {
      open.removeAll { $0.offsets[0] + $0.sizes[0] <= box.offsets[0] }
      for other in open {
        if let common = box.intersection(other) { return (other, box, common) }
      }
      open.append(box)
    }
    return nil
  }

  /// The first index, in row-major order, that no box has.
  private func hole(_ boxes: [Box], from dim: Int, at index: [Int]) -> [Int]? {
    if boxes.isEmpty { return index + shape[dim...].map { _ in 0 } }
    guard dim < shape.count else { return nil }
    let edges = Set(
      boxes.flatMap { [$0.offsets[dim], $0.offsets[dim] + $0.sizes[dim]] } + [0]
    ).filter { $0 < shape[dim] }.sorted()
    for edge in edges {
      let across = boxes.filter {
        $0.offsets[dim] <= edge && edge < $0.offsets[dim] + $0.sizes[dim]
      }
      if let found = hole(across, from: dim + 1, at: index + [edge]) { return found }
    }
    return nil
  }
}
