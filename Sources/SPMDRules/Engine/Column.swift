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
  /// By mesh dim: how it cuts, where that is not into equal pieces.
  var pieces: [Cut?]
  /// By mesh dim: whether it may cut a dim over several axes inside of its parts.
  var mayStride: [Bool]
}

extension Assignment {
  /// Into how many pieces an axis is cut.
  func ways(of axis: Int, on mesh: ProcessMesh) -> Int {
    cuts[axis].reduce(1) { $0 * mesh.shape[$1] }
  }
}

extension AxisMap {
  /// The dist attr of tensor `index` (inputs, then outputs) under an assignment.
  func attr(of index: Int, _ assignment: Assignment, on mesh: ProcessMesh) -> TensorDistAttr {
    let isInput = index < inputs.count
    let dims = isInput ? inputs[index] : outputs[index - inputs.count]
    var placements = [Placement](repeating: .replicate, count: mesh.ndim)
    var turns = [Int](repeating: 0, count: mesh.ndim)
    var pieces = [Cut?](repeating: nil, count: mesh.ndim)
    for (dim, members) in dims.enumerated() {
      // How many indices of the axes before are left.
      var (turn, outer) = (0, 1)
      for axis in members {
        for meshDim in assignment.cuts[axis] {
          placements[meshDim] = .shard(dim)
          turns[meshDim] = turn
          pieces[meshDim] =
            outer > 1 && assignment.mayStride[meshDim]
            ? .parts(outer) : assignment.pieces[meshDim]
          turn += 1
        }
        outer *= axes[axis].size / assignment.ways(of: axis, on: mesh)
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
      mesh: mesh, placements: placements, cutOrder: turns, pieces: pieces)
  }
}
