import Sharding
import Tensors

extension DistTensor {
  /// The same value, lying otherwise, on this mesh or another.
  ///
  /// All ranks of both meshes call it together; ranks outside return at once. What is communicated
  /// is what the plan says: see `record`.
  ///
  /// - Throws: `TesseraError` where the tensor cannot lie so, the job lacks a rank, ranks do not
  ///   agree (if they check), or MPI fails.
  public func resharded(to attr: TensorDistAttr) throws(TesseraError) -> DistTensor {
    let result = try moved(to: attr)
    Trace.current?.note(self, result)
    return result
  }

  /// As `resharded(to:)`, as part of an op: a trace has it with that op.
  func moved(to attr: TensorDistAttr) throws(TesseraError) -> DistTensor {
    try cluster.reshard(cluster.preparedReshard(of: layout, to: attr), self)
  }

  /// As above, in the notation, on `mesh` or on this tensor's own.
  public func resharded(to placements: String, on mesh: ProcessMesh? = nil) throws(TesseraError)
    -> DistTensor
  {
    try resharded(
      to: translated { try TensorDistAttr(parsing: placements, on: [mesh ?? self.mesh]) })
  }

  /// The whole tensor on one rank of the job, in the mesh or not. No other rank receives anything.
  ///
  /// The ranks of the mesh and `rank` call it together.
  ///
  /// - Returns: nil on all other ranks.
  public func full(on rank: Int) throws(TesseraError) -> DenseTensor? {
    let target = try cluster.single(rank)
    return try resharded(to: .replicated(on: target)).shard(of: rank)
  }

  /// The whole tensor on every rank of its mesh. All of them call it together.
  ///
  /// - Returns: nil outside the mesh.
  public func full() throws(TesseraError) -> DenseTensor? {
    try resharded(to: .replicated(on: mesh)).held.first
  }
}

extension Cluster {
  func single(_ rank: Int) throws(TesseraError) -> ProcessMesh {
    guard (0..<size).contains(rank) else {
      throw TesseraError(
        .usage, "rank \(rank): the job has ranks 0 to \(size - 1)")
    }
    return .single(rank)
  }
}
