import Elements
import Sharding

/// A mesh's lengths, a tensor's shape, and the cuts that layouts may speak of.
///
/// A search asks it all the time: a reference, which is handed on in no time.
final class MeshShape {
  /// The length of each mesh dim.
  let mesh: [Int]
  let shape: [Int]
  /// How many the tensor has.
  let elements: Int
  /// How many the mesh has.
  let ranks: Int
  /// Of each mesh dim the cuts that `Place.sizes` counts from 1.
  private(set) var cuts: [[Cut]]
  /// The bases of the digits of all coordinates, mesh dim after mesh dim: see `Digits`.
  let digits: [Int]
  /// Which of the digits are a mesh dim's.
  let digitsOf: [Range<Int>]
  /// What was found of uneven pieces, by the places before and after of the mesh dims that cut a family of
  /// tensor dims: see `Overlap`.
  var overlaps: [[PlacementState.Place]: Overlap.Part] = [:]

  init(_ mesh: ProcessMesh, shape: [Int]) {
    self.mesh = mesh.shape
    self.shape = shape
    elements = shape.reduce(1, *)
    ranks = mesh.count
    cuts = mesh.shape.map { _ in [] }
    var digits: [Int] = []
    digitsOf = mesh.shape.map { length in
      let first = digits.count
      digits += Self.primeFactors(of: length)
      return first..<digits.count
    }
    self.digits = digits
  }

  /// Ascending. O(√number).
  private static func primeFactors(of number: Int) -> [Int] {
    var (rest, factor, result) = (number, 2, [Int]())
    while factor * factor <= rest {
      if rest % factor == 0 {
        result.append(factor)
        rest /= factor
      } else {
        factor += 1
      }
    }
    return rest > 1 ? result + [rest] : result
  }

  /// The layout of a dist attr on this mesh shape.
  func layout(of attr: TensorDistAttr) -> PlacementState {
    PlacementState(
      places: attr.placements.indices.map { dim in
        var known = 0
        if let cut = attr.pieces[dim] {
          if !cuts[dim].contains(cut) { cuts[dim].append(cut) }
          known = (cuts[dim].firstIndex(of: cut) ?? 0) + 1
        }
        return PlacementState.Place(
          placement: attr.placements[dim], turn: attr.cutOrder[dim], sizes: known)
      })
  }

  /// The dist attr on `mesh`, whose lengths are the mesh shape's, that a layout stands for.
  func attr(_ layout: PlacementState, on mesh: ProcessMesh) -> TensorDistAttr {
    // Layouts come from dist attrs, and their turns are kept gapless.
    try! TensorDistAttr(
      mesh: mesh, placements: layout.placements, cutOrder: layout.places.map(\.turn),
      pieces: layout.places.enumerated().map { dim, place in cut(dim, place.sizes) })
  }

  /// A cut of a mesh dim by its number; nil for equal pieces.
  func cut(_ dim: Int, _ number: Int) -> Cut? { number == 0 ? nil : cuts[dim][number - 1] }
}

extension MeshShape {
  /// The piece of `range` that falls to `index` of a mesh dim, in shard order: the formula of `TensorDistAttr.box`.
  func piece(of range: Range<Int>, _ dim: Int, sizes number: Int, at index: Int) -> Range<Int> {
    let piece = shardOrderRange(range.count, over: mesh[dim], by: cut(dim, number), at: index)
    return range.lowerBound + piece.lowerBound..<range.lowerBound + piece.upperBound
  }

  /// How long the longest piece is that the first `turns` cutters of a tensor dim leave.
  func longest(_ dim: Int, in layout: PlacementState, turns: Int = .max) -> Int {
    var (length, turn) = (shape[dim], 0)
    while turn < turns, let cutter = layout.cutter(of: dim, turn) {
      length = longestPiece(of: length, cutter, layout.places[cutter])
      turn += 1
    }
    return length
  }

  /// How long the longest piece is into which a mesh dim cuts what is `length` long.
  func longestPiece(of length: Int, _ cutter: Int, _ place: PlacementState.Place) -> Int {
    switch cut(cutter, place.sizes) {
    case .sizes(let sizes): sizes.max() ?? 0
    case .parts:
      piece(of: 0..<length, cutter, sizes: place.sizes, at: 0).count
    case .cyclic(_, let source):
      piece(of: 0..<length, cutter, sizes: place.sizes, at: source).count
    case nil: length / mesh[cutter] + (length % mesh[cutter] == 0 ? 0 : 1)
    }
  }

  /// The elements of the largest shard; at least that many, where pieces are uneven.
  func largestShard(_ layout: PlacementState) -> Int {
    var elements = 1
    for dim in shape.indices { elements *= longest(dim, in: layout) }
    return elements
  }

  /// How many cutters of a tensor dim two layouts have in common before they differ.
  func commonCuts(_ dim: Int, _ from: PlacementState, _ to: PlacementState) -> Int {
    var turn = 0
    while let cutter = from.cutter(of: dim, turn), cutter == to.cutter(of: dim, turn),
      from.places[cutter].sizes == to.places[cutter].sizes
    {
      turn += 1
    }
    return turn
  }
}
