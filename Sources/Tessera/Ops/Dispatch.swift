import Resharding
import SPMDRules
import Sharding
import Tensors

/// Runs ops on shards: infer, reshard what the rule wants otherwise, compute, wrap.
extension Cluster {
  /// A call, told by the identities of its operands' layouts.
  struct DispatchKey: Hashable {
    let op: String
    let layouts: [ObjectIdentifier]
    /// Of each input, how many tensors it lists; -1 for one tensor.
    let lists: [Int]
    let attributes: [String: AttributeValue]
  }

  /// A call that was thought through: which reshards it needs, and what each rank computes.
  final class Dispatch {
    let definition: OpDefinition
    let call: RuleCall
    let answer: RuleAnswer
    let wanted: [TensorDistAttr]
    let outputs: [TensorDistAttr]
    let dtypes: [DType]
    /// By resident rank of the mesh.
    let parts: [Int: Parts]
    /// Those of the operands, kept so that their identities stay theirs.
    let given: [Layout]
    /// Whether no operand has to move.
    let movesNothing: Bool
    let results: [Layout]

    init(
      definition: OpDefinition, call: RuleCall, answer: RuleAnswer, wanted: [TensorDistAttr],
      outputs: [TensorDistAttr], dtypes: [DType], parts: [Int: Parts], given: [Layout],
      movesNothing: Bool, results: [Layout]
    ) {
      self.definition = definition
      self.call = call
      self.answer = answer
      self.wanted = wanted
      self.outputs = outputs
      self.dtypes = dtypes
      self.parts = parts
      self.given = given
      self.movesNothing = movesNothing
      self.results = results
    }

    struct Parts {
      let inputs: [Box]
      let outputs: [Box]
      let attributes: [String: AttributeValue]
    }
  }

  /// Runs `op` on all ranks of the inputs' mesh; they call it together.
  ///
  /// - Returns: the outputs, lists flattened.
  /// - Throws: `TesseraError` where the op does not take the inputs, they are on different meshes,
  ///   or a reshard fails.
  public func apply(
    _ op: String, _ inputs: [Operand<DistTensor>], _ attributes: [String: AttributeValue] = [:]
  ) throws(TesseraError) -> [DistTensor] {
    var tensors: [DistTensor] = []
    var lists: [Int] = []
    tensors.reserveCapacity(inputs.count)
    lists.reserveCapacity(inputs.count)
    for input in inputs {
      switch input {
      case .one(let tensor):
        tensors.append(tensor)
        lists.append(-1)
      case .list(let list):
        tensors += list
        lists.append(list.count)
      }
    }
    let key = DispatchKey(
      op: op, layouts: tensors.map { ObjectIdentifier($0.layout) }, lists: lists,
      attributes: attributes)
    let dispatch: Dispatch
    if let known = dispatches[key] {
      dispatch = known
    } else {
      dispatch = try thinkThrough(inputs, tensors, key)
    }
    let call = dispatch.call
    var moved = tensors
    if !dispatch.movesNothing {
      for (index, tensor) in tensors.enumerated() {
        moved[index] = try reshard(tensor, to: dispatch.wanted[index], input: index, of: call)
      }
    }
    var shards = [[Int: DenseTensor]](repeating: [:], count: dispatch.outputs.count)
    let (joint, folds) = try computeTogether(moved, call, dispatch)
    for (rank, parts) in dispatch.parts {
      let local = try translated { () throws in
        if let known = joint?[rank] { return known }
        return try dispatch.definition.compute(localCall(rank, moved, parts, call, dispatch))
      }
      for (index, tensor) in local.enumerated() { shards[index][rank] = tensor }
    }
    Trace.current?.note(
      call, tensors + folds.map(\.from), moved + folds.map(\.to), dispatch)
    return dispatch.results.indices.map { index in
      DistTensor(layout: dispatch.results[index], cluster: self, shards: shards[index])
    }
  }

  /// The outputs' parts by rank, of an op that its ranks can only compute together; nil of any other.
  private func computeTogether(
    _ inputs: [DistTensor], _ call: RuleCall, _ dispatch: Dispatch
  ) throws(TesseraError) -> (
    outputs: [Int: [DenseTensor]]?, folds: [(from: DistTensor, to: DistTensor)]
  ) {
    guard let compute = dispatch.definition.computeTogether else { return (nil, []) }
    var parts: [Int: LocalCall] = [:]
    for (rank, part) in dispatch.parts {
      parts[rank] = localCall(rank, inputs, part, call, dispatch)
    }
    var joint = JointCall(
      parts: parts, inputs: dispatch.wanted, outputs: dispatch.outputs, cluster: self)
    let outputs = try compute(&joint)
    return (outputs, joint.folds)
  }

