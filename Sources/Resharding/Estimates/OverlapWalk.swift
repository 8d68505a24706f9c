import Sharding

/// The walk over the mesh dims that cut a family of tensor dims.
///
/// A side is a tensor dim as one of the layouts cuts it; the old one and the new one of each tensor dim
/// follow each other. All tables are flat: a walk reads them at every turn.
struct OverlapWalk {
  private let meshShape: MeshShape
  private let mesh: [Int]
  private let sides: Int
  /// By side: how many mesh dims cut it, and by turn which, and into which explicit sizes.
  private var cuts: [Int]
  private var cutters: [Int]
  private var sizes: [Int]
  /// By side and mesh dim: at which turn that cuts; -1 where it does not.
  private var turn: [Int]
  /// By side: from which turn on and before which the pieces' places do not matter.
  private var firstFree: [Int]
  private var firstBound: [Int]
  /// The mesh dims in the order of the walk.
  private var order: [Int] = []
  private var isMerged: [Bool] = []
  /// By depth and side: the range that is left, and how many cutters are through.
  private var lower: [Int]
  private var upper: [Int]
  private var through: [Int]
  private var coordinate: [Int]

  private(set) var total = 0
  private(set) var least = Int.max
  private(set) var kept = 0
  private(set) var coordinates = 1

  init(_ meshShape: MeshShape, _ from: PlacementState, _ to: PlacementState, _ family: [Int]) {
    self.meshShape = meshShape
    mesh = meshShape.mesh
    sides = 2 * family.count
    let width = mesh.count
    cuts = Array(repeating: 0, count: sides)
    cutters = Array(repeating: 0, count: sides * width)
    sizes = cutters
    turn = Array(repeating: -1, count: sides * width)
    firstFree = cuts
    firstBound = cuts
    lower = cuts
    upper = cuts
    through = cuts
    coordinate = Array(repeating: -1, count: width)
    for (index, dim) in family.enumerated() {
      let common = meshShape.commonCuts(dim, from, to)
      for (side, layout) in [(2 * index, from), (2 * index + 1, to)] {
        while let cutter = layout.cutter(of: dim, cuts[side]) {
          turn[side * width + cutter] = cuts[side]
          cutters[side * width + cuts[side]] = cutter
          sizes[side * width + cuts[side]] = layout.places[cutter].sizes
          cuts[side] += 1
        }
        firstBound[side] = common
        upper[side] = meshShape.shape[dim]
      }
      // Where one layout makes only the common cuts, those beyond may fall anywhere.
      firstFree[2 * index] = cuts[2 * index + 1] == common ? common : .max
      firstFree[2 * index + 1] = cuts[2 * index] == common ? common : .max
    }
    chooseOrder()
    coordinates = order.reduce(1) { $0 * mesh[$1] }
    let more = order.count * sides
    lower += Array(repeating: 0, count: more)
    upper += Array(repeating: 0, count: more)
    through += Array(repeating: 0, count: more)
  }

  /// Mesh dims whose turn it is on all their sides come first.
  private mutating func chooseOrder() {
    var waiting = mesh.indices.filter { dim in (0..<sides).contains { turn(of: dim, $0) >= 0 } }
    var next = Array(repeating: 0, count: sides)
    while !waiting.isEmpty {
      var (dim, least) = (waiting[0], Int.max)
      for candidate in waiting {
        let lag = lag(candidate, next)
        if lag < least { (dim, least) = (candidate, lag) }
      }
      isMerged.append(
        least == 0
          && (0..<sides).allSatisfy { side in
            let turn = turn(of: dim, side)
            return turn < 0 || turn < firstBound[side] || turn >= firstFree[side]
          })
      order.append(dim)
      waiting.removeAll { $0 == dim }
      for side in 0..<sides {
        while next[side] < cuts[side], !waiting.contains(cutters[side * mesh.count + next[side]]) {
          next[side] += 1
        }
      }
    }
  }

  private func turn(of dim: Int, _ side: Int) -> Int { turn[side * mesh.count + dim] }

