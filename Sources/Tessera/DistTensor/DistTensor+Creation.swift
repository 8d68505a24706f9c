import Elements
import Sharding
import Tensors

/// Tensors from values. Each rank makes or reads only its own shard, and communicates nothing.
extension DistTensor {
  /// Makes a tensor from a closure that returns any box of the global tensor.
  ///
  /// - Parameter value: returns a box of the global tensor, of the box's sizes and of `dtype`. It is called once for each
  ///   box of a resident shard that holds the value: a shard is one box unless a dim is cut into parts or blocks. The other
  ///   coordinates of a partial tensor hold the op's identity.
  /// - Throws: `TesseraError` if the placements do not fit the tensor, the job lacks a rank of the mesh, the shards
  ///   do not fit into memory, or `value` throws or returns another shape or dtype.
  public init(
    shape: [Int], dtype: DType, attr: TensorDistAttr, on cluster: Cluster,
    value: (Box) throws -> DenseTensor
  ) throws(TesseraError) {
    try cluster.require(attr.mesh)
    try translated { try attr.validate(shape: shape, dtype: dtype) }
    try cluster.require(
      cluster.need(of: attr, shape: shape, dtype: dtype), for: "'\(attr)' of \(dtype)\(shape)")
    try self.init(shape: shape, dtype: dtype, attr: attr, cluster: cluster) { box in
      let made = try value(box)
      guard made.shape == box.sizes, made.dtype == dtype else {
        throw TesseraError(
          .data,
          "'\(attr)' of \(dtype)\(shape): the box at \(box.offsets) must be \(dtype)\(box.sizes), it is "
            + "\(made.dtype)\(made.shape)")
      }
      return made
    }
  }

  /// As above, where the boxes take no memory of their own, or it has been weighed.
  private init(
    shape: [Int], dtype: DType, attr: TensorDistAttr, cluster: Cluster,
    value: (Box) throws -> DenseTensor
  ) throws(TesseraError) {
    var shards: [Int: DenseTensor] = [:]
    try translated {
      for rank in cluster.residents {
        shards[rank] = try attr.shard(of: rank, shape: shape, dtype: dtype, value: value)
      }
    }
    self.init(shape: shape, dtype: dtype, attr: attr, cluster: cluster, shards: shards)
  }

  /// Makes a tensor whose elements depend only on their global index.
  public init(
    fill: Fill, shape: [Int], dtype: DType = .float32, attr: TensorDistAttr, on cluster: Cluster
  ) throws(TesseraError) {
    try self.init(shape: shape, dtype: dtype, attr: attr, on: cluster) { box in
      DenseTensor(
        fill: fill, globalShape: shape, offsets: box.offsets, sizes: box.sizes, dtype: dtype)
    }
  }

  /// Makes a tensor as above on one mesh, with the placements in the notation: `"S(0),R"`.
  public init(
    fill: Fill, shape: [Int], dtype: DType = .float32, _ placements: String,
    on mesh: ProcessMesh, in cluster: Cluster
  ) throws(TesseraError) {
    let attr = try translated { try TensorDistAttr(parsing: placements, on: [mesh]) }
    try self.init(fill: fill, shape: shape, dtype: dtype, attr: attr, on: cluster)
  }

  /// Shards a tensor that every rank has in full.
  public init(_ full: DenseTensor, attr: TensorDistAttr, on cluster: Cluster)
    throws(TesseraError)
  {
    try cluster.require(attr.mesh)
    try translated { try attr.validate(shape: full.shape, dtype: full.dtype) }
    // Parts of what is there are views of it.
    try self.init(shape: full.shape, dtype: full.dtype, attr: attr, cluster: cluster) { box in
      full.slice(offsets: box.offsets, sizes: box.sizes)
    }
  }

  /// Makes a tensor from shards that the ranks already have. Partial values can be given this way.
  ///
  /// - Throws: `TesseraError.Kind.data` if a shard does not have the shape or the dtype that its rank holds.
  public init(
    shards: [Int: DenseTensor], shape: [Int], dtype: DType, attr: TensorDistAttr,
    on cluster: Cluster
  ) throws(TesseraError) {
    try cluster.require(attr.mesh)
    try translated { try attr.validate(shape: shape, dtype: dtype) }
    var own: [Int: DenseTensor] = [:]
    for rank in cluster.residents {
      guard let box = attr.box(of: rank, shape: shape) else { continue }
      guard let shard = shards[rank], shard.shape == box.sizes, shard.dtype == dtype else {
        let given = shards[rank].map { "\($0.dtype)\($0.shape)" } ?? "none"
        throw TesseraError(
          .data,
          "shard of rank \(rank): '\(attr)' of \(dtype)\(shape) needs \(dtype)\(box.sizes), "
            + "given is \(given)")
      }
      own[rank] = shard
    }
    self.init(shape: shape, dtype: dtype, attr: attr, cluster: cluster, shards: own)
  }
}
