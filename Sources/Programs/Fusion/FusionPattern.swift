import SPMDRules

/// The left side of a fusion: ops on ops on values.
///
/// A value of a pattern has a name; where the name stands twice, both must be one value. All values but the pattern's
/// own must have no reader outside it.
indirect enum FusionPattern: Sendable {
  /// Any value.
  case any(String)
  /// The first result of an op of one of these names, which has a name in the pattern; its operands in order.
  case op([String], String, [FusionPattern])
  /// The same, with its two operands in either order.
  case commuting(String, String, FusionPattern, FusionPattern)

  /// What was found: values and ops by their names in the pattern.
  struct Found {
    var values: [String: Program.ID] = [:]
    var ops: [String: Int] = [:]
    /// In the order in which they are computed.
    var inner: [Int] = []
    /// A value that somebody outside reads too.
    var shared: Program.ID?
  }

  /// Looks for the pattern at an op.
  func find(at op: Int, in graph: FusionGraph) -> Found? {
    guard let output = graph.program.ops[op].outputs.first else { return nil }
    var found = Found()
    guard matches(output, graph, &found, isRoot: true) else { return nil }
    found.inner.sort()
    return found
  }

  private func matches(
    _ id: Program.ID, _ graph: FusionGraph, _ found: inout Found, isRoot: Bool = false
  ) -> Bool {
    if case .any(let name) = self {
      if let known = found.values[name] { return known == id }
      found.values[name] = id
      return true
    }
    guard let op = graph.maker(of: id), graph.program.ops[op].outputs.first == id else {
      return false
    }
    let each = graph.program.ops[op]
    if !isRoot, !graph.isInner(id) { found.shared = found.shared ?? id }
    switch self {
    case .any: return false
    case .op(let names, let name, let operands):
      guard names.contains(each.name), each.operands.count >= operands.count else { return false }
      found.ops[name] = op
      found.inner.append(op)
      return zip(operands, each.operands).allSatisfy { $0.matches($1, graph, &found) }
    case .commuting(let wanted, let name, let first, let second):
      guard each.name == wanted, each.operands.count == 2 else { return false }
      found.ops[name] = op
      found.inner.append(op)
      let before = found
      for order in [[0, 1], [1, 0]] {
        found = before
        if first.matches(each.operands[order[0]], graph, &found),
          second.matches(each.operands[order[1]], graph, &found)
        {
          return true
        }
      }
      return false
    }
  }
}

extension FusionRule {
  /// A rule of a pattern.
  ///
  /// - Parameters:
  ///   - unless: why what is of the form must not be fused; nil where nothing forbids it.
  ///   - making: the right side: an op, its inputs, its attributes, and which of its outputs stays.
  init(
    _ name: String, _ pattern: FusionPattern,
    unless: @escaping @Sendable (FusionGraph, FusionPattern.Found) -> String? = { _, _ in nil },
    making:
      @escaping @Sendable (FusionGraph, FusionPattern.Found) -> (
        op: String, inputs: [Operand<Program.ID>?], attributes: [String: AttributeValue],
        output: Int
      )
  ) {
    let roots: Set<String> =
      switch pattern {
      case .any: []
      case .op(let names, _, _): Set(names)
      case .commuting(let name, _, _, _): [name]
      }
    self.init(name: name, roots: roots) { graph, op in
      guard let found = pattern.find(at: op, in: graph) else { return .other }
      if let shared = found.shared {
        return .refused("'\(graph.program.values[shared].name)' is used elsewhere too")
      }
      // Further results of the ops, as the mean of a norm.
      for inner in found.inner {
        for output in graph.program.ops[inner].outputs.dropFirst() where !graph.isUnused(output) {
          return .refused("'\(graph.program.values[output].name)' is used")
        }
      }
      if let reason = unless(graph, found) { return .refused(reason) }
      let made = making(graph, found)
      guard let last = graph.program.ops[op].outputs.first else { return .other }
      return .match(
        FusionMatch(
          op: made.op, inputs: made.inputs, attributes: made.attributes, ops: found.inner,
          outputs: [made.output: last]))
    }
  }
}
