import Elements
import Programs
import Sharding

/// A shape and its placements, and the values that lie so.
struct LayoutKind {
  let shape: [Int]
  let dtype: DType
  let attr: TensorDistAttr
  fileprivate(set) var values: [Program.ID] = []

  /// The bytes of the largest shard, where sizes are not explicit.
  var shardBytes: Int {
    shard.reduce(dtype.byteCount) { $0.multipliedReportingOverflow(by: $1).partialValue }
  }

  /// The bytes of the shards of all values that lie so.
  fileprivate var weight: Double { Double(shardBytes) * Double(values.count) }

  /// The shape of the first rank's shard, than which none is larger where sizes are not explicit.
  var shard: [Int] {
    attr.box(at: [Int](repeating: 0, count: attr.mesh.ndim), shape: shape).sizes
  }

  /// Whether every rank has all of it.
  var isWhole: Bool { attr.placements.allSatisfy { $0 == .replicate } }

  /// `f32[16,48]`.
  var tensor: String { "\(dtype.notation)[\(shape.map(String.init).joined(separator: ","))]" }
}

extension ReportContents {
  /// How values lie, each way once, those of most bytes first; and by value the place among them.
  func layouts() -> (kinds: [LayoutKind], places: [Int]) {
    struct Key: Hashable {
      let shape: [Int]
      let dtype: DType
      let attr: TensorDistAttr
    }
    var known: [Key: Int] = [:]
    var kinds: [LayoutKind] = []
    let found = completed.program.values.enumerated().map { id, value in
      let key = Key(shape: value.shape, dtype: value.dtype, attr: completed.attrs[id])
      let place = known[key] ?? kinds.count
      if place == kinds.count {
        known[key] = place
        kinds.append(LayoutKind(shape: value.shape, dtype: value.dtype, attr: key.attr))
      }
      kinds[place].values.append(id)
      return place
    }
    let order = kinds.indices.sorted {
      let (one, other) = (kinds[$0], kinds[$1])
      return (one.weight, -$0) > (other.weight, -$1)
    }
    var ranks = [Int](repeating: 0, count: kinds.count)
    for (rank, place) in order.enumerated() { ranks[place] = rank }
    return (order.map { kinds[$0] }, found.map { ranks[$0] })
  }
}
