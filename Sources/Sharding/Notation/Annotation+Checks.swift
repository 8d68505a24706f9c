import Elements

/// What can be wrong with placements whatever the lengths of the mesh dims are.
extension Annotation {
  /// Checks that it may be where a tensor of `shape` and `dtype` lies, as far as that can be said without a mesh.
  ///
  /// - Throws: `ShardingError.placement` if a sharded dim is not one of the tensor's, the dtype does not carry a reduce op,
  ///   the turns of a tensor dim are not 0, 1, 2, …, parts or blocks are none or too many, or explicit sizes do not sum to
  ///   what they cut, where only explicit sizes are cut before them.
  public func validate(shape: [Int], dtype: DType? = nil) throws(ShardingError) {
    try placements.require(shape: shape, dtype, in: "\(self)")
    if let cutOrder { try placements.require(turns: cutOrder) }
    for (meshDim, cut) in pieces.enumerated() {
      guard let cut, let dim = placements[meshDim].shardDim else { continue }
      try cut.require(over: nil, meshDim)
      for length in lengths(of: dim, shape[dim], before: meshDim) {
        try cut.require(of: dim, length, in: "\(self)")
      }
    }
  }

  /// What a mesh dim cuts of a tensor dim of `size`; nothing where that depends on the mesh.
  private func lengths(of dim: Int, _ size: Int, before meshDim: Int) -> [Int] {
    func isEarlier(_ other: Int) -> Bool {
      cutOrder.map { $0[other] < $0[meshDim] } ?? (other < meshDim)
    }
    let outer = placements.indices.filter { placements[$0].shardDim == dim && isEarlier($0) }
    let last = outer.max { one, other in cutOrder.map { $0[one] < $0[other] } ?? (one < other) }
    guard let last else { return [size] }
    return Set(pieces[last]?.explicitSizes ?? []).sorted()
  }
}
