import Elements
import Sharding

/// The first part of a value that a rank of another system's job held wrong, and what would make it right.
struct ShardFault {
  /// The ranks that hold it: one, or those whose parts are reduced together.
  let ranks: [Int]
  /// In indices of the whole value.
  let region: [Range<Int>]
  /// The first number that differs: its index, what it is and what it must be.
  let first: (index: [Int], have: Double, want: Double)
  /// In words; nil where no collective makes it right.
  let cure: String?

  var words: String {
    let whole = region.isEmpty ? "" : " at [\(region.map { "\($0)" }.joined(separator: ", "))]"
    let place = first.index.isEmpty ? "" : "the first at \(first.index): "
    return
      "\(ranks.count == 1 ? "rank \(ranks[0])" : "the sum of ranks \(ranks.map(String.init).joined(separator: ", "))")"
      + "\(whole) is wrong, \(place)\(first.have), it must be \(first.want); "
      + (cure ?? "no collective makes it right")
  }
}

/// Holds the shards of one value against the whole.
struct ShardJudge {
  let attr: TensorDistAttr
  let whole: NumberTensor
  /// By rank.
  let locals: [Int: NumberTensor]
  /// By how much numbers may differ.
  let bound: Double
  /// Of a mean: what it is the mean of, and over which dims.
  var averaged: (of: NumberTensor, dims: [Int])?

  private var mesh: ProcessMesh { attr.mesh }

  /// - Throws: `TesseraError.Kind.data` where a shard has another shape than the table says.
  func fault(of name: String) throws(TesseraError) -> ShardFault? {
    for rank in mesh.ranks {
      let wanted = attr.box(of: rank, shape: whole.shape)?.sizes ?? []
      guard let local = locals[rank], local.shape == wanted else {
        throw TesseraError(
          .data,
          "\(name): rank \(rank) must have \(wanted) of \(whole.shape), which lies as \(attr), it has "
            + "\(locals[rank]?.shape ?? [])")
      }
    }
    var seen: Set<[Int]> = []
    for rank in mesh.ranks {
      guard let coordinate = mesh.coordinate(of: rank) else { continue }
      let group = attr.isPartial ? mesh.group(of: coordinate, along: attr.partialDims) : [rank]
      guard seen.insert(group).inserted else { continue }
      if let fault = fault(of: group, at: coordinate) { return fault }
    }
    return nil
  }

  private func fault(of group: [Int], at coordinate: [Int]) -> ShardFault? {
    let box = attr.box(at: coordinate, shape: whole.shape)
    let want = whole.part(box)
    let have = folded(group, by: attr.partialDims.compactMap { attr.placements[$0].reduceOp }.first)
    let wrong = have.differing(from: want, by: bound)
    guard let place = wrong.first else { return nil }
    var region: [Range<Int>] = []
    for dim in box.sizes.indices {
      let indices = wrong.map { have.index(of: $0)[dim] + box.offsets[dim] }
      region.append((indices.min() ?? 0)..<(indices.max() ?? 0) + 1)
    }
    let index = zip(have.index(of: place), box.offsets).map { $0 + $1 }
    return ShardFault(
      ranks: group, region: region, first: (index, have.numbers[place], want.numbers[place]),
      cure: cure(have, want, at: coordinate))
  }

  /// The parts of ranks as one, in their order.
  private func folded(_ group: [Int], by op: ReduceOp?) -> NumberTensor {
    let parts = group.compactMap { locals[$0] }
    let sum = parts.dropFirst().reduce(parts[0]) { left, right in
      switch op {
      case .max: left.combined(right, Swift.max)
      case .min: left.combined(right, Swift.min)
      case .prod: left.combined(right, *)
      default: left.combined(right, +)
      }
    }
    return op == .avg ? sum.scaled(by: 1 / Double(group.count)) : sum
  }
}

/// What would make a shard right.
extension ShardJudge {
  private func isNear(_ left: NumberTensor, _ right: NumberTensor) -> Bool {
    left.isNear(right, within: bound)
  }

  private func axes(_ dims: [Int]) -> String {
    dims.map { "'\(mesh.axes[$0])'" }.joined(separator: " and ")
  }

  /// Sets of mesh dims of several ranks that do not cut the value, small ones first.
  private var freeDims: [[Int]] {
    let free = attr.placements.indices.filter {
      attr.placements[$0].shardDim == nil && mesh.shape[$0] > 1
    }
    var sets: [[Int]] = [[]]
    for dim in free { sets += sets.map { $0 + [dim] } }
    return sets.filter { !$0.isEmpty }.sorted { $0.count < $1.count }
  }

  private func cure(_ have: NumberTensor, _ want: NumberTensor, at coordinate: [Int]) -> String? {
    for dims in freeDims {
      let group = mesh.group(of: coordinate, along: dims)
      let count = Double(group.count)
      if !attr.isPartial {
        for op in [ReduceOp.sum, .avg, .max, .min] where isNear(folded(group, by: op), want) {
          return "an all-reduce (\(op)) over \(axes(dims)) is missing"
        }
      } else if group.allSatisfy({ locals[$0].map { isNear($0, want) } ?? false }) {
        return
          "each rank of \(axes(dims)) holds the whole already: it lies as R there, and an all-reduce counts it "
          + "\(group.count) times"
      }
      if isNear(have, want.scaled(by: count)) {
        return
          "it is \(group.count) times too large: a sum over \(axes(dims)) was counted twice, or is one where a mean is meant"
      }
      if isNear(have.scaled(by: count), want) {
        return
          "it is \(group.count) times too small: a mean over \(axes(dims)) where a sum is meant"
      }
    }
    return meanOfMeans(have) ?? foreignShard(have)
  }

  /// Whether shards of unequal size were averaged, and then their means.
  private func meanOfMeans(_ have: NumberTensor) -> String? {
    guard let (full, dims) = averaged else { return nil }
    for (axis, count) in mesh.shape.enumerated() where count > 1 {
      for dim in dims {
        let size = full.shape[dim]
        let parts = (0..<count).map { chunkRange(size, over: count, at: $0) }.filter { !$0.isEmpty }
        guard Set(parts.map(\.count)).count > 1 else { continue }
        let means = parts.map { part in
          var box = Box(shape: full.shape)
          (box.offsets[dim], box.sizes[dim]) = (part.lowerBound, part.count)
          return dims.sorted(by: >).reduce(full.part(box)) { $0.mean(over: $1) }
        }
        let sum = means.dropFirst().reduce(means[0]) { $0.combined($1, +) }
        let mean = sum.scaled(by: 1 / Double(means.count))
        guard mean.numbers.count == have.numbers.count,
          isNear(NumberTensor(shape: have.shape, numbers: mean.numbers), have)
        else { continue }
        let sizes = parts.map { "\($0.count)" }.joined(separator: " and ")
        return
          "it is a mean of means: the shards over '\(mesh.axes[axis])' have \(sizes) rows of dim \(dim); an all-reduce (sum) of "
          + "their sums, divided by \(size), makes it right"
      }
    }
    return nil
  }

  /// Whether it is another rank's shard.
  private func foreignShard(_ have: NumberTensor) -> String? {
    guard !attr.isPartial else { return nil }
    for other in mesh.ranks {
      guard let box = attr.box(of: other, shape: whole.shape), box.sizes == have.shape,
        isNear(have, whole.part(box))
      else { continue }
      return "it is the shard of rank \(other): the ranks of the mesh are in another order"
    }
    return nil
  }
}
