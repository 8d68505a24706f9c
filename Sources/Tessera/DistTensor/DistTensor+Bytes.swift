import Files
import Ops
import Sharding
import Tensors

extension DistTensor {
  /// The bytes of any file, as uint8: each rank reads those of its own part.
  ///
  /// The ranks must see the same file. They tell each other its length, 8 bytes each; where ranks check what they
  /// call, also a digest of all bytes, which each then reads.
  /// - Throws: `TesseraError.Kind.data` if a rank cannot read the file, or sees another than the first rank of the
  ///   mesh, or the placements do not fit.
  public init(bytesOf path: String, attr: TensorDistAttr, on cluster: Cluster)
    throws(TesseraError)
  {
    let file = try cluster.together { try RawFile(path) }
    let checks = cluster.options.checksAgreement && cluster.size > 1 && cluster.residents.count == 1
    let seen = try cluster.gathered([file.byteCount, checks ? file.digest : 0])
    let first = attr.mesh.ranks[0]
    if seen.indices.contains(first) {
      for rank in attr.mesh.ranks where seen.indices.contains(rank) && seen[rank] != seen[first] {
        let what =
          seen[rank][0] == seen[first][0]
          ? "other bytes than rank \(first)"
          : "\(seen[rank][0]) bytes, rank \(first) \(seen[first][0])"
        throw TesseraError(
          .data, "\(path): all ranks must see the same file, rank \(rank) sees \(what)")
      }
    }
    let stored = file.stored
    try self.init(shape: stored.shape, dtype: stored.dtype, attr: attr, on: cluster) { box in
      try stored.box(offsets: box.offsets, sizes: box.sizes)
    }
  }
}

extension Cluster {
  /// The outputs of an op that is of no tensor, on all ranks; nil of any other.
  func created(_ op: String, _ attributes: [String: AttributeValue]) throws(TesseraError)
    -> [DistTensor]?
  {
    guard let schema = OpSchema.named(op), schema.inputs.isEmpty else { return nil }
    let known = try schema.checked(attributes, of: op, complete: true)
    guard case .string(let path) = known["filename"] else { return nil }
    let mesh = try translated { try ProcessMesh(shape: [size]) }
    var attr = TensorDistAttr.replicated(on: mesh)
    if case .string(let placements) = known["placements"] {
      attr = try translated { try TensorDistAttr(parsing: placements, on: [mesh]) }
    }
    do { return [try DistTensor(bytesOf: path, attr: attr, on: self)] } catch {
      throw TesseraError(error.kind, "\(op): \(error.message)")
    }
  }
}
