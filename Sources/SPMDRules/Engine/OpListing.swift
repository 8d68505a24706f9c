/// What there is to know of an op without asking its rule, by one of its names.
public struct OpListing: Hashable, Sendable {
  /// The name of the op.
  public let name: String
  /// The rule's type: ops of one family share one.
  public let rule: String
  /// In call order: `x`, `inputs*` for a list, `bias?` for one that may be absent.
  public let inputs: [String]
  /// `out` of most; `out*` for a list, `state?` for one that is there where its input is.
  public let outputs: [String]
  /// In call order.
  public let attributes: [Attribute]
  /// Why there is no rule from outputs to inputs; nil if there is one.
  public let noBackward: String?
  /// Whether there is a rule of the op's gradient.
  public let hasGradient: Bool
}

extension Inference {
  /// Every name that an op has, in alphabetical order.
  public static let ops: [OpListing] = OpSchema.allNames.compactMap { name in
    guard let schema = OpSchema.named(name), let rule = rulesByOp[schema.name] else { return nil }
    return OpListing(
      name: name, rule: schema.rule, inputs: schema.inputs.map(\.description),
      outputs: schema.outputs.map(\.description), attributes: schema.attributes,
      noBackward: rule.noBackward, hasGradient: rule.hasGradient(of: name))
  }

  /// The attributes of the op of this name, in call order; none of an op that is not there.
  public static func attributes(of op: String) -> [Attribute] {
    OpSchema.named(op)?.attributes ?? []
  }

  /// By the ops' own names.
  private static let rulesByOp: [String: any SPMDRule.Type] = {
    var rules: [String: any SPMDRule.Type] = [:]
    for schema in OpSchema.all {
      guard let rule = rule(ofType: schema.rule) else {
        preconditionFailure("\(schema.name): there is no rule \(schema.rule)")
      }
      rules[schema.name] = rule
    }
    return rules
  }()

  /// - Throws: `.unknownOp` with the names that are nearest.
  package static func rule(named name: String) throws(RuleError) -> any SPMDRule.Type {
    if let schema = OpSchema.named(name), let rule = rulesByOp[schema.name] { return rule }
    throw .unknownOp(name, nearest: OpSchema.nearest(to: name))
  }
}

extension SPMDRule {
  /// A call without tensors tells: where there is a rule, it misses them.
  fileprivate static func hasGradient(of name: String) -> Bool {
    do {
      return try gradientAxes(RuleCall(op: name, direction: .gradient, inputs: [])) != nil
    } catch { return true }
  }
}
