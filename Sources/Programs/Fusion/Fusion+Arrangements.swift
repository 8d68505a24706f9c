import Elements
import Ops
import SPMDRules

/// Attention of one tensor with itself, and heads of detection.
extension Fusion {
  static let arrangements: [FusionRule] = [
    FusionRule(name: "self_attention", roots: ["transpose", "swapaxes"], look: selfAttention),
    FusionRule(name: "transpose_flatten_concat", roots: ["concat"], look: flattened),
  ]

  /// Queries, keys and values are the first, second and third of [2, 0, 3, 1, 4] of x [B, T, 3, H, D].
  private static let selfAttention: @Sendable (FusionGraph, Int) -> FusionLook = { graph, root in
    guard graph.permutation(root) == [0, 2, 1, 3],
      let product = graph.inner(graph.program.ops[root].operands[0], ["matmul"]),
      let softmax = graph.inner(graph.program.ops[product].operands[0], ["softmax"]),
      [3, -1].contains(graph.int(softmax, "axis"))
    else { return .other }
    var (ops, alpha) = ([root, product, softmax], 1.0)
    // The factor stands before the products or behind them.
    func unscaled(_ id: Program.ID) -> Program.ID? {
      guard let op = graph.inner(id, ["multiply", "scale", "divide"]) else { return id }
      let each = graph.program.ops[op]
      switch each.name {
      case "scale":
        guard graph.double(op, "bias") == 0, let factor = graph.double(op, "scale") else {
          return nil
        }
        alpha *= factor
      default:
        guard each.operands.count == 2 else { return nil }
        // A factor stands on either side, a divisor on the right.
        let sides = each.name == "divide" ? [(0, 1)] : [(0, 1), (1, 0)]
        for (value, side) in sides {
          let value = each.operands[value]
          guard let factor = graph.number(each.operands[side], beside: value) else { continue }
          alpha *= each.name == "divide" ? 1 / factor : factor
          ops.append(op)
          return value
        }
        return nil
      }
      ops.append(op)
      return each.operands[0]
    }
    guard let scores = unscaled(graph.program.ops[softmax].operands[0]),
      let dots = graph.inner(scores, ["matmul"])
    else { return .other }
    ops.append(dots)
    guard let query = unscaled(graph.program.ops[dots].operands[0]) else { return .other }
    var key = graph.program.ops[dots].operands[1]
    if !graph.bool(dots, "trans_y") {
      guard let turn = graph.inner(key, ["transpose", "swapaxes"]),
        graph.permutation(turn) == [0, 1, 3, 2]
      else { return .other }
      ops.append(turn)
      key = graph.program.ops[turn].operands[0]
    }
    guard !graph.bool(dots, "trans_x"), !isTransposed(graph, product) else { return .other }
    let parts = [query, key, graph.program.ops[product].operands[1]]
    guard let (whole, slices) = thirds(graph, parts),
      let turn = graph.maker(of: whole), graph.permutation(turn) == [2, 0, 3, 1, 4]
    else { return .other }
    let x = graph.program.ops[turn].operands[0]
    guard graph.shape(x).count == 5, graph.shape(x)[2] == 3,
      let output = graph.program.ops[root].outputs.first
    else { return .refused("x is no [batch, tokens, 3, heads, features]") }
    return .match(
      FusionMatch(
        op: "self_dp_attention", inputs: [.one(x)],
        attributes: ["alpha": .double(alpha), "head_number": .int(graph.shape(x)[3])],
        ops: Set(slices + ops + [turn]).sorted(), outputs: [0: output]))
  }

  /// The value whose places 0, 1 and 2 along dim 0 these are, and the ops that take them.
  private static func thirds(_ graph: FusionGraph, _ parts: [Program.ID]) -> (Program.ID, [Int])? {
    let ops = parts.compactMap(graph.maker)
    guard ops.count == 3, let whole = graph.program.ops[ops[0]].operands.first else { return nil }
    for (place, (id, op)) in zip(parts, ops).enumerated() {
      let each = graph.program.ops[op]
      guard each.operands == [whole] else { return nil }
      switch each.name {
      case "unbind":
        guard graph.int(op, "axis") == 0, each.outputs.count == 3, each.outputs[place] == id else {
          return nil
        }
      case "slice":
        guard graph.ints(op, "axes") == [0], graph.ints(op, "starts") == [place],
          graph.ints(op, "ends") == [place + 1], graph.ints(op, "decrease_axis") == [0]
        else { return nil }
      default: return nil
      }
    }
    return (whole, ops)
  }

  /// A concatenation of tensors that are permuted alike and then flattened alike.
  private static let flattened: @Sendable (FusionGraph, Int) -> FusionLook = { graph, root in
    var (ops, inputs) = ([root], [] as [Program.ID])
    var orders: Set<[Int]> = []
    var axes: Set<Int>?
    for operand in graph.program.ops[root].operands {
      guard let flat = graph.maker(of: operand),
        ["reshape", "flatten"].contains(graph.program.ops[flat].name),
        let turn = graph.maker(of: graph.program.ops[flat].operands[0]),
        let order = graph.permutation(turn), graph.shape(operand).count == 2
      else { return .other }
      let between = graph.program.ops[flat].operands[0]
      guard graph.isInner(operand), graph.isInner(between) else {
        return .refused("a value inside is used elsewhere too")
      }
      // Which dims make up the rows.
      let shape = graph.shape(between)
      let cuts = (0...shape.count).filter { axis in
        shape[..<axis].reduce(1, *) == graph.shape(operand)[0]
          && shape[axis...].reduce(1, *) == graph.shape(operand)[1]
      }
      guard !cuts.isEmpty else { return .refused("it is not flattened to rows") }
      axes = axes.map { $0.intersection(cuts) } ?? Set(cuts)
      orders.insert(order)
      ops += [flat, turn]
      inputs.append(graph.program.ops[turn].operands[0])
    }
    guard let order = orders.first, let output = graph.program.ops[root].outputs.first,
      let along = graph.int(root, "axis")
    else { return .other }
    guard orders.count == 1, let axis = axes?.min(), Set(ops).count == ops.count else {
      return .refused("its inputs are permuted or flattened differently")
    }
    guard Set(inputs.map { graph.program.values[$0].dtype }).count == 1 else {
      return .refused("its inputs have different dtypes")
    }
    guard graph.shape(inputs[0]).count <= 6 else { return .refused("more than 6 dims") }
    return .match(
      FusionMatch(
        op: "fusion_transpose_flatten_concat", inputs: [.list(inputs)],
        attributes: [
          "trans_axis": .ints(order), "flatten_axis": .int(axis),
          "concat_axis": .int(along < 0 ? along + 2 : along),
        ], ops: ops.sorted(), outputs: [0: output]))
  }
}

extension FusionGraph {
  /// The op of one of these names that makes a value which only it is read of.
  fileprivate func inner(_ id: Program.ID, _ names: Set<String>) -> Int? {
    guard let op = maker(of: id), names.contains(program.ops[op].name), isInner(id) else {
      return nil
    }
    return op
  }
}
