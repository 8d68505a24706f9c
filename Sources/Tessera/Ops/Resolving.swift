import SPMDRules
import Sharding
import Tensors

extension Cluster {
  /// A resolved call: which reshards it needs, and what each rank computes.
  final class Dispatch {
    let kernel: Kernel
    let call: RuleCall
    let answer: RuleAnswer
    let wanted: [TensorDistAttr]
    let outputs: [TensorDistAttr]
    let dtypes: [DType]
    /// The ranks of the mesh that are in this process.
    let residents: [Int]
    /// Of each of them, what it computes.
    let sites: [LocalCall.Site]
    /// Those of the operands, kept so that their identities stay theirs.
    let given: [TensorLayout]
    let results: [TensorLayout]
    /// The call as tapes know it.
    let taped: TapedCall
    /// What the outputs take, and the kernel for itself.
    let need: MemoryNeed
    /// The folds that its ranks make within it.
    let folds: [InnerFold]
    /// Whether no operand has to move.
    let movesNothing: Bool
    /// Whether all there is to do is that one rank computes one output by itself, in so little memory that nobody has to
    /// weigh it.
    let isSmallComputation: Bool

    init(
      kernel: Kernel, call: RuleCall, answer: RuleAnswer, wanted: [TensorDistAttr],
      outputs: [TensorDistAttr], dtypes: [DType], residents: [Int], sites: [LocalCall.Site],
      given: [TensorLayout], results: [TensorLayout], need: MemoryNeed,
      folds: [InnerFold]
    ) {
      self.need = need
      self.folds = folds
      self.kernel = kernel
      self.call = call
      self.answer = answer
      self.wanted = wanted
      self.outputs = outputs
      self.dtypes = dtypes
      self.residents = residents
      self.sites = sites
      self.given = given
      self.results = results
      taped = TapedCall(call, results)
      movesNothing = zip(given, wanted).allSatisfy { $0.attr == $1 }
      isSmallComputation =
        movesNothing && need.hostBytes < Cluster.weighedBytes && sites.count == 1
        && results.count == 1 && kernel.computeTogether == nil
    }

    /// What the resident at `place` computes of its shards.
    func compute(at place: Int, _ shards: [DenseTensor]) throws(TesseraError) -> [DenseTensor] {
      // Without a closure, which a small op would feel.
      do { return try kernel.compute(LocalCall(site: sites[place], tensors: shards)) } catch {
        throw TesseraError(error)
      }
    }

    /// The same of an op of one output; nil of others.
    func computeOne(at place: Int, _ shards: [DenseTensor]) throws(TesseraError) -> DenseTensor? {
      guard let compute = kernel.computeOne else { return nil }
      do { return try compute(LocalCall(site: sites[place], tensors: shards)) } catch {
        throw TesseraError(error)
      }
    }
  }
}

extension Cluster {
  private func requireOneMesh(_ tensors: [TensorLayout], _ op: String) throws(TesseraError) {
    guard let first = tensors.first else {
      throw TesseraError(.usage, "\(op): at least one tensor is required, none is given")
    }
    for tensor in tensors where !tensor.attr.mesh.hasSameRanks(as: first.attr.mesh) {
      throw TesseraError(
        .usage,
        "\(op): all tensors must be on one mesh, they are on \(first.attr.mesh) and \(tensor.attr.mesh); "
          + "move one: resharded(to: \"…\", on: …)")
    }
  }

  /// Finds what a call needs, and remembers it.
  ///
  /// - Throws: `TesseraError` if the op does not take the inputs, or they are on different meshes.
  func resolve(
    _ inputs: [Operand<DistTensor>], _ given: [DistTensor], _ key: DispatchKey
  ) throws(TesseraError) -> Dispatch {
    let layouts = given.map(\.layout)
    try requireOneMesh(layouts, key.op)
    precondition(
      layouts.allSatisfy { $0.residents == layouts[0].residents },
      "\(key.op): all tensors must be of one cluster")
    let dispatch = try resolved(
      key.op, inputs.map { $0.map(\.layout) }, key.attributes
    ) { call throws(TesseraError) in try translated { try Inference.infer(call) } }
    if dispatches.count >= 4096 { dispatches.removeAll() }
    dispatches[key] = dispatch
    return dispatch
  }

  /// What a call on tensors that lie so needs.
  ///
  /// - Parameter answer: what the op's rule answers to the call, or what was decided before.
  /// - Throws: `TesseraError` where the op does not take the inputs.
  func resolved(
    _ op: String, _ inputs: [Operand<TensorLayout>], _ attributes: [String: AttributeValue],
    answer: (RuleCall) throws(TesseraError) -> RuleAnswer
  ) throws(TesseraError) -> Dispatch {
    let given = inputs.flatMap(\.elements)
    let residents = given[0].residents
    let asked = RuleCall(
      op: op,
      inputs: inputs.map { operand in
        operand.map {
          RuleTensor(
            shape: $0.shape,
            attr: $0.attr.read(by: op, as: $0.dtype, beside: given.map(\.dtype), attributes),
            dtype: $0.dtype)
        }
      }, attributes: attributes)
    guard let definition = AllOps.byName[asked.op] else {
      throw TesseraError(.usage, "op '\(asked.op)': there is nothing that computes it")
    }
    // Before rule and kernel, which both read what is checked here and nothing else.
    let call = try translated { try asked.checkingAttributes(complete: true) }
    let tensors = call.inputs.flatMap(\.elements)
    let dtypes = given.map(\.dtype)
    // The rule first: what it takes has the number of inputs and the shapes it says.
    let answer = try answer(call)
    let outputDTypes = try definition.dtypes(
      OpCall(
        op: call.op, dtypes: dtypes, shapes: tensors.map(\.shape), attributes: call.attributes,
        outputShapes: answer.outputShapes,
        counts: call.inputs.map { $0.elements.count }))
    let rule = try translated { try Inference.rule(named: call.op) }
    let wanted = answer.inputs.flatMap(\.elements)
    let outputs = answer.outputs.flatMap(\.elements)
    var sites: [LocalCall.Site] = []
    for rank in residents {
      guard let coordinate = given[0].attr.mesh.coordinate(of: rank) else {
        preconditionFailure("rank \(rank) holds a shard and is outside the mesh")
      }
      let inputBoxes = zip(wanted, tensors).map { $0.box(at: coordinate, shape: $1.shape) }
      let outputBoxes = zip(outputs, answer.outputShapes).map { $0.box(at: coordinate, shape: $1) }
      sites.append(
        LocalCall.Site(
          op: call.op, inputs: inputs.places(),
          attributes: try translated {
            try rule.localAttributes(call, inputs: inputBoxes, outputs: outputBoxes)
          },
          inputBoxes: inputBoxes, inputShapes: tensors.map(\.shape), outputs: outputBoxes,
          outputShapes: answer.outputShapes, dtypes: outputDTypes))
    }
    let scratch = scratch(of: call, dtypes: dtypes, answer, outputDTypes)
    let need = outputs.indices.reduce(scratch) {
      $0 + self.need(of: outputs[$1], shape: answer.outputShapes[$1], dtype: outputDTypes[$1])
    }
    return Dispatch(
      kernel: definition.kernel, call: call, answer: answer, wanted: wanted, outputs: outputs,
      dtypes: outputDTypes, residents: residents, sites: sites, given: given,
      results: outputs.indices.map {
        layout(answer.outputShapes[$0], outputDTypes[$0], outputs[$0])
      }, need: need,
      folds: try translated {
        try rule.innerFolds(call, inputs: wanted, outputs: outputs)
      })
  }
}
