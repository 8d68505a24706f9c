import Elements
import Sharding

/// How a tensor lies on a mesh, without the mesh's ranks: all that the bytes of a step depend on.
///
/// It is to a dist attr what a drawing is to a house: small, and hashed in no time however many
/// ranks the mesh has.
struct Layout: Hashable {
  /// What one mesh dim does.
  struct Place: Hashable {
    var placement: Placement
    /// Its turn among the mesh dims that cut the same tensor dim.
    var turn = 0
    /// Which of the site's explicit sizes it cuts into; 0 for equal pieces.
    var sizes = 0
  }

  /// One for each mesh dim.
  var places: [Place]

  var placements: [Placement] { places.map(\.placement) }

  /// The mesh dims that are partial, in mesh order.
  var partialDims: [Int] { places.indices.filter { places[$0].placement.reduceOp != nil } }

  /// The mesh dim that makes cut `turn` of tensor dim `dim`; nil where there are fewer. O(mesh dims).
  func cutter(of dim: Int, _ turn: Int) -> Int? {
    places.firstIndex { $0.turn == turn && $0.placement == .shard(dim) }
  }

  /// The mesh dims that cut tensor dim `dim`, first cutter first.
  func cutters(of dim: Int) -> [Int] {
    var result: [Int] = []
    while let next = cutter(of: dim, result.count) { result.append(next) }
    return result
  }

  /// Whether `meshDim` shards, and makes the last cut of its tensor dim.
  func isLastCut(_ meshDim: Int) -> Bool {
    guard let dim = places[meshDim].placement.shardDim else { return false }
    return cutter(of: dim, places[meshDim].turn + 1) == nil
  }

  /// Takes `meshDim` to a state that is no shard; the later cutters of its tensor dim move up.
  mutating func release(_ meshDim: Int, as placement: Placement = .replicate) {
    if let dim = places[meshDim].placement.shardDim {
      for other in places.indices
      where places[other].placement == .shard(dim) && places[other].turn > places[meshDim].turn {
        places[other].turn -= 1
      }
    }
    places[meshDim] = Place(placement: placement)
  }

  /// Has `meshDim`, which does not shard, make the last cut of tensor dim `dim`.
  mutating func cut(_ dim: Int, by meshDim: Int, sizes: Int = 0) {
    let turn = places.count { $0.placement == .shard(dim) }
    places[meshDim] = Place(placement: .shard(dim), turn: turn, sizes: sizes)
  }
}

/// A mesh's lengths, a tensor's shape, and the explicit sizes that layouts may speak of.
struct Site {
  /// The length of each mesh dim.
  let mesh: [Int]
  let shape: [Int]
  /// Of each mesh dim the explicit sizes that `Place.sizes` counts from 1.
  private(set) var sizes: [[[Int]]]
  /// The bases of the digits of all coordinates, mesh dim after mesh dim: see `Digits`.
  let digits: [Int]
  /// Which of the digits are a mesh dim's.
  let digitsOf: [Range<Int>]

  init(_ mesh: ProcessMesh, shape: [Int]) {
    self.mesh = mesh.shape
    self.shape = shape
    sizes = mesh.shape.map { _ in [] }
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

  /// The layout of a dist attr on this site's mesh.
  mutating func layout(of attr: TensorDistAttr) -> Layout {
    Layout(
      places: attr.placements.indices.map { dim in
        var known = 0
        if let pieces = attr.sizes[dim] {
          if !sizes[dim].contains(pieces) { sizes[dim].append(pieces) }
          known = (sizes[dim].firstIndex(of: pieces) ?? 0) + 1
        }
        return Layout.Place(
          placement: attr.placements[dim], turn: attr.cutOrder[dim], sizes: known)
      })
  }

  /// The dist attr on `mesh`, whose lengths are the site's, that a layout stands for.
  func attr(_ layout: Layout, on mesh: ProcessMesh) -> TensorDistAttr {
    // Layouts come from dist attrs, and their turns are kept gapless.
    try! TensorDistAttr(
      mesh: mesh, placements: layout.placements, cutOrder: layout.places.map(\.turn),
      sizes: layout.places.enumerated().map { dim, place in explicit(dim, place.sizes) })
  }

  /// The explicit sizes of a mesh dim by their number; nil for equal pieces.
  func explicit(_ dim: Int, _ number: Int) -> [Int]? {
    number == 0 ? nil : sizes[dim][number - 1]
  }
}

extension Site {
  /// The piece of `range` that falls to `index` of a mesh dim: the formula of `TensorDistAttr.box`.
  func piece(of range: Range<Int>, _ dim: Int, sizes number: Int, at index: Int) -> Range<Int> {
    if number > 0 {
      let pieces = sizes[dim][number - 1]
      let start = range.lowerBound + pieces[..<index].reduce(0, +)
      return start..<start + pieces[index]
    }
    let chunk = chunkRange(range.count, over: mesh[dim], at: index)
    return range.lowerBound + chunk.lowerBound..<range.lowerBound + chunk.upperBound
  }

  /// How long the longest piece is that the first `turns` cutters of a tensor dim leave.
  func longest(_ dim: Int, in layout: Layout, turns: Int = .max) -> Int {
    var (length, turn) = (shape[dim], 0)
    while turn < turns, let cutter = layout.cutter(of: dim, turn) {
      let number = layout.places[cutter].sizes
      length =
        number > 0
        ? sizes[cutter][number - 1].max() ?? 0 : chunkRange(length, over: mesh[cutter], at: 0).count
      turn += 1
    }
    return length
  }

  /// The elements of the largest shard; at least that many, where pieces are uneven.
  func largestShard(_ layout: Layout) -> Int {
    shape.indices.reduce(1) { $0 * longest($1, in: layout) }
  }

  /// How many cutters of a tensor dim two layouts have in common before they differ.
  func commonCuts(_ dim: Int, _ from: Layout, _ to: Layout) -> Int {
    var turn = 0
    while let cutter = from.cutter(of: dim, turn), cutter == to.cutter(of: dim, turn),
      from.places[cutter].sizes == to.places[cutter].sizes
    {
      turn += 1
    }
    return turn
  }
}
