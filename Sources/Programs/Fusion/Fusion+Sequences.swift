import Elements
import Ops
import SPMDRules

/// Rows of sequences: what is around each, what is beside them, and what is kept from one to the next.
extension Fusion {
  static let sequences: [FusionRule] = [
    FusionRule(
      "seqconv_eltadd_relu",
      .op(
        ["relu"], "relu",
        [
          .commuting(
            "add", "sum", .op(["sequence_conv"], "product", [.any("x"), .any("w")]), .any("bias"))
        ]),
      unless: unfitBias,
      making: { graph, found in
        (
          "fusion_seqconv_eltadd_relu", ["x", "w", "bias"].map { .one(found.values[$0]!) },
          graph.attributes(of: found.ops["product"]!), 0
        )
      }),
    FusionRule(name: "seqconv_eltadd_relu", roots: ["fc"], look: convolution),
    FusionRule(name: "seq_concat_fc", roots: ["fc", "tanh", "sigmoid"], look: expansion),
    FusionRule(name: "fc_gru", roots: ["gru"], look: recurrentUnit),
  ]

  /// The operands of a concatenation by columns that goes into a plain fc of rows, and the ops of both.
  private static func columns(_ graph: FusionGraph, _ fc: Int) -> (parts: [Program.ID], op: Int)? {
    let operands = graph.program.ops[fc].operands
    guard operands.count >= 2, graph.shape(operands[0]).count == 2,
      !graph.bool(fc, "padding_weights"), let joint = graph.maker(of: operands[0]),
      graph.program.ops[joint].name == "concat", let axis = graph.int(joint, "axis"),
      graph.dim(axis, of: operands[0]) == 1
    else { return nil }
    return (graph.program.ops[joint].operands, joint)
  }

  /// Rows of one sequence with those around them: slices, each a row further, of what was padded with zeros.
  private static let convolution: @Sendable (FusionGraph, Int) -> FusionLook = { graph, fc in
    guard let (parts, joint) = columns(graph, fc), parts.count >= 2,
      let rows = graph.shape(parts[0]).first, let output = graph.program.ops[fc].outputs.first
    else { return .other }
    var (ops, starts, padded) = ([fc, joint], [Int](), Set<Program.ID>())
    for part in parts {
      guard let cut = graph.maker(of: part), graph.program.ops[cut].name == "slice",
        graph.ints(cut, "axes") == [0], let start = graph.ints(cut, "starts")?.first,
        graph.ints(cut, "ends") == [start + rows], start >= 0,
        graph.ints(cut, "decrease_axis") ?? [] == []
      else { return .other }
      ops.append(cut)
      starts.append(start)
      padded.insert(graph.program.ops[cut].operands[0])
    }
    guard padded.count == 1, let whole = padded.first, let pad = graph.maker(of: whole),
      graph.program.ops[pad].name == "pad", let paddings = graph.ints(pad, "paddings"),
      paddings.count == 4, graph.shape(graph.program.ops[pad].operands[0]).first == rows
    else { return .other }
    ops.append(pad)
    guard graph.attributes(of: fc)["activation_type"] == .string("relu") else {
      return .refused("it has no relu")
    }
    guard graph.program.ops[fc].operands.count == 3 else { return .refused("it has no bias") }
    guard graph.double(pad, "pad_value") == 0, paddings[2...] == [0, 0] else {
      return .refused("its padding is not rows of zeros")
    }
    guard starts == Array(starts[0]..<starts[0] + starts.count) else {
      return .refused("its rows do not follow on each other")
    }
    guard starts.count + starts[0] - paddings[0] > 0 else {
      return .refused("all that it meets is before each row")
    }
    let operands = graph.program.ops[fc].operands
    return .match(
      FusionMatch(
        op: "fusion_seqconv_eltadd_relu",
        inputs: [
          .one(graph.program.ops[pad].operands[0]), .one(operands[1]), .one(operands[2]),
        ],
        attributes: [
          "lengths": .ints([rows]), "context_length": .int(starts.count),
          "context_start": .int(starts[0] - paddings[0]),
        ], ops: ops.sorted(), outputs: [0: output]))
  }

