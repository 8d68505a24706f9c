import Elements
import Execution
import Sharding
import Tensors

/// A tensor whose shards are spread over the ranks of a mesh.
///
/// Every rank of the job holds the same description; only the ranks of the mesh hold a shard. A
/// `DistTensor` is a value: resharding returns another one, which may share storage with it.
public struct DistTensor {
  let layout: TensorLayout
  /// The ranks of the job.
  public let cluster: Cluster
  /// The shards that are in this process, one for each of the layout's residents.
  let held: [DenseTensor]
  private let origin: Origin?

  /// What a tape knows a tensor by; apart, for most tensors have none.
  private class Origin {
    let track: Track?
    var record: ReshardRecord? { nil }

    init(_ track: Track?) { self.track = track }

    /// What is known of a tensor; nil where nothing is.
    static func of(_ record: ReshardRecord?, _ track: Track? = nil) -> Origin? {
      if let record { return ReshardOrigin(record, track) }
      return track.map { Origin($0) }
    }
  }

  /// What made a tensor by resharding too, which is large.
  private final class ReshardOrigin: Origin {
    private let made: ReshardRecord
    override var record: ReshardRecord? { made }

    init(_ record: ReshardRecord, _ track: Track?) {
      made = record
      super.init(track)
    }
  }

  init(
    shape: [Int], dtype: DType, attr: TensorDistAttr, cluster: Cluster,
    shards: [Int: DenseTensor], record: ReshardRecord? = nil
  ) {
    self.init(cluster.layout(shape, dtype, attr), on: cluster, shards: shards, record: record)
  }

  init(
    _ layout: TensorLayout, on cluster: Cluster, shards: [Int: DenseTensor],
    record: ReshardRecord? = nil
  ) {
    self.layout = layout
    self.cluster = cluster
    held = layout.residents.map { rank in
      guard let shard = shards[rank] else {
        preconditionFailure("rank \(rank) of the mesh has no shard")
      }
      return shard
    }
    origin = Origin.of(record)
  }

  init(
    layout: TensorLayout, cluster: Cluster, held: [DenseTensor], record: ReshardRecord? = nil
  ) {
    self.layout = layout
    self.cluster = cluster
    self.held = held
    origin = Origin.of(record)
  }

  private init(_ tensor: DistTensor, _ track: Track?) {
    layout = tensor.layout
    cluster = tensor.cluster
    held = tensor.held
    origin = Origin.of(tensor.record, track)
  }
}

extension DistTensor {
  /// The global shape.
  public var shape: [Int] { layout.shape }

  /// The dtype of the elements.
  public var dtype: DType { layout.dtype }

  /// The mesh and the placements of the tensor.
  public var attr: TensorDistAttr { layout.attr }

  /// The number of dims.
  public var ndim: Int { shape.count }

  /// The mesh on which the tensor lies.
  public var mesh: ProcessMesh { attr.mesh }

  /// One placement for each mesh dim.
  public var placements: [Placement] { attr.placements }

  /// This rank's shard; nil outside the mesh. In a virtual cluster it is the shard of rank 0: see `shards`.
  public var local: DenseTensor? { shard(of: cluster.rank) }

  /// The shards in this process, by rank.
  public var shards: [Int: DenseTensor] {
    Dictionary(uniqueKeysWithValues: zip(layout.residents, held))
  }

  /// The shard of a rank of this process; nil for other ranks, and for ranks outside the mesh.
  func shard(of rank: Int) -> DenseTensor? {
    layout.residents.firstIndex(of: rank).map { held[$0] }
  }

  /// A record of the reshard that made this tensor; nil if no reshard made it.
  public var record: ReshardRecord? { origin?.record }

  /// What a tape knows this tensor by; nil where none does.
  var track: Track? { origin?.track }

  /// This tensor, as a tape knows it, or as none does.
  func tracked(as track: Track?) -> DistTensor { DistTensor(self, track) }
}

extension DistTensor: CustomStringConvertible {
  /// The notation: `f32[8,6]{S(0),R@grid}`.
  public var description: String {
    "\(dtype.notation)[\(shape.map(String.init).joined(separator: ","))]{\(attr)}"
  }
}
