import Sharding

/// Two layouts of a tensor, made alike as far as their bytes allow.
///
/// A cut into parts or blocks is a contiguous one of a tensor dim whose indices stand in shard order: those of coordinate
/// 0 first. Where both layouts have the same order of a dim, or only one of them cuts it, nothing tells that from a
/// contiguous cut but the copies on the ranks; so a cut into equally long pieces counts as `chunkRange` here.
/// The other dims are mixed: of these, shards meet in several ranges.
struct ShardOrders {
  private(set) var from: PlacementState
  private(set) var to: PlacementState
  /// The tensor dims of which the two layouts have different orders, and both cut them.
  private(set) var mixedDims: [Int] = []
  /// How many blocks may go from one rank to another, for the ranges in which shards meet; 1 where they meet in one.
  private(set) var ranges = 1

  /// Whether ranks copy what they keep, for it comes to lie in another order.
  var rearranges: Bool { ranges > 1 }

  /// - Complexity: O(tensor dims x mesh dims).
  init(_ source: MeshShape, _ from: PlacementState, _ target: MeshShape, _ to: PlacementState) {
    (self.from, self.to) = (from, to)
    guard source.isStrided(from) || target.isStrided(to) else { return }
    for dim in source.shape.indices {
      let (old, new) = (DimCuts(source, dim, from), DimCuts(target, dim, to))
      guard old.isStrided || new.isStrided, source !== target || !areSame(dim) else { continue }
      ranges = ranges *| (old.ranges(of: source.shape[dim]) +| new.ranges(of: source.shape[dim]))
      guard old.isAligned(with: new) else {
        mixedDims.append(dim)
        continue
      }
    }
    for dim in source.shape.indices where !mixedDims.contains(dim) {
      let (old, new) = (DimCuts(source, dim, from), DimCuts(target, dim, to))
      let ordered = old.ordered.count > new.ordered.count ? old.ordered : new.ordered
      guard DimCuts.areEven(ordered[...], of: source.shape[dim]) else { continue }
      Self.flatten(&self.from, dim, source)
      Self.flatten(&self.to, dim, target)
    }
  }

  /// Whether both cut a tensor dim of one mesh by the same mesh dims in the same ways.
  private func areSame(_ dim: Int) -> Bool {
    zip(from.places, to.places).allSatisfy {
      $0 == $1 || $0.shardDim != dim && $1.shardDim != dim
    }
  }

  private static func flatten(_ layout: inout PlacementState, _ dim: Int, _ meshShape: MeshShape) {
    for index in layout.places.indices
    where layout.places[index].cuts(dim)
      && meshShape.cut(index, layout.places[index].sizes)?.isStrided == true
    {
      layout.places[index].sizes = 0
    }
  }
}

/// The cuts of a tensor dim by one layout, first cut first.
struct DimCuts {
  /// Over how many ranks, and how.
  struct Step: Equatable {
    var ways: Int
    var cut: Cut?

    var isStrided: Bool { cut?.isStrided == true }
  }

  /// Those over more than one rank.
  private let steps: [Step]
  /// Those on which the order of the indices depends: up to the last one into parts or blocks.
  let ordered: [Step]

  init(_ meshShape: MeshShape, _ dim: Int, _ layout: PlacementState) {
    let steps = layout.cutters(of: dim).compactMap { cutter -> Step? in
      let ways = meshShape.mesh[cutter]
      return ways == 1
        ? nil : Step(ways: ways, cut: meshShape.cut(cutter, layout.places[cutter].sizes))
    }
    self.steps = steps
    ordered = Array(steps[..<((steps.lastIndex(where: \.isStrided) ?? -1) + 1)])
  }

  var isStrided: Bool { !ordered.isEmpty }

  /// Whether pieces of both are contiguous in one order of the indices.
  func isAligned(with other: DimCuts) -> Bool {
    ordered == other.ordered || other.ordered.starts(with: steps)
      || ordered.starts(with: other.steps)
  }

  /// How many ranges a piece has at the most.
  func ranges(of size: Int) -> Int {
    ordered.reduce(1) { count, step in
      switch step.cut {
      case .parts(let parts): count *| min(parts, max(1, size))
      case .cyclic(let block, _): count *| (size / block / step.ways + 2)
      default: count
      }
    }
  }

  /// Whether cuts leave equally long pieces of as many indices.
  static func areEven(_ steps: ArraySlice<Step>, of size: Int) -> Bool {
    var length = size
    for step in steps {
      let unit: Int
      switch step.cut {
      case nil: unit = step.ways
      case .parts(let parts): unit = parts *| step.ways
      case .cyclic(let block, _): unit = block *| step.ways
      case .sizes: return false
      }
      guard length % unit == 0 else { return false }
      length /= step.ways
    }
    return true
  }
}

extension MeshShape {
  /// Whether a layout has a cut into parts or blocks.
  fileprivate func isStrided(_ layout: PlacementState) -> Bool {
    mesh.indices.contains { dim in
      mesh[dim] > 1 && cut(dim, layout.places[dim].sizes)?.isStrided == true
    }
  }

  /// The ranges of a tensor dim that each piece of it has, row-major in the mesh dims that cut it.
  func ranges(of dim: Int, _ layout: PlacementState) -> (cutters: [Int], pieces: [[Range<Int>]]) {
    let cutters = layout.cutters(of: dim)
    let pieces = cutters.reduce([[0..<shape[dim]]]) { pieces, cutter in
      let cut = cut(cutter, layout.places[cutter].sizes)
      return pieces.flatMap { piece in
        let length = piece.reduce(0) { $0 + $1.count }
        return (0..<mesh[cutter]).map {
          piece.selecting(cutRanges(length, over: mesh[cutter], by: cut, at: $0))
        }
      }
    }
    return (cutters, pieces)
  }

  /// What stays of a family of tensor dims of which shards meet in several ranges: found coordinate by coordinate.
  ///
  /// - Complexity: O(coordinates of the mesh dims that cut the family x ranges).
  func mixedOverlap(of family: [Int], _ from: PlacementState, _ to: PlacementState) -> Overlap.Part
  {
    let sides = family.map { (ranges(of: $0, from), ranges(of: $0, to)) }
    let dims = Set(sides.flatMap { $0.cutters + $1.cutters }).sorted()
    var coordinate = [Int](repeating: 0, count: mesh.count)
    var (total, least, kept) = (0, Int.max, 0)
    let count = dims.reduce(1) { $0 * mesh[$1] }
    func piece(_ side: (cutters: [Int], pieces: [[Range<Int>]])) -> [Range<Int>] {
      side.pieces[side.cutters.reduce(0) { $0 * mesh[$1] + coordinate[$1] }]
    }
    for number in 0..<count {
      var rest = number
      for dim in dims.reversed() {
        coordinate[dim] = rest % mesh[dim]
        rest /= mesh[dim]
      }
      let common = sides.reduce(1) { product, side in
        product == 0 ? 0 : product * piece(side.0).commonCount(piece(side.1))
      }
      guard common > 0 else { continue }
      total += common
      kept += 1
      least = min(least, common)
    }
    return Overlap.Part(total: total, least: kept == 0 ? 0 : least, isEverywhere: kept == count)
  }
}

extension [Range<Int>] {
  /// How many indices both lists have; both ascend. O(ranges).
  func commonCount(_ other: [Range<Int>]) -> Int {
    intersection(other).reduce(0) { $0 + $1.count }
  }
}
