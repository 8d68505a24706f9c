import Sharding

/// Finds the assignment of an op's mesh dims: what no tensor contradicts is kept, else what moves the
/// fewest bytes is taken.
struct Search {
  let map: AxisMap
  let given: [(index: Int, tensor: RuleTensor)]
  let mesh: ProcessMesh
  let claims: Claims

  init(_ map: AxisMap, _ given: [(index: Int, tensor: RuleTensor)], on mesh: ProcessMesh) {
    self.map = map
    self.given = given
    self.mesh = mesh
    claims = Claims(map, given, on: mesh)
  }

  /// Of all tensors, inputs first.
  func bestAttrs() -> [TensorDistAttr] { attrs(best()) }

  func attrs(_ assignment: Assignment) -> [TensorDistAttr] {
    map.tensors.indices.map { map.attr(of: $0, assignment, on: mesh) }
  }

  /// The assignment of the agreed columns; where tensors contradict each other on a mesh dim, the
  /// candidate that moves the fewest bytes.
  ///
  /// - Parameter note: is told every candidate that is weighed; nil if nobody asks.
  func best(noting note: ((Candidate) -> Void)? = nil) -> Assignment {
    let agreed = agreedColumns()
    let columns = agreed.compactMap { $0 }
    if columns.count == agreed.count {
      let assignment = claims.assignment(columns)
      note?(candidate(assignment, number: 0))
      return assignment
    }
    let held = agreed.contains { $0 != nil } ? cheapest(keeping: agreed, note) : nil
    // With no column at all every tensor is replicated, which is always legal.
    guard let found = held ?? cheapest(keeping: agreed.map { _ in nil }, note) else {
      preconditionFailure("\(map): no legal answer")
    }
    return found.assignment
  }

  /// Of each mesh dim the column that all tensors agree on; nil if they contradict each other, or
  /// what they agree on cannot be.
  ///
  /// An answer that keeps what all ask for moves nothing before the op. Whether it leaves outputs to be
  /// folded does not count: the fold may never be made, or pass through the next ops. Of updated inputs
  /// it counts what brings them back, so that no column of theirs is agreed on.
  func agreedColumns() -> [Column?] {
    let none = [Column?](repeating: nil, count: mesh.ndim)
    guard map.updates.isEmpty else { return none }
    var agreed = claims.columns.indices.map { meshDim -> Column? in
      guard !claims.contradicted.contains(meshDim) else { return nil }
      let asked = settle(meshDim)
      // A mesh dim of which nobody asks anything stays free, unless others have to give way.
      if asked.isEmpty { return claims.contradicted.isEmpty ? Column.none : nil }
      return asked.count == 1 ? asked[0] : nil
    }
    let assignment = claims.assignment(agreed.map { $0 ?? Column.none })
    for meshDim in agreed.indices where !keepsAll(meshDim, assignment) {
      // Mesh dims that cut one axis depend on each other's turns.
      let column = assignment.columns[meshDim]
      for other in agreed.indices where assignment.columns[other] == column { agreed[other] = nil }
    }
    let kept = claims.assignment(agreed.map { $0 ?? Column.none })
    return map.isLegal(kept, on: mesh) ? agreed : none
  }

  /// What is asked of a mesh dim; of several flows the one that is just what all inputs are.
  private func settle(_ meshDim: Int) -> [Column] {
    let asked = claims.columns[meshDim]
    guard asked.count > 1, given.allSatisfy({ $0.index < map.inputs.count }) else { return asked }
    let exact = asked.first { column in
      guard case .flow(let flow) = column else { return false }
      return given.allSatisfy {
        map.flows[flow].inputs[$0.index] == $0.tensor.attr.placements[meshDim]
      }
    }
    return exact.map { [$0] } ?? asked
  }

  /// Whether no given tensor has to move on account of a mesh dim, but for outputs that another asks to
  /// be sharded.
  private func keepsAll(_ meshDim: Int, _ assignment: Assignment) -> Bool {
    given.allSatisfy { index, tensor in
      map.shapeOnly.contains(index)
        || keeps(tensor, map.attr(of: index, assignment, on: mesh), meshDim)
    }
  }

  /// Whether `wanted` is what the tensor asks for.
  func keeps(_ tensor: RuleTensor, _ wanted: TensorDistAttr) -> Bool {
    mesh.shape.indices.allSatisfy { keeps(tensor, wanted, $0) }
  }

  /// The same of one mesh dim. Where the tensor is replicated it asks for nothing, but an output not to
  /// be partial; where it is sharded, for the same cut, and for the same order of cuts.
  func keeps(_ tensor: RuleTensor, _ wanted: TensorDistAttr, _ meshDim: Int) -> Bool {
    let attr = tensor.attr
    let isInput = (given.first?.index ?? 0) < map.inputs.count
    guard attr.placements[meshDim] == wanted.placements[meshDim] else {
      return attr.placements[meshDim] == .replicate
        && (isInput || !wanted.partialDims.contains(meshDim))
    }
    guard let dim = attr.placements[meshDim].shardDim else {
      return !isInput || !Price.folds(attr, wanted).contains(meshDim)
    }
    // No other mesh dim may cut before it that does not cut before it in the tensor.
    let before = attr.cutters(of: dim).filter { wanted.placements[$0] == .shard(dim) }
    return attr.pieces[meshDim] == wanted.pieces[meshDim]
      && before.firstIndex(of: meshDim) == wanted.cutOrder[meshDim]
  }
}
