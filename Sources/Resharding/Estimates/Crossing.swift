import Sharding

/// A mesh beside another: which ranks they share, and what these have before and after.
///
/// A search asks it of many layouts, so what is found of the shared ranks is kept.
final class Crossing {
  /// Whether no rank is of both meshes.
  let isApart: Bool
  /// What shared ranks need and hold: all together, the most, and the least of any target rank.
  struct Stays {
    var total = 0
    var most = 0
    var least = 0
  }

  /// All of two layouts that `stays` depends on.
  private struct Question: Hashable {
    let from: [PlacementState.Place?]
    let to: [PlacementState.Place?]
    let keptAtZero: [Int]
    let pinned: [Int]
  }

  private let targetCount: Int
  private var known: [Question: Stays] = [:]
  private var source: SharedRanks
  private var target: SharedRanks

  /// - Complexity: O(shared ranks) where the ranks of both ascend by one; else O(ranks of both meshes).
  init(from source: ProcessMesh, to target: ProcessMesh) {
    let (old, new) = (source.rankOrder, target.rankOrder)
    var positions: (source: [Int32], target: [Int32]) = ([], [])
    if let first = old.range, let second = new.range {
      let both = first.clamped(to: second)
      positions.source = both.map { Int32($0 - first.lowerBound) }
      positions.target = both.map { Int32($0 - second.lowerBound) }
    } else if !old.isDisjoint(with: new) {
      for (position, rank) in new.enumerated() {
        guard let place = old.position(of: rank) else { continue }
        positions.source.append(Int32(place))
        positions.target.append(Int32(position))
      }
    }
    isApart = positions.source.isEmpty
    targetCount = target.count
    self.source = SharedRanks(source.shape, positions.source)
    self.target = SharedRanks(target.shape, positions.target)
  }

  /// What the shared ranks need and hold: all together, the most, and the least of any target rank.
  ///
  /// - Complexity: O(shared ranks x tensor dims), a few operations for each; O(mesh dims) where it was asked before.
  func stays(
    _ meshShapes: (from: MeshShape, to: MeshShape), _ orders: ShardOrders, _ roles: MeshDimRoles
  ) -> Stays {
    guard !isApart else { return Stays() }
    let (from, to) = (orders.from, orders.to)
    let question = Question(
      from: from.places.map { $0.isShard ? $0 : nil }, to: to.places.map { $0.isShard ? $0 : nil },
      keptAtZero: roles.keptAtZero, pinned: roles.pinned)
    if let found = known[question] { return found }
    // What no cut divides is the same for all.
    var whole = 1
    var common = [Int](repeating: 1, count: source.count)
    for dim in meshShapes.to.shape.indices {
      let (cuts, others) = (from.cutters(of: dim), to.cutters(of: dim))
      if cuts.isEmpty, others.isEmpty {
        whole *= meshShapes.to.shape[dim]
        continue
      }
      let (held, needed) = (source.numbers(in: cuts), target.numbers(in: others))
      if orders.mixedDims.contains(dim) {
        let old = meshShapes.from.ranges(of: dim, from).pieces
        let new = meshShapes.to.ranges(of: dim, to).pieces
        for index in common.indices where common[index] > 0 {
          common[index] *= old[Int(held[index])].commonCount(new[Int(needed[index])])
        }
        continue
      }
      let old = source.pieces(of: dim, cuts, from, meshShapes.from)
      let new = target.pieces(of: dim, others, to, meshShapes.to)
      for index in common.indices {
        let (one, other) = (old[Int(held[index])], new[Int(needed[index])])
        let end = min(one.upperBound, other.upperBound)
        common[index] *= max(0, end - max(one.lowerBound, other.lowerBound))
      }
    }
    for dim in roles.keptAtZero {
      let coordinates = target.numbers(in: [dim])
      for index in common.indices where coordinates[index] != 0 { common[index] = 0 }
    }
    for dim in roles.pinned {
      let (here, there) = (source.numbers(in: [dim]), target.numbers(in: [dim]))
      for index in common.indices where here[index] != there[index] { common[index] = 0 }
    }
    var (stays, least) = (Stays(), Int.max)
    for elements in common {
      let (sum, overflows) = stays.total.addingReportingOverflow(elements)
      stays.total = overflows ? .max : sum
      stays.most = max(stays.most, elements)
      least = min(least, elements)
    }
    stays.total = stays.total *| whole
    stays.most *= whole
    stays.least = common.count == targetCount ? least * whole : 0
    known[question] = stays
    return stays
  }
}

/// The ranks of one mesh that another one has too.
private struct SharedRanks {
  /// The cuts of a tensor dim, first cut first.
  private struct Cuts: Hashable {
    let dim: Int
    let meshDims: [Int]
    let places: [PlacementState.Place]
  }

  private let shape: [Int]
  private let positions: [Int32]
  private var known: [[Int]: [Int32]] = [:]
  private var cuts: [Cuts: [Range<Int>]] = [:]

  init(_ shape: [Int], _ positions: [Int32]) { (self.shape, self.positions) = (shape, positions) }

  var count: Int { positions.count }

  /// Of each rank its coordinates in some mesh dims as one number, row-major in these.
  mutating func numbers(in dims: [Int]) -> [Int32] {
    if let found = known[dims] { return found }
    var numbers = [Int32](repeating: 0, count: positions.count)
    for dim in dims {
      let length = Int32(shape[dim])
      let stride = Int32(shape[(dim + 1)...].reduce(1, *))
      for index in numbers.indices {
        numbers[index] = numbers[index] * length + positions[index] / stride % length
      }
    }
    known[dims] = numbers
    return numbers
  }

  /// The pieces of a tensor dim, row-major in the mesh dims that cut it.
  mutating func pieces(
    of dim: Int, _ meshDims: [Int], _ layout: PlacementState, _ meshShape: MeshShape
  ) -> [Range<Int>] {
    let key = Cuts(dim: dim, meshDims: meshDims, places: meshDims.map { layout.places[$0] })
    if let found = cuts[key] { return found }
    let pieces = meshDims.reduce([0..<meshShape.shape[dim]]) { pieces, meshDim in
      pieces.flatMap { meshShape.pieces(of: $0, meshDim, sizes: layout.places[meshDim].sizes) }
    }
    cuts[key] = pieces
    return pieces
  }
}

extension MeshShape {
  /// All pieces that a mesh dim makes of `range`.
  fileprivate func pieces(of range: Range<Int>, _ dim: Int, sizes number: Int) -> [Range<Int>] {
    guard let lengths = cut(dim, number)?.explicitSizes else {
      return (0..<mesh[dim]).map { piece(of: range, dim, sizes: number, at: $0) }
    }
    var start = range.lowerBound
    return lengths.map { length in
      defer { start += length }
      return start..<start + length
    }
  }
}
