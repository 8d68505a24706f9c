import Sharding
import Tessera

/// How the tensors of one stage lie: the mesh axis `dp` cuts the batch, `tp` the model.
struct StagePlace: Hashable, Sendable {
  let mesh: ProcessMesh

  /// - Throws: `TesseraError.Kind.data` if the mesh has another axis.
  init(_ mesh: ProcessMesh) throws(TesseraError) {
    if let axis = mesh.axes.first(where: { $0 != "dp" && $0 != "tp" }) {
      throw TesseraError(
        .data,
        "mesh \(mesh): an encoder's mesh has the axes dp (cuts the batch) and tp (cuts the "
          + "model), not '\(axis)'; as in '{dp: 2, tp: 2}'")
    }
    self.mesh = mesh
  }

  /// What goes from layer to layer: the batch is cut, and every rank of tp has the rest in full.
  var batch: TensorDistAttr { attr(dp: 0) }

  /// A weight: whole for every part of the batch, cut over tp along a dim or nowhere.
  func weight(cutting dim: Int?) -> TensorDistAttr { attr(tp: dim) }

  /// An activation: the batch is cut, and along a dim what tp cuts.
  func activation(cutting dim: Int?) -> TensorDistAttr { attr(dp: 0, tp: dim) }

  /// As `batch`, of what every rank of tp has a part of the sum.
  var sum: TensorDistAttr {
    mesh.axes.indices.reduce(batch) {
      mesh.axes[$1] == "tp" ? $0.replacing($1, with: .partial(.sum)) : $0
    }
  }

  private func attr(dp: Int? = nil, tp: Int? = nil) -> TensorDistAttr {
    let placements = mesh.axes.map { axis in
      (axis == "dp" ? dp : tp).map(Placement.shard) ?? .replicate
    }
    // A placement for each mesh dim, of dims that are not negative.
    return try! TensorDistAttr(mesh: mesh, placements: placements)
  }
}
