import Sharding

/// Answers a call by its rule.
public enum Inference {
  /// Returns the placements that the op requires of its inputs, and those of its outputs.
  ///
  /// A placement that no tensor contradicts stays, mesh dim by mesh dim: nothing moves before the op, even if
  /// outputs become partial. If tensors contradict each other, the answer moves the fewest bytes, which include
  /// the reshards of inputs and the reduction of partial outputs; among equals it shards the most, then it keeps
  /// the placements of the larger tensors. On a mesh of many dims, a descent finds the answer, because there are
  /// too many combinations to try.
  ///
  /// - Throws: `RuleError` if the call is not one of the op's.
  public static func infer(_ call: RuleCall) throws(RuleError) -> RuleAnswer {
    if let known = answers[call] { return known }
    let answer = try infer(call, by: try rule(named: call.op))
    answers.store(answer, to: call)
    return answer
  }

  private static let answers = InferenceCache<RuleAnswer>()

  static func infer(_ call: RuleCall, by rule: any SPMDRule.Type) throws(RuleError) -> RuleAnswer {
    try question(call, by: rule).answer(to: call)
  }

  /// The call's axes, and the tensors whose placements are given.
  static func question(_ call: RuleCall, by rule: any SPMDRule.Type) throws(RuleError) -> Question {
    let mesh = try mesh(of: call)
    let inputs = call.inputs.flatMap(\.elements)
    let outputs = call.outputs.flatMap(\.elements)
    // First, so that no rule computes with shapes that cannot be.
    for tensor in inputs + outputs {
      try Limits.require(tensor.shape, on: mesh, of: call.op)
      do { try tensor.attr.validate(shape: tensor.shape) } catch {
        throw .placement("\(call.op): \(error)")
      }
    }
    let call = try call.checkingAttributes()
    // Those of a gradient its rule counts: they are other ones than the op's.
    if call.direction != .gradient { try call.requireDeclaredInputs() }
    var map = try axes(of: call, by: rule)
    map.takesAnyOrder = rule.takesAnyOrder
    for dims in map.outputs {
      try Limits.require(map.shape(dims), on: mesh, of: "\(call.op), an output")
    }
    precondition(inputs.count == map.inputs.count, "\(call.op): a map for each input")
    guard call.direction == .backward else {
      return Question(map: map, given: Array(inputs.enumerated().map { ($0, $1) }), mesh: mesh)
    }
    try check(outputs, map, call)
    return Question(
      map: map, given: outputs.enumerated().map { (map.inputs.count + $0, $1) }, mesh: mesh)
  }

  private static func axes(of call: RuleCall, by rule: any SPMDRule.Type) throws(RuleError)
    -> AxisMap
  {
    switch call.direction {
    case .forward: return try rule.axes(call)
    case .backward:
      if let reason = rule.noBackward {
        throw .direction("\(call.op): there is no backward rule: \(reason)")
      }
      return try rule.axes(call)
    case .gradient:
      guard let map = try rule.gradientAxes(call) else {
        throw .direction("\(call.op): there is no rule for its gradient")
      }
      return map
    }
  }

  /// The one mesh of all tensors.
  private static func mesh(of call: RuleCall) throws(RuleError) -> ProcessMesh {
    let tensors = call.inputs.flatMap(\.elements) + call.outputs.flatMap(\.elements)
    guard let first = tensors.first else {
      throw .arguments("\(call.op): at least one tensor is required, none is given")
    }
    for tensor in tensors where !tensor.attr.mesh.hasSameRanks(as: first.attr.mesh) {
      throw .placement(
        "\(call.op): all tensors must be on one mesh, they are on \(first.attr.mesh) and "
          + "\(tensor.attr.mesh)")
    }
    return first.attr.mesh
  }

  /// Backward, the outputs at hand must be those of the inputs.
  private static func check(_ outputs: [RuleTensor], _ map: AxisMap, _ call: RuleCall)
    throws(RuleError)
  {
    let shapes = map.outputs.map(map.shape)
    guard outputs.map(\.shape) == shapes else {
      throw .shape(
        "\(call.op): the outputs of these inputs have the shapes \(shapes), given are "
          + "\(outputs.map(\.shape))")
    }
  }
}

/// A call's axes, and the tensors whose placements are given: those of the inputs, or backward those of
/// the outputs.
struct Question {
  var map: AxisMap
  /// With each its place among all tensors, inputs first.
  var given: [(index: Int, tensor: RuleTensor)]
  var mesh: ProcessMesh
}

extension Question {
  /// The dist attrs of all tensors, inputs first.
  func attrs() -> [TensorDistAttr] {
    var attrs =
      map.digests.isEmpty
      ? Search(map, given, on: mesh).bestAttrs() : map.separateAttrs(given, on: mesh)
    // What is not read moves only where that is free.
    for (index, tensor) in given where map.shapeOnly.contains(index) && index < map.inputs.count {
      if Price.reshard(tensor.shape, from: tensor.attr, to: attrs[index]) > 0 {
        attrs[index] = tensor.attr
      }
    }
    return attrs
  }

  func answer(to call: RuleCall) -> RuleAnswer {
    var rest = attrs()[...]
    let arguments =
      map.opensLists ? call.inputs.flatMap(\.elements).map { Operand.one($0) } : call.inputs
    let wanted = arguments.map { $0.map { _ in rest.removeFirst() } }
    return RuleAnswer(
      inputs: wanted,
      outputs: map.outputsAreOneList ? [.list(Array(rest))] : rest.map { .one($0) },
      outputShapes: map.outputs.map(map.shape), axes: map)
  }
}
