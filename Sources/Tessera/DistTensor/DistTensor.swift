import Elements
import Resharding
import Sharding
import Tensors

/// A tensor whose shards are spread over the ranks of a mesh.
///
/// Every rank of the job holds the same description; the shard itself is there on the ranks of the
/// mesh only. A `DistTensor` is a value: resharding makes another, which may share storage with it.
public struct DistTensor {
  let layout: Layout
  public let cluster: Cluster
  /// By rank: the shards that are in this process.
  public let shards: [Int: DenseTensor]
  /// What the reshard that made this tensor did; nil where none did.
  public let record: ReshardRecord?

  init(
    shape: [Int], dtype: DType, attr: TensorDistAttr, cluster: Cluster,
    shards: [Int: DenseTensor], record: ReshardRecord? = nil
  ) {
    self.init(
      layout: cluster.layout(shape, dtype, attr), cluster: cluster, shards: shards, record: record)
  }

  init(
    layout: Layout, cluster: Cluster, shards: [Int: DenseTensor], record: ReshardRecord? = nil
  ) {
    self.layout = layout
    self.cluster = cluster
    self.shards = shards
    self.record = record
  }
}

extension DistTensor {
  /// The global shape.
  public var shape: [Int] { layout.shape }

  public var dtype: DType { layout.dtype }

  /// Where it lies.
  public var attr: TensorDistAttr { layout.attr }

  public var ndim: Int { shape.count }

  public var mesh: ProcessMesh { attr.mesh }

  public var placements: [Placement] { attr.placements }

  /// This rank's shard; nil outside the mesh. Of a virtual cluster, rank 0's: see `shards`.
  public var local: DenseTensor? { shards[cluster.rank] }
}

extension DistTensor: CustomStringConvertible {
  /// The notation: `f32[8,6]{S(0),R@grid}`.
  public var description: String {
    "\(dtype.notation)[\(shape.map(String.init).joined(separator: ","))]{\(attr)}"
  }
}
