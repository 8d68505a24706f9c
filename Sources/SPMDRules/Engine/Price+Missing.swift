import Sharding

extension Price {
  /// The elements that ranks need and do not have, summed over the ranks.
  ///
  /// What a rank needs, and has of it, is a product over the tensor's dims. Dims that no mesh dim ties
  /// together vary independently, so that the sum over the ranks is the product of their sums; mesh dims
  /// that cut nothing only repeat them.
  static func missing(_ shape: [Int], have: TensorDistAttr, need: TensorDistAttr) -> Int {
    var (needed, common, ranks) = (1, 1, 1)
    for part in TiedDims.all(shape, have, need) {
      needed *= part.needed
      common *= part.common
      ranks *= part.ranks
    }
    return (needed - common) * (have.mesh.count / ranks)
  }

  /// The most ranks of mesh dims that hang together of which each is looked at.
  static let walked = 1 << 10
}

/// Tensor dims that mesh dims tie together: each shares a mesh dim with another, which cuts one before
/// and the other after.
private struct TiedDims {
  let shape: [Int]
  let have: TensorDistAttr
  let need: TensorDistAttr
  var dims: [Int]
  /// The mesh dims that cut any of them, before or after.
  var meshDims: [Int]
  /// The ranks along them.
  var ranks = 1

  static func all(_ shape: [Int], _ have: TensorDistAttr, _ need: TensorDistAttr) -> [TiedDims] {
    var parts: [TiedDims] = []
    for dim in shape.indices {
      var part = TiedDims(
        shape: shape, have: have, need: need, dims: [dim],
        meshDims: have.cutters(of: dim) + need.cutters(of: dim))
      parts.removeAll { other in
        guard other.meshDims.contains(where: part.meshDims.contains) else { return false }
        part.dims += other.dims
        part.meshDims += other.meshDims
        return true
      }
      part.meshDims = have.mesh.shape.indices.filter(part.meshDims.contains)
      part.ranks = part.ways(part.meshDims)
      parts.append(part)
    }
    return parts
  }

  private func ways(_ meshDims: some Sequence<Int>) -> Int {
    meshDims.reduce(1) { $0 * have.mesh.shape[$1] }
  }

  /// The elements that the ranks need: each once for each rank that differs only where nothing is cut.
  var needed: Int {
    dims.reduce(1) { $0 * shape[$1] } * (ranks / ways(dims.flatMap { need.cutters(of: $0) }))
  }

  /// Those of them that they have. Where more than `Price.walked` ranks would have to be walked, pieces
  /// are taken to meet as they do on average.
  var common: Int {
    if dims.count == 1, isNested(dims[0]) {
      let finer = max(ways(have.cutters(of: dims[0])), ways(need.cutters(of: dims[0])))
      return shape[dims[0]] * (ranks / finer)
    }
    if isEven, let aligned { return aligned }
    let isIndependent = isEven && isUntied
    return !isIndependent && ranks <= Price.walked ? counted : averaged
  }

  /// Whether the one cut of a dim refines the other.
  private func isNested(_ dim: Int) -> Bool {
    zip(have.cutters(of: dim), need.cutters(of: dim)).allSatisfy { own, wanted in
      own == wanted && have.pieces[own] == need.pieces[own]
    }
  }

  /// Whether all pieces of each dim are of one size.
  private var isEven: Bool {
    meshDims.allSatisfy { have.pieces[$0] == nil && need.pieces[$0] == nil }
      && dims.allSatisfy { dim in
        shape[dim] % ways(have.cutters(of: dim)) == 0
          && shape[dim] % ways(need.cutters(of: dim)) == 0
      }
  }

  /// Of even pieces, where cuts at one place of the order are of one length: a rank has what it needs in
  /// the finer pieces where its coordinates along both cuts agree, and nothing of it else.
  private var aligned: Int? {
    // Of each mesh dim, one that its coordinate has to agree with.
    var leader = Array(have.mesh.shape.indices)
    func root(_ meshDim: Int) -> Int {
      var found = meshDim
      while leader[found] != found { found = leader[found] }
      return found
    }
    var piece = 1
    for dim in dims {
      let (own, wanted) = (have.cutters(of: dim), need.cutters(of: dim))
      for (first, second) in zip(own, wanted) {
        guard have.mesh.shape[first] == have.mesh.shape[second] else { return nil }
        leader[root(first)] = root(second)
      }
      piece *= shape[dim] / max(ways(own), ways(wanted))
    }
    return piece * ways(meshDims.filter { root($0) == $0 })
  }

  /// Whether no mesh dim cuts twice, but where both begin alike.
  private var isUntied: Bool {
    let cutters = dims.flatMap { dim -> [Int] in
      let (own, wanted) = (have.cutters(of: dim), need.cutters(of: dim))
      let shared = zip(own, wanted).prefix { $0 == $1 }.count
      return Array(own.dropFirst(shared) + wanted.dropFirst(shared))
    }
    return Set(cutters).count == cutters.count
  }

  /// What the ranks have, one by one.
  private var counted: Int {
    let lengths = have.mesh.shape
    var coordinate = [Int](repeating: 0, count: lengths.count)
    var sum = 0
    for _ in 0..<ranks {
      sum += dims.reduce(1) { product, dim in
        let own = have.ranges(of: dim, shape[dim], at: coordinate)
        let wanted = need.ranges(of: dim, shape[dim], at: coordinate)
        return product * own.intersection(wanted).reduce(0) { $0 + $1.count }
      }
      for meshDim in meshDims.reversed() {
        coordinate[meshDim] += 1
        if coordinate[meshDim] < lengths[meshDim] { break }
        coordinate[meshDim] = 0
      }
    }
    return sum
  }

  /// What they have where the pieces of one cut meet those of the other as they come.
  private var averaged: Int {
    let sum = dims.reduce(Double(ranks)) { product, dim in
      let (own, wanted) = (have.cutters(of: dim), need.cutters(of: dim))
      let shared = zip(own, wanted).prefix { $0 == $1 }.map(\.0)
      return product * Double(shape[dim]) * Double(ways(shared))
        / (Double(ways(own)) * Double(ways(wanted)))
    }
    return min(Int(sum.rounded()), needed)
  }
}
