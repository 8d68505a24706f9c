/// What there is to know of an op without asking its rule.
public struct OpListing: Hashable, Sendable {
  public let name: String
  /// The rule's type: ops of one family, and the aliases of an op, share one.
  public let rule: String
  /// In call order: `x`, `inputs*` for a list, `bias?` for one that may be absent.
  public let inputs: [String]
  /// `out` of most; `out*` for a list, `state?` for one that is there where its input is.
  public let outputs: [String]
  /// In call order.
  public let attributes: [Attribute]
  /// Why there is no rule from outputs to inputs; nil where there is one.
  public let noBackward: String?
  /// Whether there is a rule of the op's gradient.
  public let hasGradient: Bool
}

extension Inference {
  /// Every name that a rule has, in alphabetical order.
  public static let ops: [OpListing] = allRules.flatMap { rule in
    rule.names.map { name in
      OpListing(
        name: name, rule: "\(rule)", inputs: rule.inputs, outputs: outputs(of: name),
        attributes: attributes(of: name),
        noBackward: rule.noBackward,
        hasGradient: rule.hasGradient(of: name))
    }
  }.sorted { $0.name < $1.name }
}

extension SPMDRule {
  /// A call without tensors tells: where there is a rule, it misses them.
  fileprivate static func hasGradient(of name: String) -> Bool {
    do {
      return try gradientAxes(RuleCall(op: name, direction: .gradient, inputs: [])) != nil
    } catch { return true }
  }
}
