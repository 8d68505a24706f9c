import Sharding

/// One step of an optimizer: `ab,ab,ab,1->ab,ab`, elementwise over the parameter, in place.
///
/// Parameter, gradient, moments and master weights lie alike, wherever that moves the least, counting
/// that what is updated goes back to where it lay: with moments sharded (ZeRO) the gradient is
/// scattered and the parameter gathered. No partial passes: the step is not linear in the state, and
/// the gradient is needed reduced. Numbers such as the learning rate are replicated.
/// Paddle: optimizer.cc; DTensor: _pointwise_ops (fused optimizers).
struct OptimizerStep {
  /// What an input is, and whether there is an output that updates it.
  enum Role {
    /// As the parameter; updated.
    case state
    /// As the parameter.
    case tensor
    case number
    /// A number that is updated.
    case power

    var isUpdated: Bool { self == .state || self == .power }
    var isNumber: Bool { self == .number || self == .power }
  }

  /// Of the inputs in call order, the parameter first; the outputs follow the updated ones' order.
  let roles: [Role]

  func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let inputs = call.declaredInputs
    let parameter = try call.shape(0)
    var axes = zip(Axis.letters(parameter.count), parameter).map { Axis($0, $1) }
    let all = axes.indices.map { [$0] }
    let absent = axes.count
    axes.append(Axis("0", 0, .whole))
    var map = AxisMap(axes: axes, inputs: [], outputs: [])
    for (index, role) in roles.prefix(call.inputs.count).enumerated() {
      let shape = try call.shape(index)
      let dims: [[Int]]
      if inputs[index].arity == .optional, !call.has(index) {
        dims = [[absent]]
      } else if !role.isNumber {
        guard shape == parameter else {
          throw .shape(
            "\(call.op): \(inputs[index]) must have the parameter's shape \(parameter), it has \(shape)"
          )
        }
        dims = all
      } else {
        guard shape.allSatisfy({ $0 == 1 }) else {
          throw .shape("\(call.op): \(inputs[index]) must have 1 element, its shape is \(shape)")
        }
        dims = shape.map { _ in [] }
      }
      map.inputs.append(dims)
      if role.isUpdated {
        map.updates[map.outputs.count] = index
        map.outputs.append(dims)
      }
    }
    return map
  }
}

/// `param - learning_rate * grad`.
enum SGD: SPMDRule {
  static var takesAnyOrder: Bool { true }

  private static let step = OptimizerStep(roles: [
    .state, .number, .tensor, .state,
  ])

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap { try step.axes(call) }
}

/// Gradient descent with a velocity.
enum Momentum: SPMDRule {
  static var takesAnyOrder: Bool { true }

  private static let step = OptimizerStep(roles: [
    .state, .tensor, .state, .number,
    .state,
  ])

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap { try step.axes(call) }
}

/// Adam and AdamW, with the largest second moment where it is AMSGrad.
enum Adam: SPMDRule {
  static var takesAnyOrder: Bool { true }

  private static let step = OptimizerStep(roles: [
    .state, .tensor, .number, .state,
    .state, .state, .power, .power,
    .state, .number,
  ])

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap { try step.axes(call) }
}

/// Gradient descent by the root of the summed squares.
enum Adagrad: SPMDRule {
  static var takesAnyOrder: Bool { true }

  private static let step = OptimizerStep(roles: [
    .state, .tensor, .state, .number,
    .state,
  ])

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap { try step.axes(call) }
}
