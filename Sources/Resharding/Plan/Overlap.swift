import Sharding

/// How much of its new shard each rank already holds, summed over all ranks without naming them.
///
/// Two layouts of one mesh cut each tensor dim into pieces. Walking the mesh dims one after the
/// other, a rank's old piece and its new one become narrower; indices at which they no longer meet
/// are skipped by arithmetic, and where only a piece's length matters, equal pieces count at once.
/// Mesh dims that share no tensor dim are walked apart. So even transposed shards of a k x k mesh take
/// O(k), not O(k x k). Where pieces are equal, nothing is walked: see `Digits`.
struct Overlap {
  /// The elements that stay where they are, over all coordinates of the mesh dims that cut.
  private(set) var total = 1
  /// The least that a rank keeps, of those that keep any.
  private(set) var leastKept = 1
  /// Whether every rank keeps some.
  private(set) var isEverywhere = true

  init(_ site: Site, _ from: Layout, _ to: Layout) {
    if let digits = Digits(site, from, to) {
      total = digits.kept * digits.least
      leastKept = digits.least
      isEverywhere = digits.kept == digits.coordinates
      return
    }
    var rest = Set(site.shape.indices)
    while let start = rest.min() {
      var family = [start]
      rest.remove(start)
      var index = 0
      while index < family.count {
        for (old, new) in zip(from.places, to.places) {
          guard let one = old.shardDim, let other = new.shardDim,
            one == family[index] || other == family[index]
          else { continue }
          for dim in [one, other] where rest.remove(dim) != nil { family.append(dim) }
        }
        index += 1
      }
      var walk = Walk(site, from, to, family)
      walk.run()
      total *= walk.total
      leastKept *= walk.total == 0 ? 0 : walk.least
      isEverywhere = isEverywhere && walk.coordinates == walk.kept
    }
  }
}

/// The walk over the mesh dims that cut a family of tensor dims.
private struct Walk {
  /// The cutters of one tensor dim in one of the layouts.
  private struct Side {
    /// The place of its tensor dim in the family.
    var dim: Int
    var cutters: [Int]
    var sizes: [Int]
    /// Whether the pieces' places do not matter, from which cutter on and before which.
    var isFree: (Int) -> Bool
  }

  private let site: Site
  /// Old and new, one after the other, for each tensor dim.
  private var sides: [Side] = []
  private var order: [Int] = []
  private var isMerged: [Bool] = []
  /// By depth and side: the range that is left, and how many cutters are through.
  private var ranges: [Range<Int>]
  private var turns: [Int]
  private var coordinate: [Int]

  private(set) var total = 0
  private(set) var least = Int.max
  private(set) var kept = 0
  private(set) var coordinates = 1

  init(_ site: Site, _ from: Layout, _ to: Layout, _ family: [Int]) {
    self.site = site
    coordinate = site.mesh.map { _ in -1 }
    ranges = []
    turns = []
    for (index, dim) in family.enumerated() {
      let old = from.cutters(of: dim)
      let new = to.cutters(of: dim)
      let common = site.commonCuts(dim, from, to)
      sides.append(
        Side(
          dim: index, cutters: old, sizes: old.map { from.places[$0].sizes },
          isFree: { $0 < common || new.count == common }))
      sides.append(
        Side(
          dim: index, cutters: new, sizes: new.map { to.places[$0].sizes },
          isFree: { $0 < common || old.count == common }))
      ranges += [0..<site.shape[dim], 0..<site.shape[dim]]
      turns += [0, 0]
    }
    chooseOrder()
    coordinates = order.reduce(1) { $0 * site.mesh[$1] }
    for _ in order {
      ranges += ranges.prefix(sides.count)
      turns += turns.prefix(sides.count)
    }
  }

