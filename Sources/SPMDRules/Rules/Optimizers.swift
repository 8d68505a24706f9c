import Sharding

/// One step of an optimizer: `ab,ab,ab,1->ab,ab`, elementwise over the parameter, in place.
///
/// Parameter, gradient, moments and master weights lie alike, wherever that moves the least, counting
/// that what is updated goes back to where it lay: with moments sharded (ZeRO) the gradient is
/// scattered and the parameter gathered. No partial passes: the step is not linear in the state, and
/// the gradient is needed reduced. Numbers such as the learning rate are replicated.
/// Paddle: optimizer.cc; DTensor: _pointwise_ops (fused optimizers).
struct OptimizerStep {
  /// An input, and whether there is an output that updates it.
  struct Role {
    enum Kind { case likeParameter, number }

    let name: String
    let kind: Kind
    let isUpdated: Bool

    static func tensor(_ name: String) -> Role { Role(name, .likeParameter, false) }
    static func state(_ name: String) -> Role { Role(name, .likeParameter, true) }
    static func number(_ name: String) -> Role { Role(name, .number, false) }
    static func power(_ name: String) -> Role { Role(name, .number, true) }

    private init(_ name: String, _ kind: Kind, _ isUpdated: Bool) {
      (self.name, self.kind, self.isUpdated) = (name, kind, isUpdated)
    }

    var isOptional: Bool { name.hasSuffix("?") }
  }

  /// Of the inputs in call order, the parameter first; the outputs follow the updated ones' order.
  let roles: [Role]

  var inputs: [String] { roles.map(\.name) }

  func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let required = (roles.lastIndex { !$0.isOptional } ?? 0) + 1
    try call.require(inputs: required...roles.count)
    let parameter = try call.shape(0)
    var axes = zip(Axis.letters(parameter.count), parameter).map { Axis($0, $1) }
    let all = axes.indices.map { [$0] }
    let absent = axes.count
    axes.append(Axis("0", 0, .whole))
    var map = AxisMap(axes: axes, inputs: [], outputs: [])
    for (index, role) in roles.prefix(call.inputs.count).enumerated() {
      let shape = try call.shape(index)
      let dims: [[Int]]
      switch role.kind {
      case _ where role.isOptional && !call.has(index): dims = [[absent]]
      case .likeParameter:
        guard shape == parameter else {
          throw .shape(
            "\(call.op): \(role.name) must have the parameter's shape \(parameter), it has \(shape)"
          )
        }
        dims = all
      case .number:
        guard shape.allSatisfy({ $0 == 1 }) else {
          throw .shape("\(call.op): \(role.name) must have 1 element, its shape is \(shape)")
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
  static let names = ["sgd"]
  static let inputs = step.inputs
  private static let step = OptimizerStep(roles: [
    .state("param"), .number("learning_rate"), .tensor("grad"), .state("master_param?"),
  ])

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap { try step.axes(call) }
}

/// Gradient descent with a velocity.
enum Momentum: SPMDRule {
  static let names = ["momentum"]
  static let inputs = step.inputs
  private static let step = OptimizerStep(roles: [
    .state("param"), .tensor("grad"), .state("velocity"), .number("learning_rate"),
    .state("master_param?"),
  ])

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap { try step.axes(call) }
}

/// Adam and AdamW, with the largest second moment where it is AMSGrad.
enum Adam: SPMDRule {
  static let names = ["adam", "adamw"]
  static let inputs = step.inputs
  private static let step = OptimizerStep(roles: [
    .state("param"), .tensor("grad"), .number("learning_rate"), .state("moment1"),
    .state("moment2"), .state("moment2_max?"), .power("beta1_pow"), .power("beta2_pow"),
    .state("master_param?"), .number("skip_update?"),
  ])

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap { try step.axes(call) }
}

/// Gradient descent by the root of the summed squares.
enum Adagrad: SPMDRule {
  static let names = ["adagrad"]
  static let inputs = step.inputs
  private static let step = OptimizerStep(roles: [
    .state("param"), .tensor("grad"), .state("moment"), .number("learning_rate"),
    .state("master_param?"),
  ])

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap { try step.axes(call) }
}
