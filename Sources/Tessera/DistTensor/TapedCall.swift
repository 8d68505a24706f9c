import SPMDRules

/// A call of an op on tensors that lie alike: one object for all such calls.
final class TapedCall {
  let call: RuleCall
  /// What it makes.
  let results: [TensorLayout]

  init(_ call: RuleCall, _ results: [TensorLayout]) {
    self.call = call
    self.results = results
  }
}
