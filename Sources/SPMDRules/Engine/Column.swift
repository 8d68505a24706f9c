import Sharding

/// What one mesh dim does to all tensors of an op at once.
enum Column: Hashable {
  /// Nothing: every tensor is replicated along it.
  case none
  /// It shards an axis, in every tensor that has it.
  case axis(Int)
  /// It carries partial values through.
  case flow(Int)
}

/// A column for each mesh dim, and in which order the mesh dims cut each axis.
struct Assignment {
  var columns: [Column]
  /// By axis: its mesh dims, the first cutter first.
  var cuts: [[Int]]
  /// Explicit sizes that a mesh dim brings along.
  var sizes: [[Int]?]
}

extension AxisMap {
  /// The dist attr of tensor `index` (inputs, then outputs) under an assignment.
  func attr(of index: Int, _ assignment: Assignment, on mesh: ProcessMesh) -> TensorDistAttr {
    let isInput = index < inputs.count
    let dims = isInput ? inputs[index] : outputs[index - inputs.count]
    var placements = [Placement](repeating: .replicate, count: mesh.ndim)
    var turns = [Int](repeating: 0, count: mesh.ndim)
    var sizes = [[Int]?](repeating: nil, count: mesh.ndim)
    for (dim, members) in dims.enumerated() {
      var turn = 0
      for axis in members {
        for meshDim in assignment.cuts[axis] {
          placements[meshDim] = .shard(dim)
          turns[meshDim] = turn
          sizes[meshDim] = assignment.sizes[meshDim]
          turn += 1
        }
      }
    }
    for (meshDim, column) in assignment.columns.enumerated() {
      switch column {
      case .none: break
      case .flow(let flow):
        placements[meshDim] =
          isInput ? flows[flow].inputs[index] : flows[flow].outputs[index - inputs.count]
      case .axis(let axis):
        guard case .reduced(let op) = axes[axis].kind, placements[meshDim] == .replicate else {
          continue
        }
        let takes = isInput ? addends.contains(index) : !unreduced.contains(index - inputs.count)
        if takes { placements[meshDim] = .partial(op) }
      }
    }
    // One placement for each mesh dim; turns count up within each tensor dim.
    return try! TensorDistAttr(
      mesh: mesh, placements: placements, cutOrder: turns, sizes: sizes)
  }
}
