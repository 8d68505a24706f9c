import Elements
import Ops
import Programs
import SPMDRules
import Sharding

/// Placements as people choose them, for any program: the batch cut, weights cut by column and row in turn, weights
/// stored in pieces.
package enum KnownPlan: String, Hashable, Sendable, CaseIterable {
  /// Each rank has all weights, and its part of the batch.
  case dataParallel = "data parallel"
  /// Along the last mesh dim weights are cut, a product by columns, the next one by rows; along the others the batch is
  /// (Shoeybi et al. 2019).
  case tensorParallel = "tensor parallel"
  /// As data parallel, with all weights stored in pieces and gathered before use (Rajbhandari et al. 2020).
  case zero3 = "ZeRO-3"
}

extension KnownPlan {
  /// The program with inputs and parameters placed; what is annotated stays. Nil where the mesh does not have the
  /// dims for it.
  package func applied(to program: Program, on mesh: ProcessMesh) -> Program? {
    var placed = program
    let last = mesh.ndim - 1
    let batchDims = self == .tensorParallel ? Array(0..<last) : Array(0...last)
    if self == .tensorParallel, mesh.shape[last] == 1 { return nil }
    let columns = self == .tensorParallel ? program.productWeights(cutInto: mesh.shape[last]) : [:]
    for id in program.inputs where program.values[id].annotation == nil {
      let value = program.values[id]
      var placements = [Placement](repeating: .replicate, count: mesh.ndim)
      switch value.role {
      case .input: placements.cut(0, value.shape, by: batchDims, mesh)
      case .parameter where self == .zero3:
        let dim = value.shape.indices.max { value.shape[$0] < value.shape[$1] }
        if let dim { placements.cut(dim, value.shape, by: batchDims, mesh) }
      case .parameter:
        if let dim = columns[id] { placements[last] = .shard(dim) }
      case .made: continue
      }
      guard let attr = try? TensorDistAttr(mesh: mesh, placements: placements) else { return nil }
      placed.values[id].annotation = Annotation(attr)
    }
    return placed
  }
}

extension [Placement] {
  /// Cuts a tensor dim by as many of the mesh dims, from the first, as divide it.
  fileprivate mutating func cut(
    _ dim: Int, _ shape: [Int], by meshDims: [Int], _ mesh: ProcessMesh
  ) {
    guard dim < shape.count else { return }
    var ways = 1
    for meshDim in meshDims where shape[dim] % (ways * mesh.shape[meshDim]) == 0 {
      ways *= mesh.shape[meshDim]
      self[meshDim] = .shard(dim)
    }
  }
}

extension Program {
  /// By parameter: the dim that tensor parallelism cuts, of weights whose product's operand is whole that of the columns,
  /// of those whose operand is cut that of the rows; of a table its rows. What is added to columns is cut as they are.
  fileprivate func productWeights(cutInto ways: Int) -> [ID: Int] {
    var dims: [ID: Int] = [:]
    var isCut = [Bool](repeating: false, count: values.count)
    // What a value is a view of, and whether its last two dims are swapped.
    var views: [ID: (parameter: ID, isSwapped: Bool)] = [:]
    for id in inputs where values[id].role == .parameter { views[id] = (id, false) }
    for op in ops {
      guard case .op(let name, let attributes) = op.action, let schema = OpSchema.named(name)
      else { continue }
      if schema.kind == .movement, op.operands.count == 1, let view = views[op.operands[0]],
        values[op.operands[0]].shape.count == 2, values[op.outputs[0]].shape.count == 2
      {
        let isSwap = name.contains("transpose") || name == "t"
        views[op.outputs[0]] = (view.parameter, isSwap != view.isSwapped)
        continue
      }
      let weights = op.operands.enumerated().filter { views[$0.element] != nil }
      let others = op.operands.filter { views[$0] == nil }
      let operandIsCut = others.contains { isCut[$0] }
      var resultIsCut = operandIsCut
      switch schema.kind {
      case .product, .convolution:
        guard let (place, weight) = weights.first(where: { values[$0.element].shape.count >= 2 }),
          let view = views[weight], let axes = axes(of: op, name, attributes)
        else { break }
        let made = Set(axes.outputs[0].joined())
        let dim = axes.inputs[place].indices.first { dim in
          axes.inputs[place][dim].contains { made.contains($0) != operandIsCut }
        }
        guard let dim, values[weight].shape[dim] % ways == 0 else { break }
        // The first product counts, not those of the backward pass.
        if dims[view.parameter] == nil { dims[view.parameter] = view.isSwapped ? 1 - dim : dim }
        resultIsCut = !operandIsCut
        if resultIsCut {
          for (_, bias) in weights where values[bias].shape.count == 1 { dims[bias] = 0 }
        }
      case .lookUp:
        if let table = weights.first?.element, values[table].shape.count == 2,
          values[table].shape[0] % ways == 0
        {
          dims[table] = 0
        }
        resultIsCut = false
      case .elementwise where operandIsCut:
        for (_, bias) in weights where values[bias].shape.count == 1 {
          if values[bias].shape[0] % ways == 0, values[bias].shape[0] > 1 { dims[bias] = 0 }
        }
      default: break
      }
      for output in op.outputs { isCut[output] = resultIsCut }
    }
    return dims
  }

  private func axes(of op: ProgramOp, _ name: String, _ attributes: [String: AttributeValue])
    -> AxisMap?
  {
    let place = TensorDistAttr.replicated(on: .single(0))
    let call = RuleCall(
      op: name,
      inputs: op.inputs.map { operand in
        operand.map { RuleTensor(shape: values[$0].shape, attr: place, dtype: values[$0].dtype) }
      }, attributes: attributes)
    return (try? Inference.infer(call))?.axes
  }
}
