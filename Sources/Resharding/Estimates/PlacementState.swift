import Elements
import Sharding

/// How a tensor lies on a mesh, without the mesh's ranks: all that the bytes of a step depend on.
///
/// It is to a dist attr what a drawing is to a house: small, and hashed in no time however many
/// ranks the mesh has.
struct PlacementState: Hashable {
  /// One for each mesh dim.
  var places: [Place]

  var placements: [Placement] { places.map(\.placement) }

  /// The mesh dims that are partial, in mesh order.
  var partialDims: [Int] { places.indices.filter { places[$0].isPartial } }

  /// The mesh dim that makes cut `turn` of tensor dim `dim`; nil if there are fewer. O(mesh dims).
  func cutter(of dim: Int, _ turn: Int) -> Int? {
    for index in places.indices where places[index].cuts(dim, turn) { return index }
    return nil
  }

  /// The mesh dims that cut tensor dim `dim`, first cutter first.
  func cutters(of dim: Int) -> [Int] {
    var result: [Int] = []
    while let next = cutter(of: dim, result.count) { result.append(next) }
    return result
  }

  /// Whether `meshDim` shards, and makes the last cut of its tensor dim.
  func isLastCut(_ meshDim: Int) -> Bool {
    guard let dim = places[meshDim].shardDim else { return false }
    return cutter(of: dim, places[meshDim].turn + 1) == nil
  }

  /// Takes `meshDim` to a state that is no shard; the later cutters of its tensor dim move up.
  mutating func release(_ meshDim: Int, as placement: Placement = .replicate) {
    if let dim = places[meshDim].shardDim {
      let turn = places[meshDim].turn
      for other in places.indices where places[other].cuts(dim) && places[other].turn > turn {
        places[other].turn -= 1
      }
    }
    places[meshDim] = Place(placement: placement)
  }

  /// Has `meshDim`, which does not shard, make the last cut of tensor dim `dim`.
  mutating func cut(_ dim: Int, by meshDim: Int, sizes: Int = 0) {
    let turn = places.count { $0.cuts(dim) }
    places[meshDim] = Place(placement: .shard(dim), turn: turn, sizes: sizes)
  }
}