  /// How many of its turns a mesh dim would take before it is due; large where none is due.
  private func lag(_ dim: Int, _ next: [Int]) -> Int {
    var (late, isDue) = (0, false)
    for side in 0..<sides {
      let turn = turn(of: dim, side)
      guard turn >= 0 else { continue }
      if turn > next[side] { late += 1 } else { isDue = true }
    }
    return isDue ? late : 1 << 20
  }

  mutating func run() { descend(0, 1) }

  private mutating func descend(_ depth: Int, _ weight: Int) {
    let base = depth * sides
    if depth == order.count {
      var product = 1
      for side in stride(from: base, to: base + sides, by: 2) { product *= meeting(side) }
      guard product > 0 else { return }
      total += weight * product
      kept += weight
      least = min(least, product)
      return
    }
    let dim = order[depth]
    var (index, end) = meeting(of: dim, base)
    while index < end {
      let run = isMerged[depth] ? min(run(of: dim, at: index, base), end - index) : 1
      coordinate[dim] = index
      if advance(from: base) { descend(depth + 1, weight * run) }
      index += run
    }
    coordinate[dim] = -1
  }

  /// How many indices the two ranges have in common that are left of a tensor dim.
  private func meeting(_ side: Int) -> Int {
    max(0, min(upper[side], upper[side + 1]) - max(lower[side], lower[side + 1]))
  }

  /// The cut of a side whose turn it is at `base`, where a mesh dim makes it; nil if it does not.
  private func dueCut(of dim: Int, _ side: Int, _ base: Int) -> Int? {
    let turn = turn(of: dim, side)
    return turn >= 0 && turn == through[base + side] ? side * mesh.count + turn : nil
  }

  /// The indices of a mesh dim whose pieces meet what the other layout has left.
  private func meeting(of dim: Int, _ base: Int) -> (start: Int, end: Int) {
    var (start, end) = (0, mesh[dim])
    for side in 0..<sides {
      guard let cut = dueCut(of: dim, side, base), sizes[cut] == 0 else { continue }
      let (first, last) = (lower[base + side], upper[base + side])
      let (otherFirst, otherLast) = (lower[base + (side ^ 1)], upper[base + (side ^ 1)])
      let piece = (last - first + mesh[dim] - 1) / mesh[dim]
      guard piece > 0, otherFirst < otherLast, otherLast > first else { return (0, 0) }
      start = max(start, max(0, (otherFirst - first) / piece))
      end = min(end, (otherLast - 1 - first) / piece + 1)
    }
    return (start, end)
  }

  /// How many indices from `index` on have pieces of the same lengths.
  private func run(of dim: Int, at index: Int, _ base: Int) -> Int {
    var result = mesh[dim] - index
    for side in 0..<sides {
      guard let cut = dueCut(of: dim, side, base) else { continue }
      switch meshShape.cut(dim, sizes[cut]) {
      case .sizes(let sizes):
        let end = sizes[index...].firstIndex { $0 != sizes[index] } ?? sizes.count
        result = min(result, end - index)
        continue
      case .parts, .cyclic:
        result = min(result, 1)
        continue
      case nil: break
      }
      let length = upper[base + side] - lower[base + side]
      let piece = (length + mesh[dim] - 1) / mesh[dim]
      guard piece > 0 else { continue }
      let full = length / piece
      if index < full {
        result = min(result, full - index)
      } else if index == full, length % piece > 0 {
        result = 1
      }
    }
    return result
  }

  /// Narrows all sides by the coordinates that are known; false where a tensor dim keeps nothing.
  private mutating func advance(from base: Int) -> Bool {
    let next = base + sides
    for side in 0..<sides {
      var (start, end, turn) = (lower[base + side], upper[base + side], through[base + side])
      while turn < cuts[side] {
        let cut = side * mesh.count + turn
        let cutter = cutters[cut]
        let index = coordinate[cutter]
        guard index >= 0 else { break }
        let piece = meshShape.piece(of: start..<end, cutter, sizes: sizes[cut], at: index)
        (start, end) = (piece.lowerBound, piece.upperBound)
        turn += 1
      }
      (lower[next + side], upper[next + side], through[next + side]) = (start, end, turn)
      if side % 2 == 1, meeting(next + side - 1) == 0 { return false }
    }
    return true
  }
}
