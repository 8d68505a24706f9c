import Sharding

/// The dist attrs that an op requires of its operands, and those of its outputs.
///
/// A rule says only how the op's dims hang together (`axes`); the engine does the rest, in both
/// directions. What inputs and attributes the op has, its schema says. To add a rule, write one file in Rules
/// and name it as the `rule` of its ops in `ops.yaml`.
package protocol SPMDRule: Sendable {
  /// How the dims of the call's tensors hang together.
  ///
  /// Forward, the outputs' shapes follow from it; backward it is asked with the outputs at hand.
  /// - Throws: `RuleError` if shapes or attributes are not the op's.
  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap

  /// The same of the op's gradient; nil if there is no rule for it.
  static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap?

  /// Why there is no rule from outputs to inputs; nil if there is one.
  static var noBackward: String? { get }

  /// Whether a rank computes the same of any indices of a sharded axis, whichever they are and wherever they lie: so
  /// it is with elementwise ops, contractions and views. Operands of other rules are never cut into parts or blocks.
  static var takesAnyOrder: Bool { get }

  /// The attributes with which one rank runs the op on its parts of the tensors: a target shape is
  /// its part's, an offset counts from where its part begins.
  ///
  /// The boxes are of a legal answer to the call, flat in its order. A rank runs views that count
  /// dims of size 1 or merge dims (flatten, squeeze, unsqueeze) as a reshape to its output's box.
  static func localAttributes(_ call: RuleCall, inputs: [Box], outputs: [Box]) throws(RuleError)
    -> [String: AttributeValue]

  /// The folds that the op makes within itself where its tensors lie so, in the order in which its kernel makes them.
  ///
  /// - Parameters:
  ///   - inputs: where the operands lie, lists flattened: as a legal answer says.
  ///   - outputs: where the results do.
  static func innerFolds(
    _ call: RuleCall, inputs: [TensorDistAttr], outputs: [TensorDistAttr]
  ) throws(RuleError) -> [InnerFold]
}

extension SPMDRule {
  /// No rule for the gradient, unless the rule has one.
  package static func gradientAxes(_ call: RuleCall) throws(RuleError) -> AxisMap? { nil }
  /// An op minds, unless its rule says otherwise.
  package static var takesAnyOrder: Bool { false }
  /// Every rule answers backward, unless it says why not.
  package static var noBackward: String? { nil }
  /// The attributes of the call on shards: those of the whole, unless a rule says otherwise.
  package static func localAttributes(_ call: RuleCall, inputs: [Box], outputs: [Box])
    throws(RuleError) -> [String: AttributeValue]
  { call.attributes }
  /// None, as each rank computes its part alone, unless a rule says otherwise.
  package static func innerFolds(
    _ call: RuleCall, inputs: [TensorDistAttr], outputs: [TensorDistAttr]
  ) throws(RuleError) -> [InnerFold] { [] }
}

/// The answer of a rule.
public struct RuleAnswer: Hashable, Sendable {
  /// The dist attrs that the op requires of its inputs: the caller reshards them.
  public var inputs: [Operand<TensorDistAttr>]
  /// The dist attrs of the results.
  public var outputs: [Operand<TensorDistAttr>]
  /// The outputs' shapes.
  public var outputShapes: [[Int]]
  /// The axes that it was found by.
  package var axes: AxisMap
}
