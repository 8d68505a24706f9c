import Elements
import Resharding
import Sharding

extension Transition {
  /// The smallest transition that still fails, found by making a failing one simpler for as long as that goes: fewer
  /// and shorter dims, fewer ranks, plainer placements, the plainest dtype.
  ///
  /// - Parameter fails: whether a transition fails; asked of some hundreds.
  public func shrunk(while fails: (Transition) -> Bool) -> Transition {
    var smallest = self
    while let next = smallest.simpler.first(where: { $0.isPossible && fails($0) }) {
      smallest = next
    }
    return smallest
  }

  /// How to see it: the command, which plays all ranks in one process.
  public var commandLine: String {
    let meshes = [("a", from.mesh), ("b", to.mesh)].map { name, mesh in
      "\(name): {shape: \(mesh.shape), ranks: \(mesh.ranks)}"
    }
    let lengths = shape.isEmpty ? "[]" : shape.map(String.init).joined(separator: ",")
    return "tessera reshard --virtual --verify --shape '\(lengths)' --dtype \(dtype) "
      + "--mesh '{meshes: {\(meshes.joined(separator: ", "))}}' "
      + "--from '\(from.on("a"))' --to '\(to.on("b"))'"
  }
}

extension Transition {
  private var isPossible: Bool { (try? validate()) != nil }

  /// What is one step simpler, the greatest step first.
  private var simpler: [Transition] {
    var found: [Transition] = []
    for dim in shape.indices {
      for length in [1, shape[dim] / 2, shape[dim] - 1] where (1..<shape[dim]).contains(length) {
        var shorter = shape
        shorter[dim] = length
        found.append(with(shape: shorter))
      }
    }
    if let last = shape.indices.last,
      !(from.placements + to.placements).contains(where: { $0.shardDim == last })
    {
      found.append(with(shape: shape.dropLast()))
    }
    for meshDim in 0..<max(from.mesh.ndim, to.mesh.ndim) {
      if let fewer = withoutMeshDim(meshDim) { found.append(fewer) }
    }
    for meshDim in from.mesh.shape.indices where from.placements[meshDim] != .replicate {
      found.append(with(from: from.plainer(meshDim)))
    }
    for meshDim in to.mesh.shape.indices where to.placements[meshDim] != .replicate {
      found.append(with(to: to.plainer(meshDim)))
    }
    if dtype != .int32, dtype != .float32 { found += [with(dtype: .int32), with(dtype: .float32)] }
    return found
  }

  private func with(
    shape: [Int]? = nil, dtype: DType? = nil, from: TensorDistAttr? = nil, to: TensorDistAttr? = nil
  ) -> Transition {
    Transition(
      shape: shape ?? self.shape, dtype: dtype ?? self.dtype, from: from ?? self.from,
      to: to ?? self.to)
  }

  /// On the ranks of coordinate 0 of a mesh dim alone, of both meshes where they are one.
  private func withoutMeshDim(_ meshDim: Int) -> Transition? {
    let isOne = from.mesh.hasSameRanks(as: to.mesh) && from.mesh.shape == to.mesh.shape
    let (source, target) = (from.without(meshDim), to.without(meshDim))
    if isOne { return source.flatMap { source in target.map { with(from: source, to: $0) } } }
    return source.map { with(from: $0) } ?? target.map { with(to: $0) }
  }
}

extension TensorDistAttr {
  fileprivate func on(_ name: String) -> String {
    let text = description
    return String(text.prefix { $0 != "@" }) + "@\(name)"
  }

  /// With a replica in the place of one placement, and no explicit sizes.
  fileprivate func plainer(_ meshDim: Int) -> TensorDistAttr? {
    var plain = placements
    plain[meshDim] = .replicate
    return try? TensorDistAttr(mesh: mesh, placements: plain)
  }

  fileprivate func without(_ meshDim: Int) -> TensorDistAttr? {
    guard mesh.ndim > 1, mesh.shape.indices.contains(meshDim) else { return nil }
    var (lengths, kept) = (mesh.shape, placements)
    lengths.remove(at: meshDim)
    kept.remove(at: meshDim)
    let ranks = mesh.ranks.indices.filter { mesh.coordinate(at: $0)[meshDim] == 0 }
      .map { mesh.ranks[$0] }
    guard let smaller = try? ProcessMesh(shape: lengths, ranks: ranks) else { return nil }
    return try? TensorDistAttr(mesh: smaller, placements: kept)
  }
}
