import Elements
import ReshardCases
import Resharding
import Sharding
import Tensors

/// Small tensors with one value a rank, for tests of what partials mean.
enum Local {
  static let square = try! ProcessMesh(shape: [2, 2])

  /// The result on every rank of a reshard of these values, one for each rank of a mesh.
  static func reshard<T: TensorElement>(
    _ values: [T], _ from: String, _ to: String, on mesh: ProcessMesh? = nil,
    target: ProcessMesh? = nil
  ) throws -> [T] {
    let mesh = try mesh ?? ProcessMesh(shape: [values.count])
    let transition = Transition(
      shape: [1], dtype: T.dtype, from: try TensorDistAttr(parsing: from, on: [mesh]),
      to: try TensorDistAttr(parsing: to, on: [target ?? mesh]))
    var shards: [Int: DenseTensor] = [:]
    for (rank, value) in zip(mesh.ranks, values) { shards[rank] = DenseTensor([value], shape: [1]) }
    let trial = try Trial(transition, shards)
    return (target ?? mesh).ranks.compactMap { trial.result[$0]?.values(as: T.self).first }
  }
}
