import Elements

/// Calls that change no value.
enum DroppedCalls {
  /// Whether a call only checks something, and gives nothing.
  static func isCheck(_ name: String) -> Bool {
    [
      "aten._assert_tensor_metadata", "aten._assert_scalar", "aten._assert_async",
      "aten.sym_constrain_range", "aten.sym_constrain_range_for_size",
      "aten._linalg_check_errors",
    ].contains { name == $0 || name.hasPrefix($0 + ".") }
  }

  private static let identities: Set<String> = [
    "aten.alias.default", "aten.detach.default", "aten.clone.default", "aten.contiguous.default",
    "aten.lift_fresh_copy.default", "aten.lift_fresh.default", "aten.lift.default",
    "aten.positive.default", "aten.resolve_conj.default", "aten.resolve_neg.default",
  ]

  private static let dropouts: Set<String> = [
    "aten.dropout.default", "aten.feature_dropout.default", "aten.alpha_dropout.default",
    "aten.feature_alpha_dropout.default",
  ]

  private static let casts: Set<String> = [
    "aten.to.dtype", "aten.to.dtype_layout", "aten.to.device", "aten._to_copy.default",
  ]

  /// Whether a call gives what it is given.
  static func isIdentity(_ name: String, _ arguments: [String: ImportedArgument]) -> Bool {
    if identities.contains(name) { return true }
    if dropouts.contains(name) {
      if case .bool(false)? = arguments["train"] { return true }
      return arguments["p"]?.number == 0
    }
    guard casts.contains(name) else { return false }
    switch arguments["dtype"] {
    case .dtype(let code)?:
      return arguments.subject.map { $0.dtype == DType(pytorch: code) } ?? false
    default: return true
    }
  }

  /// Why nothing carries out a call, where that is known; nil of others.
  static func reason(_ name: String) -> String? {
    if name.hasPrefix("higher_order.") { return "this form of control flow is not carried out" }
    // Of these only the calls stand in the file, not what they make of the ops between them.
    if name.hasPrefix("torch._functorch.") {
      return "a function of torch.func, such as vmap, was exported as it is: call "
        + "run_decompositions() on the exported program and save what it returns"
    }
    return nil
  }
}
