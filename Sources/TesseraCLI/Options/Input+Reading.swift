import Elements
import Execution
import Files
import PlanningCommands
import Sharding
import Tensors
import Tessera

extension Input {
  /// The tensor on the source mesh, each rank reading or making its own part.
  func tensor(_ from: TensorDistAttr, on cluster: Cluster) throws -> DistTensor {
    guard case .shards(let files) = source else {
      return try DistTensor(
        shape: shape, dtype: dtype, attr: from, on: cluster, value: { try box($0) })
    }
    var shards: [Int: DenseTensor] = [:]
    for rank in cluster.residents { shards[rank] = try files[rank]?.tensor() }
    return try DistTensor(shards: shards, shape: shape, dtype: dtype, attr: from, on: cluster)
  }

  /// The single-process value of a box, for comparison.
  func reference(_ from: TensorDistAttr) throws -> (Box) throws -> DenseTensor {
    guard case .shards(let files) = source else { return box }
    let value = from.globalValue(
      of: try files.mapValues { try $0.tensor() }, shape: shape, dtype: dtype)
    return { value.slice(offsets: $0.offsets, sizes: $0.sizes) }
  }

  private func box(_ box: Box) throws -> DenseTensor {
    switch source {
    case .rule(let fill):
      return DenseTensor(
        fill: fill, globalShape: shape, offsets: box.offsets, sizes: box.sizes, dtype: dtype)
    case .stored(let tensor):
      return try tensor.box(offsets: box.offsets, sizes: box.sizes)
    case .shards:
      preconditionFailure("shards are read by rank, not by box")
    }
  }
}