  private func reshard(
    _ tensor: DistTensor, to wanted: TensorDistAttr, input: Int, of call: RuleCall
  ) throws(TesseraError) -> DistTensor {
    if tensor.attr == wanted { return tensor }
    let transition = Transition(
      shape: tensor.shape, dtype: tensor.dtype, from: tensor.attr, to: wanted)
    if transition.isIdentity { return tensor }
    if ImplicitReshard.isForbidden, try plan(transition).communicates {
      throw TesseraError(
        .usage,
        "\(call.op): input \(input) must be \(wanted), it is \(tensor.attr), and implicit reshards "
          + "are forbidden here; reshard it before")
    }
    return try tensor.resharded(to: wanted)
  }

  private func localCall(
    _ rank: Int, _ inputs: [DistTensor], _ parts: Dispatch.Parts, _ call: RuleCall,
    _ dispatch: Dispatch
  ) -> LocalCall {
    var index = 0
    let operands = call.inputs.map { operand in
      operand.map { _ -> LocalCall.Part in
        defer { index += 1 }
        guard let shard = inputs[index].shards[rank] else {
          preconditionFailure("rank \(rank) of the mesh has no shard")
        }
        return LocalCall.Part(
          tensor: shard, box: parts.inputs[index], shape: inputs[index].shape)
      }
    }
    return LocalCall(
      op: call.op, inputs: operands, attributes: parts.attributes, outputs: parts.outputs,
      outputShapes: dispatch.answer.outputShapes, dtypes: dispatch.dtypes)
  }

  private func requireOneMesh(_ tensors: [DistTensor], _ op: String) throws(TesseraError) {
    guard let first = tensors.first else {
      throw TesseraError(.usage, "\(op): at least one tensor is required, none is given")
    }
    for tensor in tensors where !tensor.mesh.hasSameRanks(as: first.mesh) {
      throw TesseraError(
        .usage,
        "\(op): all tensors must be on one mesh, they are on \(first.mesh) and \(tensor.mesh); "
          + "move one: resharded(to: \"…\", on: …)")
    }
  }

  /// Finds what a call needs, and remembers it.
  private func thinkThrough(
    _ inputs: [Operand<DistTensor>], _ given: [DistTensor], _ key: DispatchKey
  ) throws(TesseraError) -> Dispatch {
    try requireOneMesh(given, key.op)
    let call = RuleCall(
      op: key.op,
      inputs: inputs.map { operand in
        operand.map { RuleTensor(shape: $0.shape, attr: $0.attr(for: key.op)) }
      }, attributes: key.attributes)
    guard let definition = AllOps.byName[call.op] else {
      throw TesseraError(.usage, "op '\(call.op)': there is nothing that computes it")
    }
    let tensors = call.inputs.flatMap(\.elements)
    let dtypes = given.map(\.dtype)
    // The rule first: what it takes has the number of inputs, the shapes and the attributes it says.
    let answer = try translated { try Inference.infer(call) }
    let outputDTypes = try definition.dtypes(
      OpCall(
        op: call.op, dtypes: dtypes, shapes: tensors.map(\.shape), attributes: call.attributes,
        outputShapes: answer.outputShapes))
    let rule = try translated { try Inference.rule(named: call.op) }
    let wanted = answer.inputs.flatMap(\.elements)
    let outputs = answer.outputs.flatMap(\.elements)
    var parts: [Int: Dispatch.Parts] = [:]
    for rank in residents {
      guard let coordinate = tensors[0].attr.mesh.coordinate(of: rank) else { continue }
      let inputBoxes = zip(wanted, tensors).map { $0.box(at: coordinate, shape: $1.shape) }
      let outputBoxes = zip(outputs, answer.outputShapes).map { $0.box(at: coordinate, shape: $1) }
      parts[rank] = Dispatch.Parts(
        inputs: inputBoxes, outputs: outputBoxes,
        attributes: try translated {
          try rule.localAttributes(call, inputs: inputBoxes, outputs: outputBoxes)
        })
    }
    let dispatch = Dispatch(
      definition: definition, call: call, answer: answer, wanted: wanted, outputs: outputs,
      dtypes: outputDTypes, parts: parts, given: given.map(\.layout),
      movesNothing: zip(given, wanted).allSatisfy { $0.attr == $1 },
      results: outputs.indices.map {
        layout(answer.outputShapes[$0], outputDTypes[$0], outputs[$0])
      })
    if dispatches.count >= 4096 { dispatches.removeAll() }
    dispatches[key] = dispatch
    return dispatch
  }
}

extension ReshardPlan {
  /// Whether any step needs the network.
  var communicates: Bool { steps.contains { $0.collective != .local } }
}
