import Sharding

/// Normalisation by the root of the mean square over the last dim: `abc!,c!->abc!,ab`; inputs are x
/// and scale, outputs the result and the inverse of the root.
///
/// As layer_norm: the last dim must be whole, the others are free.
///
/// Source: Paddle's `rms_norm.cc`.
enum RMSNorm: SPMDRule {
  static var takesAnyOrder: Bool { true }

  static func axes(_ call: RuleCall) throws(RuleError) -> AxisMap {
    return try call.normalization(from: try call.shape(0).count - 1, statistics: 1)
  }
}