  /// Mesh dims whose turn it is on all their sides come first.
  private mutating func chooseOrder() {
    var waiting = Set(sides.flatMap(\.cutters))
    var next = sides.map { _ in 0 }
    while !waiting.isEmpty {
      let ready = waiting.sorted().max { left, right in lag(left, next) > lag(right, next) }
      guard let dim = ready else { return }
      isMerged.append(
        lag(dim, next) == 0
          && sides.allSatisfy { side in
            side.cutters.firstIndex(of: dim).map(side.isFree) ?? true
          })
      order.append(dim)
      waiting.remove(dim)
      for (index, side) in sides.enumerated() {
        while next[index] < side.cutters.count, !waiting.contains(side.cutters[next[index]]) {
          next[index] += 1
        }
      }
    }
  }

  /// How many of its turns a mesh dim would take before it is due; large where none is due.
  private func lag(_ dim: Int, _ next: [Int]) -> Int {
    let places = sides.indices.compactMap { index in
      sides[index].cutters.firstIndex(of: dim).map { $0 - next[index] }
    }
    let late = places.count { $0 > 0 }
    return late == places.count ? 1 << 20 : late
  }

  mutating func run() { descend(0, 1) }

  private mutating func descend(_ depth: Int, _ weight: Int) {
    let base = depth * sides.count
    if depth == order.count {
      var product = 1
      for side in stride(from: base, to: base + sides.count, by: 2) {
        product *= ranges[side].clamped(to: ranges[side + 1]).count
      }
      guard product > 0 else { return }
      total += weight * product
      kept += weight
      least = min(least, product)
      return
    }
    let dim = order[depth]
    let indices = meeting(dim, base)
    var index = indices.lowerBound
    while index < indices.upperBound {
      let run = isMerged[depth] ? min(run(of: dim, at: index, base), indices.upperBound - index) : 1
      coordinate[dim] = index
      if advance(from: base) { descend(depth + 1, weight * run) }
      index += run
    }
    coordinate[dim] = -1
  }

  /// The indices of a mesh dim whose pieces meet what the other layout has left.
  private func meeting(_ dim: Int, _ base: Int) -> Range<Int> {
    var result = 0..<site.mesh[dim]
    for (index, side) in sides.enumerated() {
      let turn = turns[base + index]
      guard turn < side.cutters.count, side.cutters[turn] == dim, side.sizes[turn] == 0 else {
        continue
      }
      let (own, other) = (ranges[base + index], ranges[base + (index ^ 1)])
      let piece = (own.count + site.mesh[dim] - 1) / site.mesh[dim]
      guard piece > 0, !other.isEmpty, other.upperBound > own.lowerBound else { return 0..<0 }
      let first = max(0, (other.lowerBound - own.lowerBound) / piece)
      let last = (other.upperBound - 1 - own.lowerBound) / piece
      result = result.clamped(
        to: min(first, site.mesh[dim])..<max(first, min(last + 1, site.mesh[dim])))
    }
    return result
  }

  /// How many indices from `index` on have pieces of the same lengths.
  private func run(of dim: Int, at index: Int, _ base: Int) -> Int {
    var result = site.mesh[dim] - index
    for (number, side) in sides.enumerated() {
      let turn = turns[base + number]
      guard turn < side.cutters.count, side.cutters[turn] == dim else { continue }
      let length = ranges[base + number].count
      if let sizes = site.explicit(dim, side.sizes[turn]) {
        let end = sizes[index...].firstIndex { $0 != sizes[index] } ?? sizes.count
        result = min(result, end - index)
        continue
      }
      let piece = (length + site.mesh[dim] - 1) / site.mesh[dim]
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
    let next = base + sides.count
    for index in sides.indices {
      var (range, turn) = (ranges[base + index], turns[base + index])
      let side = sides[index]
      while turn < side.cutters.count, coordinate[side.cutters[turn]] >= 0 {
        let cutter = side.cutters[turn]
        range = site.piece(of: range, cutter, sizes: side.sizes[turn], at: coordinate[cutter])
        turn += 1
      }
      ranges[next + index] = range
      turns[next + index] = turn
      if index % 2 == 1, ranges[next + index - 1].clamped(to: range).isEmpty { return false }
    }
    return true
  }
}
