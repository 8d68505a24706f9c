import Elements
import Ops
import SPMDRules

/// Whole layers of a transformer, and layers one after the other.
extension Fusion {
  static let transformers: [FusionRule] = [
    FusionRule(name: "multi_transformer", roots: ["layer_norm", "add"], look: layer),
    FusionRule(name: "multi_transformer", roots: ["fused_multi_transformer"], look: stack),
  ]

  /// A layer that ends in a norm, or in the sum of its feed-forward part and what goes around it.
  private static let layer: @Sendable (FusionGraph, Int) -> FusionLook = { graph, root in
    guard var found = TransformerLayer(graph, endingAt: root) else { return .other }
    if let reason = found.unfit { return .refused(reason) }
    guard let output = graph.program.ops[root].outputs.first,
      graph.program.ops[root].outputs.dropFirst().allSatisfy(graph.isUnused)
    else { return .refused("the statistics of its last norm are used") }
    let inputs = found.inputs()
    return .match(
      FusionMatch(
        op: "fused_multi_transformer", inputs: inputs, steps: found.steps,
        attributes: found.attributes, ops: Set(found.ops).sorted(), outputs: [0: output]))
  }

  /// Two such ops, of which one takes what the other gives, are one of all their layers.
  private static let stack: @Sendable (FusionGraph, Int) -> FusionLook = { graph, last in
    let second = graph.program.ops[last]
    guard let x = second.inputs.first?.elements.first, let first = graph.maker(of: x),
      graph.program.ops[first].name == "fused_multi_transformer", graph.isInner(x),
      let output = second.outputs.first
    else { return .other }
    // Where it goes on, it is fused there.
    let names = OpSchema.named("fused_multi_transformer")?.inputs ?? []
    let both = [graph.program.ops[first].inputs, second.inputs].map { given in
      Dictionary(uniqueKeysWithValues: zip(names.map(\.name), given))
    }
    guard graph.attributes(of: first) == graph.attributes(of: last) else {
      return .refused("the layer before has other attributes")
    }
    guard
      [first, last].allSatisfy({ graph.program.ops[$0].outputs.count == 1 }),
      both.allSatisfy({ each in
        ["pre_caches", "cache_kvs"].allSatisfy { each[$0]?.elements.isEmpty ?? true }
      })
    else { return .refused("its layers have caches") }
    var inputs: [Operand<Program.ID>?] = []
    for argument in names {
      let operands = both.map { $0[argument.name] }
      if argument.name == "x" {
        inputs.append(operands[0])
      } else if argument.isList {
        let lists = operands.map { $0?.elements ?? [] }
        guard lists[0].isEmpty == lists[1].isEmpty else {
          return .refused("the layer before has other inputs: \(argument.name)")
        }
        inputs.append(.list(lists[0] + lists[1]))
      } else {
        guard
          operands.allSatisfy({ $0 == nil })
            || operands[0].flatMap({ one in operands[1].map { graph.isSame(one, $0) } }) == true
        else { return .refused("the layer before has another \(argument.name)") }
        inputs.append(operands[0])
      }
    }
    return .match(
      FusionMatch(
        op: "fused_multi_transformer", inputs: inputs, attributes: graph.attributes(of: last),
        ops: [first, last].sorted(), outputs: [0: output]))
  }
}

extension FusionGraph {
  /// Whether two operands are one value, or made alike of the same.
  fileprivate func isSame(_ one: Operand<Program.ID>, _ other: Operand<Program.ID>) -> Bool {
    if one == other { return true }
    let (left, right) = (one.elements, other.elements)
    return left.count == right.count
      && zip(left, right).allSatisfy { left, right in
        guard
          let (first, second) = maker(of: left).flatMap({ one in maker(of: right).map { (one, $0) }
          })
        else { return left == right }
        let (a, b) = (program.ops[first], program.ops[second])
        return left == right
          || a.action == b.action && a.inputs == b.inputs
            && program.values[left].shape == program.values[right].shape
      }
  }
}
