import Resharding
import SPMDRules
import Sharding
import Tensors

/// Runs ops on shards: infer, reshard what the rule wants otherwise, compute, wrap.
///
/// What a call needs is resolved once, and found again by the op's name, its attributes and the
/// identities of its operands' layouts. In the steady state an op is this look-up and its local
/// computation, with nothing made between them but the list of the rank's shards.
extension Cluster {
  /// Runs `op` on all ranks of the inputs' mesh; they call it together.
  ///
  /// - Returns: the outputs, lists flattened.
  /// - Throws: `TesseraError` if the op does not take the inputs, they are on different meshes,
  ///   or a reshard fails.
  public func apply(
    _ op: String, _ inputs: [Operand<DistTensor>], _ attributes: [String: AttributeValue] = [:]
  ) throws(TesseraError) -> [DistTensor] {
    try applied(op, inputs, attributes).made
  }

  /// Runs `op` as `apply` does.
  ///
  /// - Returns: the outputs, and the inputs as they lay when it was computed, lists flattened; what the call was resolved
  ///   to, nil where it takes no tensor.
  func applied(
    _ op: String, _ inputs: [Operand<DistTensor>], _ attributes: [String: AttributeValue]
  ) throws(TesseraError) -> (made: [DistTensor], moved: [DistTensor], dispatch: Dispatch?) {
    let tensors = inputs.flatMap { $0.elements }
    if tensors.isEmpty, let made = try created(op, attributes) { return (made, [], nil) }
    let tape = try Tape.recording(tensors, op)
    let key = DispatchKey(op, inputs, tensors, attributes)
    let dispatch =
      if let known = dispatches[key] { known } else { try resolve(inputs, tensors, key) }
    var moved = tensors
    if !dispatch.movesNothing {
      for (index, tensor) in tensors.enumerated() {
        moved[index] = try reshard(
          tensor, to: dispatch.wanted[index], input: index, of: dispatch.call)
      }
    }
    try require(dispatch.need, for: "the result of \(op)")
    let made = try carryOut(dispatch, moved, from: tensors)
    return (tape?.note(dispatch.taped, tensors, made) ?? made, moved, dispatch)
  }

  /// Computes a resolved call of tensors that lie as it wants them, and notes it in a trace.
  ///
  /// - Parameter tensors: what they were before they were moved; nil where they were not.
  func carryOut(_ dispatch: Dispatch, _ moved: [DistTensor], from tensors: [DistTensor]? = nil)
    throws(TesseraError) -> [DistTensor]
  {
    let (joint, folds) = try computeTogether(moved, dispatch)
    let trace = Trace.current
    let timeline = trace?.timeline
    let began = timeline.map { _ in ContinuousClock.now }
    var held = [[DenseTensor]](repeating: [], count: dispatch.results.count)
    for (place, rank) in dispatch.residents.enumerated() {
      let outputs =
        if let known = joint?[rank] {
          known
        } else { try dispatch.compute(at: place, moved.map { $0.held[place] }) }
      for (index, output) in outputs.enumerated() { held[index].append(output) }
    }
    let ended = timeline.map { _ in ContinuousClock.now }
    let made = zip(dispatch.results, held).map { DistTensor(layout: $0, cluster: self, held: $1) }
    if let timeline, let began, let ended, !dispatch.residents.isEmpty {
      let shapes = [moved, made].map { $0.map(\.description).joined(separator: " ") }
      timeline.add(
        dispatch.call.op, .compute, since: began, until: ended,
        shapes: shapes.joined(separator: " -> "))
    }
    trace?.note(
      dispatch.call, (tensors ?? moved) + folds.map(\.from), moved + folds.map(\.to), dispatch)
    return made
  }

  /// Runs an op of one tensor or two, and gives its first output.
  ///
  /// A call that was seen before and is one local computation takes the short way, past all lists
  /// but those of the shards and of what becomes of them.
  func apply(
    _ op: String, _ first: DistTensor, _ second: DistTensor?,
    _ attributes: [String: AttributeValue]
  ) throws(TesseraError) -> DistTensor {
    let key = DispatchKey(op, first.layout, second?.layout, attributes)
    if let dispatch = dispatches[key], dispatch.isSmallComputation, Trace.current == nil {
      let shards = if let second { [first.held[0], second.held[0]] } else { [first.held[0]] }
      if first.track == nil, second?.track == nil { return try computed(dispatch, shards) }
      let tape = try Tape.recording(first, second, op)
      let made = try computed(dispatch, shards)
      return tape?.note(dispatch.taped, first, second, made) ?? made
    }
    let inputs = if let second { [first, second] } else { [first] }
    return try apply(op, inputs.map { .one($0) }, attributes)[0]
  }

  /// The output of a call that is a small computation. Neither a trace nor a tape is told of it.
  func computed(_ dispatch: Dispatch, _ shards: [DenseTensor]) throws(TesseraError)
    -> DistTensor
  {
    DistTensor(
      layout: dispatch.results[0], cluster: self, held: try dispatch.compute(at: 0, shards))
  }

  /// The outputs' parts by rank, of an op that its ranks can only compute together; nil of any other.
  private func computeTogether(_ inputs: [DistTensor], _ dispatch: Dispatch) throws(TesseraError)
    -> (outputs: [Int: [DenseTensor]]?, folds: [(from: DistTensor, to: DistTensor)])
  {
    guard let compute = dispatch.kernel.computeTogether else { return (nil, []) }
    var parts: [Int: LocalCall] = [:]
    for (place, rank) in dispatch.residents.enumerated() {
      parts[rank] = LocalCall(site: dispatch.sites[place], tensors: inputs.map { $0.held[place] })
    }
    var joint = JointCall(
      parts: parts, inputs: dispatch.wanted, outputs: dispatch.outputs, folds: dispatch.folds,
      cluster: self)
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
    return try tensor.moved(to: wanted)
  }
}

extension ReshardPlan {
  /// Whether any step needs the network.
  var communicates: Bool { steps.contains { $0.collective != .local } }
}
