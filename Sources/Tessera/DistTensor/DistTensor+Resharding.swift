import Sharding
import Tensors

extension DistTensor {
  /// Returns the same value with other placements, on this mesh or another one.
  ///
  /// All ranks of both meshes call it together; ranks outside return at once. `record` has the plan that the
  /// ranks carried out.
  ///
  /// - Throws: `TesseraError` if the placements do not fit the tensor, the job lacks a rank, the ranks make
  ///   different calls (and check), or MPI fails.
  public func resharded(to attr: TensorDistAttr) throws(TesseraError) -> DistTensor {
    let tape = try Tape.recording([self], "resharded")
    let result = try moved(to: attr)
    Trace.current?.note(self, result)
    return tape?.noteReshard(of: self, result) ?? result
  }

  /// Reshards as a part of an op: a trace shows it with that op.
  func moved(to attr: TensorDistAttr) throws(TesseraError) -> DistTensor {
    try cluster.reshard(cluster.preparedReshard(of: layout, to: attr), self)
  }

  /// Returns the same value with the placements in the notation, on `mesh` or on this tensor's own mesh.
  public func resharded(to placements: String, on mesh: ProcessMesh? = nil) throws(TesseraError)
    -> DistTensor
  {
    try resharded(
      to: translated { try TensorDistAttr(parsing: placements, on: [mesh ?? self.mesh]) })
  }

  /// Gathers the whole tensor on one rank of the job, in the mesh or not. No other rank receives data.
  ///
  /// The ranks of the mesh and `rank` call it together.
  ///
  /// - Returns: the tensor; nil on all other ranks.
  public func full(on rank: Int) throws(TesseraError) -> DenseTensor? {
    let target = try cluster.single(rank)
    return try resharded(to: .replicated(on: target)).shard(of: rank)
  }

  /// Gathers the whole tensor on every rank of its mesh. These ranks call it together.
  ///
  /// - Returns: the tensor; nil outside the mesh.
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
