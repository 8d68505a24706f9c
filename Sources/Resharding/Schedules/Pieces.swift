import Sharding

/// The pieces of a box that move one a round: those of `Box.pieces(ofAtMost:)`, found one at a time, as a
/// block of many GiB has more than memory holds.
struct Pieces {
  private let box: Box
  /// The dim that is cut into runs; -1 where the box is one piece, or none.
  private let axis: Int
  private let run: Int
  /// How many there are.
  let count: Int

  /// - Complexity: O(dims).
  init(_ box: Box, ofAtMost limit: Int) {
    precondition(limit >= 1, "a piece holds an element")
    self.box = box
    guard box.count > limit else {
      (axis, run, count) = (-1, 0, box.isEmpty ? 0 : 1)
      return
    }
    var inner = 1
    var axis = box.sizes.count - 1
    while axis > 0, inner * box.sizes[axis] <= limit {
      inner *= box.sizes[axis]
      axis -= 1
    }
    let run = max(1, limit / inner)
    count = box.sizes[..<axis].reduce((box.sizes[axis] + run - 1) / run, *)
    (self.axis, self.run) = (axis, run)
  }

  /// The piece of one round. O(dims).
  subscript(_ round: Int) -> Box {
    precondition(round >= 0 && round < count, "there is a piece for each round")
    guard axis >= 0 else { return box }
    let runs = (box.sizes[axis] + run - 1) / run
    var piece = box
    let start = round % runs * run
    piece.offsets[axis] += start
    piece.sizes[axis] = min(run, box.sizes[axis] - start)
    var rest = round / runs
    for dim in (0..<axis).reversed() {
      piece.offsets[dim] += rest % box.sizes[dim]
      piece.sizes[dim] = 1
      rest /= box.sizes[dim]
    }
    return piece
  }
}
