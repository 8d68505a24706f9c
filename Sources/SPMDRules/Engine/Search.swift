import Sharding

/// Finds the assignment of an op's mesh dims that moves the least.
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
  func bestAttrs() -> [TensorDistAttr] {
    let assignment = best()
    return map.tensors.indices.map { map.attr(of: $0, assignment, on: mesh) }
  }

  /// Where all agree, what they ask for; else the cheapest of all combinations of columns.
  ///
  /// What all agree on moves nothing before the op. Only where it folds over an axis that an input
  /// with it did not ask to be sharded, and another answer moves less than half of that fold, is it
  /// given up: a fold that is put off may still pass through the next ops.
  func best() -> Assignment {
    var agreed: Assignment?
    let settled = claims.columns.indices.map(settle)
    if map.updates.isEmpty, !claims.isContradictory, settled.allSatisfy({ $0.count <= 1 }) {
      let asked = claims.assignment(settled.map { $0.first ?? .none })
      if map.isLegal(asked, on: mesh), keepsAll(asked) {
        guard foldsUnasked(asked) else { return asked }
        agreed = asked
      }
    }
    var best: (assignment: Assignment, rank: (Int, Int, Int, Int))?
    for (number, columns) in combinations().enumerated() {
      let assignment = claims.assignment(columns)
      guard map.isLegal(assignment, on: mesh) else { continue }
      let back = returns(assignment)
      let allowed = best.map { $0.rank.0 - back.price } ?? .max
      let moved = price(assignment, atMost: allowed)
      guard moved <= allowed else { continue }
      let rank = (moved + back.price, back.count, -spread(assignment), number)
      if let found = best, found.rank <= rank { continue }
      best = (assignment, rank)
    }
    // With no column at all every tensor is replicated, which is always legal.
    guard let best else { preconditionFailure("\(map): no legal answer") }
    if let agreed, price(agreed) <= 2 * price(best.assignment) { return agreed }
    return best.assignment
  }

  /// Whether an output becomes partial over an axis that not every input with it asked to be sharded.
  private func foldsUnasked(_ assignment: Assignment) -> Bool {
    assignment.columns.enumerated().contains { meshDim, column in
      guard case .axis(let axis) = column, case .reduced = map.axes[axis].kind,
        map.outputs.indices.contains(where: {
          !map.unreduced.contains($0) && !map.outputs[$0].joined().contains(axis)
        })
      else { return false }
      return given.contains { index, tensor in
        index < map.inputs.count && map.inputs[index].joined().contains(axis)
          && !map.shapeOnly.contains(index) && tensor.attr.placements[meshDim] == .replicate
      }
    }
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

  /// Whether no given tensor has to move, but for outputs that another asks to be sharded.
  private func keepsAll(_ assignment: Assignment) -> Bool {
    given.allSatisfy { index, tensor in
      map.shapeOnly.contains(index) || keeps(tensor, map.attr(of: index, assignment, on: mesh))
    }
  }

  /// Whether `wanted` is what the tensor asks for; where it is replicated it asks for nothing, but an
  /// output not to be partial.
  private func keeps(_ tensor: RuleTensor, _ wanted: TensorDistAttr) -> Bool {
    let isInput = (given.first?.index ?? 0) < map.inputs.count
    return tensor.attr.placements.indices.allSatisfy { meshDim in
      tensor.attr.placements[meshDim] == wanted.placements[meshDim]
        || tensor.attr.placements[meshDim] == .replicate
          && (isInput || !wanted.partialDims.contains(meshDim))
    }
      && tensor.attr.cutOrder.indices.allSatisfy {
        tensor.attr.placements[$0].shardDim == nil
          || tensor.attr.cutOrder[$0] == wanted.cutOrder[$0]
      }
      && tensor.attr.sizes.indices.allSatisfy {
        tensor.attr.sizes[$0] == nil || tensor.attr.sizes[$0] == wanted.sizes[$0]
      }
  }

  /// All columns of all mesh dims: those asked for first, then none, then the other axes.
  private func combinations() -> [[Column]] {
    let free = map.axes.indices.filter(isOffered).map(Column.axis)
    let options = claims.columns.map { asked -> [Column] in
      // A mesh dim of which nobody asks anything stays free.
      if asked.isEmpty && !claims.isContradictory { return [.none] }
      return asked + [.none] + free.filter { !asked.contains($0) }
    }
    return options.reduce([[]]) { partial, columns in
      partial.flatMap { head in columns.map { head + [$0] } }
    }
  }

  /// Whether a mesh dim may be given the axis unasked.
  ///
  /// Forward not one that only outputs have: replicated they cost no more, and suit every consumer.
  private func isOffered(_ axis: Int) -> Bool {
    guard map.axes[axis].kind != .whole, map.base(of: axis) == axis else { return false }
    let isBackward = given.first.map { $0.index >= map.inputs.count } ?? false
    return isBackward || map.inputs.contains { $0.contains { $0.contains(axis) } }
      || map.windows.contains { $0.base == axis }
  }

  /// The elements that the answer moves; where they are more than `limit`, some number beyond it.
  private func price(_ assignment: Assignment, atMost limit: Int = .max) -> Int {
    var price = 0
    for (index, tensor) in given where !map.shapeOnly.contains(index) {
      guard price <= limit else { return price }
      let wanted = map.attr(of: index, assignment, on: mesh)
      if index < map.inputs.count {
        price += Price.reshard(tensor.shape, from: tensor.attr, to: wanted)
      } else if !keeps(tensor, wanted) {
        price += Price.reshard(tensor.shape, from: wanted, to: tensor.attr)
      }
    }
    guard given.first.map({ $0.index < map.inputs.count }) ?? false else { return price }
    for (number, dims) in map.outputs.enumerated() {
      let attr = map.attr(of: map.inputs.count + number, assignment, on: mesh)
      if attr.isPartial { price += Price.reduction(map.shape(dims), attr) }
    }
    return price
  }

  /// What it takes to bring updated tensors back to where they lay, and how many have to go.
  private func returns(_ assignment: Assignment) -> (price: Int, count: Int) {
    var (price, count) = (0, 0)
    for (output, input) in map.updates {
      for (index, tensor) in given where index == input {
        let attr = map.attr(of: map.inputs.count + output, assignment, on: mesh)
        price += Price.reshard(tensor.shape, from: attr, to: tensor.attr)
        count += attr == tensor.attr ? 0 : 1
      }
    }
    return (price, count)
  }

  /// Over how many ranks the op's tensors are spread.
  private func spread(_ assignment: Assignment) -> Int {
    assignment.columns.enumerated().reduce(1) { spread, entry in
      if case .axis = entry.element { spread * mesh.shape[entry.offset] } else { spread }
    }
  }
}
