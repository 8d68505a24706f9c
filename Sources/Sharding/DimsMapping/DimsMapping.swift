import Elements

/// A dist attr as Paddle writes it: for each tensor dim the mesh dims that cut it, and for the mesh
/// dims that are partial their op. A mesh dim that is neither is replicated.
///
/// It knows the tensor's number of dims, which a `TensorDistAttr` does not, and knows no explicit
/// sizes, parts or blocks, and no mesh. Source: Paddle's `TensorDistAttr::dims_mapping` and `partial_status`, where a
/// co-shard lists its mesh dims in the order of the cuts.
public struct DimsMapping: Hashable, Sendable {
  /// For each tensor dim the mesh dims that cut it, first cutter first; empty where it is whole.
  public let dimsMapping: [[Int]]
  /// The op of each mesh dim that is partial.
  public let partial: [Int: ReduceOp]

  /// The form with these entries.
  ///
  /// - Throws: `ShardingError.placement` if a mesh dim is negative or has two uses.
  public init(dimsMapping: [[Int]], partial: [Int: ReduceOp] = [:]) throws(ShardingError) {
    var used: Set<Int> = []
    for meshDim in dimsMapping.joined() + partial.keys.sorted() {
      guard meshDim >= 0 else {
        throw .placement("dims_mapping \(dimsMapping): mesh dim \(meshDim) must not be negative")
      }
      guard used.insert(meshDim).inserted else {
        throw .placement(
          "dims_mapping \(dimsMapping), partial on \(partial.keys.sorted()): each mesh dim may be "
            + "used once, mesh dim \(meshDim) is used twice")
      }
    }
    self.dimsMapping = dimsMapping
    self.partial = partial
  }
}

extension DimsMapping {
  /// The form of `attr` for a tensor of `tensorRank` dims.
  ///
  /// - Throws: `ShardingError.placement` if a sharded dim is not one of the tensor's, or sizes are
  ///   explicit or a dim is cut into parts or blocks, which this form cannot say.
  public init(_ attr: TensorDistAttr, tensorRank: Int) throws(ShardingError) {
    for (meshDim, placement) in attr.placements.enumerated() {
      if let dim = placement.shardDim, dim >= tensorRank {
        throw .placement(
          "placement '\(attr)': S(\(dim)) needs a tensor of at least \(dim + 1) dims, it has "
            + "\(tensorRank)")
      }
      guard let cut = attr.pieces[meshDim], cut.isStrided || cut.explicitSizes != nil else {
        continue
      }
      if let sizes = cut.explicitSizes {
        throw .placement(
          "placement '\(attr)': dims_mapping cannot say explicit sizes, mesh dim \(meshDim) has "
            + "\(sizes)")
      }
      throw .placement(
        "placement '\(attr)': dims_mapping cannot say a cut into \(cut.noun), mesh dim \(meshDim) "
          + "has '\(cut.mark)'")
    }
    var partial: [Int: ReduceOp] = [:]
    for meshDim in attr.partialDims { partial[meshDim] = attr.placements[meshDim].reduceOp }
    try self.init(dimsMapping: (0..<tensorRank).map(attr.cutters), partial: partial)
  }

  /// The attribute that this form means on `mesh`.
  ///
  /// - Throws: `ShardingError.placement` if a mesh dim is not one of the mesh's.
  public func attr(on mesh: ProcessMesh) throws(ShardingError) -> TensorDistAttr {
    if let highest = (Array(dimsMapping.joined()) + Array(partial.keys)).max(), highest >= mesh.ndim
    {
      throw .placement(
        "\(self): mesh dim \(highest) is used, mesh \(mesh) has \(mesh.ndim) dims")
    }
    var placements = [Placement](repeating: .replicate, count: mesh.ndim)
    var order = [Int](repeating: 0, count: mesh.ndim)
    for (dim, meshDims) in dimsMapping.enumerated() {
      for (turn, meshDim) in meshDims.enumerated() {
        placements[meshDim] = .shard(dim)
        order[meshDim] = turn
      }
    }
    for (meshDim, op) in partial { placements[meshDim] = .partial(op) }
    return try TensorDistAttr(mesh: mesh, placements: placements, cutOrder: order)
  }
}

extension DimsMapping: CustomStringConvertible {
  /// `dims_mapping [-1, 0, [2, 1]], partial {3: sum}`.
  public var description: String {
    let dims = dimsMapping.map { meshDims in
      switch meshDims.count {
      case 0: "-1"
      case 1: "\(meshDims[0])"
      default: "\(meshDims)"
      }
    }
    let ops = partial.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    return
      "dims_mapping [\(dims.joined(separator: ", "))], partial {\(ops.joined(separator: ", "))}"
  }
}
