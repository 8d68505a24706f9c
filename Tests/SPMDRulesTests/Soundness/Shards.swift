import Elements
import ReshardCases
import Resharding
import SPMDRules
import Sharding
import Tensors

extension LocalCase.Domain {
  var dtype: DType { if case .boolean = self { .bool } else { .float64 } }

  func value(using generator: inout SeededGenerator) -> Double {
    switch self {
    case .integers: Double(Int.random(in: -3...3, using: &generator))
    case .positive: Double(Int.random(in: 1...4, using: &generator))
    case .unit: Double(Int.random(in: 1...15, using: &generator)) / 16
    case .boolean: Double(Int.random(in: 0...1, using: &generator))
    case .index(let count): Double(Int.random(in: 0..<Swift.max(1, count), using: &generator))
    case .distinct: 0
    }
  }

  /// Whether any contributions fold to a number of the domain.
  func isClosed(under op: ReduceOp) -> Bool {
    switch self {
    case .integers, .positive, .boolean: true
    case .unit: op != .sum
    case .index: op == .max || op == .min
    case .distinct: false
    }
  }
}

/// The shards of a tensor that lies as `attr` says, of random numbers of a domain.
///
/// Contributions to a partial tensor are random too where whatever they fold to is in the domain;
/// else the first rank holds the value. Replicas are equal.
func randomShards(
  of shape: [Int], _ domain: LocalCase.Domain, _ attr: TensorDistAttr,
  using generator: inout SeededGenerator
) -> [Int: DenseTensor] {
  let mesh = attr.mesh
  let isFree = if case .distinct = domain { false } else { true }
  var shards: [Int: DenseTensor] = [:]
  if isFree, attr.partialDims.allSatisfy({ domain.isClosed(under: attr.placements[$0].reduceOp!) })
  {
    var known: [[Int]: DenseTensor] = [:]
    for position in mesh.ranks.indices {
      let coordinate = mesh.coordinate(at: position)
      let key = coordinate.indices.map {
        attr.placements[$0] == .replicate ? 0 : coordinate[$0]
      }
      let sizes = attr.box(at: coordinate, shape: shape).sizes
      let shard =
        known[key]
        ?? Grid(sizes) { _ in domain.value(using: &generator) }.tensor(domain.dtype)
      known[key] = shard
      shards[mesh.ranks[position]] = shard
    }
    return shards
  }
  let whole = wholeTensor(of: shape, domain, using: &generator)
  for rank in mesh.ranks {
    shards[rank] = attr.shard(of: rank, shape: shape, dtype: domain.dtype) { box in
      whole.slice(offsets: box.offsets, sizes: box.sizes).contiguous()
    }
  }
  return shards
}

private func wholeTensor(
  of shape: [Int], _ domain: LocalCase.Domain, using generator: inout SeededGenerator
) -> DenseTensor {
  if case .distinct = domain {
    let count = shape.reduce(1, *)
    return Grid(shape, (0..<count).map(Double.init).shuffled(using: &generator)).tensor(.float64)
  }
  return Grid(shape) { _ in domain.value(using: &generator) }.tensor(domain.dtype)
}

extension TensorDistAttr {
  /// A rank whose shard is not what the rank before it along a replicated mesh dim holds.
  func disagreement(of shards: [Int: DenseTensor]) -> Int? {
    for position in mesh.ranks.indices {
      let coordinate = mesh.coordinate(at: position)
      let first = coordinate.indices.map { placements[$0] == .replicate ? 0 : coordinate[$0] }
      guard let own = shards[mesh.rank(at: coordinate)], let other = shards[mesh.rank(at: first)]
      else { return mesh.rank(at: coordinate) }
      if !own.isClose(to: other, relative: 1e-9, absolute: 1e-9) {
        return mesh.rank(at: coordinate)
      }
    }
    return nil
  }
}
