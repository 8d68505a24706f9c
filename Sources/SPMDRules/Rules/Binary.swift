import Sharding

/// Elementwise functions of two tensors, broadcast from the right: `ab,b->ab`, every axis free.
///
/// Partial values pass by `BinaryAlgebra.table`. Paddle: elementwise.cc; DTensor: _pointwise_ops.
enum Binary: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    return try .broadcast(
      [try call.shape(0), try call.shape(1)], op: call.op,
      flows: BinaryAlgebra.table[call.name] ?? [])
  }
}
