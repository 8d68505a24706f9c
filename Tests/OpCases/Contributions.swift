import Elements
import ReshardCases
import Sharding
import Tensors

extension OpCase.Domain {
  func value(using generator: inout SeededGenerator) -> Double {
    switch self {
    case .integers, .single, .complex: Double(Int.random(in: -3...3, using: &generator))
    case .positive: Double(Int.random(in: 1...4, using: &generator))
    case .unit: Double(Int.random(in: 1...15, using: &generator)) / 16
    case .boolean: Double(Int.random(in: 0...1, using: &generator))
    case .bytes: Double(Int.random(in: -2...2, using: &generator))
    case .bits: Double(Int.random(in: 0...7, using: &generator))
    case .index(let count): Double(Int.random(in: 0..<Swift.max(1, count), using: &generator))
    case .distinct, .given: 0
    }
  }

  /// Whether any contributions fold to a number of the domain.
  func isClosed(under op: ReduceOp) -> Bool {
    switch self {
    case .integers, .single, .positive, .boolean, .bits, .bytes: true
    case .complex: [.sum, .prod, .avg].contains(op)
    case .unit: op != .sum
    case .index: op == .max || op == .min
    case .distinct, .given: false
    }
  }

  /// Whether its numbers belong together, so that they are made of the whole tensor only.
  private var isJoint: Bool {
    switch self {
    case .distinct, .given: true
    default: false
    }
  }

  /// A whole tensor of the domain.
  func tensor(_ shape: [Int], times factor: Double, using generator: inout SeededGenerator)
    -> DenseTensor
  {
    let count = shape.reduce(1, *)
    var values: [Double]
    switch self {
    case .distinct: values = (0..<count).map(Double.init).shuffled(using: &generator)
    case .given(let numbers): values = numbers.map(Double.init)
    default:
      values = []
      for _ in 0..<count { values.append(value(using: &generator) * factor) }
    }
    return DenseTensor(values, shape: shape).converted(to: dtype)
  }

  /// The shards of a tensor that lies as `attr` says, by rank.
  ///
  /// Contributions to a partial tensor are random where whatever they fold to is in the domain, and
  /// multiples of the number of those that are averaged, so that no fold is rounded; else the first
  /// rank holds the value. Replicas are equal.
  package func shards(
    _ shape: [Int], _ attr: TensorDistAttr, using generator: inout SeededGenerator
  ) -> [Int: DenseTensor] {
    let mesh = attr.mesh
    var shards: [Int: DenseTensor] = [:]
    guard !isJoint, attr.partialDims.allSatisfy({ isClosed(under: attr.placements[$0].reduceOp!) })
    else {
      let whole = tensor(shape, times: 1, using: &generator)
      for rank in mesh.ranks {
        shards[rank] = attr.shard(of: rank, shape: shape, dtype: dtype) { box in
          whole.slice(offsets: box.offsets, sizes: box.sizes).contiguous()
        }
      }
      return shards
    }
    let averaged = attr.partialDims.filter { attr.placements[$0] == .partial(.avg) }
      .reduce(1) { $0 * mesh.shape[$1] }
    let factor = if case .unit = self { 1 } else { averaged }
    var known: [[Int]: DenseTensor] = [:]
    for position in mesh.ranks.indices {
      let coordinate = mesh.coordinate(at: position)
      let key = coordinate.indices.map {
        attr.placements[$0] == .replicate ? 0 : coordinate[$0]
      }
      let sizes = attr.box(at: coordinate, shape: shape).sizes
      let shard = known[key] ?? tensor(sizes, times: Double(factor), using: &generator)
      known[key] = shard
      shards[mesh.ranks[position]] = shard
    }
    return shards
  }
}
