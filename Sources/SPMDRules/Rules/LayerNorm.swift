import Sharding

/// Normalisation over all dims from `begin_norm_axis` on: `abc!d!,(c!d!),(c!d!)->abc!d!,ab,ab`;
/// inputs are x, scale and bias (each may be absent), outputs the result, mean and variance.
///
/// The normalised dims must be whole, and with them scale and bias; the others are free, also where
/// several mesh dims cut one. A partial scale or bias is reduced: it is smaller than what it makes.
///
/// Source: Paddle's `layer_norm.cc`, DTensor's `layer_norm_strategy`.
enum LayerNorm: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    let x = try call.shape(0)
    let begin = try call.axis(
      try call.int("begin_norm_axis"), of: x.count, named: "begin_norm_axis")
    return try call.normalization(from: begin, statistics: 2)
  }
}