  /// Rows beside others that are the same for all rows of a sequence.
  private static let expansion: @Sendable (FusionGraph, Int) -> FusionLook = { graph, root in
    var (fc, ops, activation) = (root, [root], "identity")
    if graph.program.ops[root].name != "fc" {
      guard let inner = graph.maker(of: graph.program.ops[root].operands[0]),
        graph.program.ops[inner].name == "fc"
      else { return .other }
      activation = graph.program.ops[root].name
      fc = inner
      ops.append(fc)
    } else if let output = graph.program.ops[fc].outputs.first, graph.isInner(output),
      graph.program.ops.contains(where: {
        ["tanh", "sigmoid"].contains($0.name) && $0.operands == [output]
      })
    {
      // It is fused with its activation.
      return .other
    }
    guard let (parts, joint) = columns(graph, fc), parts.count >= 2,
      let output = graph.program.ops[root].outputs.first
    else { return .other }
    ops.append(joint)
    if graph.attributes(of: fc)["activation_type"] == .string("relu") {
      guard activation == "identity" else { return .refused("it has two activations") }
      activation = "relu"
    }
    let rows = graph.shape(parts[0])[0]
    var (inputs, lengths) = ([parts[0]], Set<[Int]>())
    for part in parts.dropFirst() {
      guard let op = graph.maker(of: part), let short = graph.program.ops[op].operands.first,
        graph.shape(short).count == 2, let count = graph.shape(short).first, count > 0
      else { return .other }
      switch graph.program.ops[op].name {
      case "expand" where count == 1, "repeat_interleave" where graph.int(op, "axis") == 0:
        lengths.insert([Int](repeating: rows / count, count: count))
      case "sequence_expand": lengths.insert(graph.ints(op, "lengths") ?? [])
      default: return .other
      }
      guard graph.shape(short)[1] == graph.shape(part)[1] else { return .other }
      ops.append(op)
      inputs.append(short)
    }
    guard lengths.count == 1, let each = lengths.first else {
      return .refused(
        Set(lengths.map(\.count)).count > 1
          ? "its inputs have other numbers of sequences"
          : "its inputs have sequences of other lengths"
      )
    }
    let operands = graph.program.ops[fc].operands
    return .match(
      FusionMatch(
        op: "fusion_seqexpand_concat_fc",
        inputs: [.list(inputs), .one(operands[1])] + operands.dropFirst(2).map { .one($0) },
        attributes: ["lengths": .ints(each), "fc_activation": .string(activation)],
        ops: ops.sorted(), outputs: [0: output]))
  }

  /// A recurrent unit, and the product that makes its inputs, with its bias or without.
  private static let recurrentUnit: @Sendable (FusionGraph, Int) -> FusionLook = { graph, gru in
    let unit = graph.program.ops[gru].operands
    guard let product = graph.maker(of: unit[0]), let output = graph.program.ops[gru].outputs.first
    else { return .other }
    let factors = graph.program.ops[product].operands
    switch graph.program.ops[product].name {
    case "fc" where !graph.bool(product, "padding_weights"):
      if graph.attributes(of: product)["activation_type"] == .string("relu") {
        return .refused("its product has an activation")
      }
    case "matmul" where !isTransposed(graph, product):
      guard graph.isConstant(factors[1]) else { return .refused("its weight is no constant") }
    default: return .other
    }
    guard graph.shape(factors[0]).count == 2, graph.shape(factors[1]).count == 2 else {
      return .other
    }
    // Paddle's pass leaves it, since its kernel of the fused op ignores the attribute.
    if graph.bool(gru, "origin_mode") { return .refused("it is of origin mode") }
    // A bias of the product is a row, or flat; that of the unit is a row. Absent ones have no elements.
    var steps = FusionSteps()
    var biases = [factors.dropFirst(2).first, unit.dropFirst(3).first].compactMap(\.self)
      .filter { graph.shape($0) != [0] }
      .map { bias in
        let row = [1, graph.shape(unit[0])[1]]
        return graph.shape(bias) == row
          ? bias : steps.add("reshape", .one(bias), ["shape": .ints(row)])
      }
    if biases.count == 2 { biases = [steps.add("add_n", .list(biases), [:])] }
    let inputs = [factors[0], unit[1], factors[1], unit[2]] + biases
    return .match(
      FusionMatch(
        op: "fusion_gru", inputs: inputs.map { .one($0) }, steps: steps,
        attributes: graph.attributes(of: gru), ops: [product, gru].sorted(), outputs: [0: output]))
  }
}
