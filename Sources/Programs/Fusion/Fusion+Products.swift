import Elements
import Ops
import SPMDRules

/// Products with what follows them.
extension Fusion {
  static let products: [FusionRule] = [
    FusionRule(
      "fc",
      .commuting("add", "sum", .op(["matmul"], "product", [.any("x"), .any("w")]), .any("bias")),
      unless: { graph, found in
        unfitProduct(graph, found) ?? unfitBias(graph, found)
      },
      making: { graph, found in fc(graph, found, relu: false) }),
    FusionRule(
      "fc", .op(["linear_v2"], "product", [.any("x"), .any("w"), .any("bias")]),
      unless: { graph, found in
        graph.bool(found.ops["product"]!, "transpose_weight")
          ? "its weight is transposed" : unfitWeight(graph, found)
      },
      making: { graph, found in fc(graph, found, relu: false) }),
    FusionRule(
      "fc", .op(["relu"], "relu", [.op(["fc"], "fc", [.any("x"), .any("w"), .any("bias")])]),
      unless: { graph, found in
        graph.attributes(of: found.ops["fc"]!)["activation_type"] == .string("relu")
          ? "it has its activation" : nil
      },
      making: { graph, found in fc(graph, found, relu: true) }),
    FusionRule(
      "gemm_epilogue",
      .op(["gelu"], "gelu", [.op(["fc"], "fc", [.any("x"), .any("w"), .any("bias")])]),
      unless: { graph, found in
        if !graph.bool(found.ops["gelu"]!, "approximate") {
          return "its gelu is by erf, that of the epilogue by tanh"
        }
        return graph.attributes(of: found.ops["fc"]!)["activation_type"] == .string("relu")
          || graph.shape(found.values["bias"]!).count != 1 ? "it is no plain product" : nil
      },
      making: { graph, found in
        (
          "fused_gemm_epilogue",
          [.one(found.values["x"]!), .one(found.values["w"]!), .one(found.values["bias"]!)],
          ["activation": .string("gelu")], 0
        )
      }),
    FusionRule(name: "repeated_fc_relu", roots: ["fc"], look: repeatedFC),
    squaredMatSub(.op(["scale"], "scaled", [difference])),
    squaredMatSub(.commuting("multiply", "scaled", difference, .any("factor"))),
    squaredMatSub(difference),
  ]

  /// The square of a product, less the product of squares.
  private static let difference: FusionPattern = .op(
    ["subtract"], "difference",
    [
      .op(["square"], "left", [.op(["matmul"], "xy", [.any("x"), .any("y")])]),
      .op(
        ["matmul"], "squares",
        [.op(["square"], "x2", [.any("x")]), .op(["square"], "y2", [.any("y")])]),
    ])

  /// That, as it is or times a number.
  private static func squaredMatSub(_ pattern: FusionPattern) -> FusionRule {
    @Sendable func factor(_ graph: FusionGraph, _ found: FusionPattern.Found) -> Double? {
      guard let op = found.ops["scaled"] else { return 1 }
      guard let value = found.values["factor"] else {
        return graph.double(op, "bias") == 0 ? graph.double(op, "scale") : nil
      }
      return graph.number(value, beside: graph.program.ops[found.ops["difference"]!].outputs[0])
    }
    return FusionRule(
      "squared_mat_sub", pattern,
      unless: { graph, found in
        if factor(graph, found) == nil { return "what it is scaled by is no number" }
        return ["xy", "squares"].contains { isTransposed(graph, found.ops[$0]!) }
          || graph.shape(found.values["x"]!).count != 2 ? "its products are not plain" : nil
      },
      making: { graph, found in
        (
          "fusion_squared_mat_sub", [.one(found.values["x"]!), .one(found.values["y"]!)],
          ["scalar": .double(factor(graph, found) ?? 1)], 3
        )
      })
  }

  static func isTransposed(_ graph: FusionGraph, _ op: Int) -> Bool {
    graph.bool(op, "trans_x") || graph.bool(op, "trans_y")
  }

  private static func unfitProduct(_ graph: FusionGraph, _ found: FusionPattern.Found) -> String? {
    isTransposed(graph, found.ops["product"]!) ? "its product is transposed" : nil
  }

  /// Why a weight is none.
  static func unfitWeight(_ graph: FusionGraph, _ found: FusionPattern.Found) -> String? {
    let w = found.values["w"]!
    if !graph.isConstant(w) { return "its weight is no constant" }
    if graph.shape(w).count != 2 || graph.shape(found.values["x"]!).count < 2 {
      return "its weight is no matrix"
    }
    let dtypes = ["x", "w", "bias"].map { graph.program.values[found.values[$0]!].dtype }
    return Set(dtypes).count == 1 && dtypes[0].kind == .floatingPoint
      ? nil : "its dtypes are not one floating-point dtype"
  }

  /// Why a product of a weight and a row are none that is fused.
  static func unfitBias(_ graph: FusionGraph, _ found: FusionPattern.Found) -> String? {
    if let reason = unfitWeight(graph, found) { return reason }
    let (bias, columns) = (graph.shape(found.values["bias"]!), graph.shape(found.values["w"]!)[1])
    if bias != [columns], bias != [1, columns] {
      return "its bias of \(bias) is neither [\(columns)] nor [1, \(columns)]"
    }
    return graph.isConstant(found.values["bias"]!) ? nil : "its bias is no constant"
  }

  private static func fc(_ graph: FusionGraph, _ found: FusionPattern.Found, relu: Bool) -> (
    op: String, inputs: [Operand<Program.ID>?], attributes: [String: AttributeValue], output: Int
  ) {
    let x = found.values["x"]!
    var attributes: [String: AttributeValue] = [
      "in_num_col_dims": .int(graph.shape(x).count - 1),
      "activation_type": .string(relu ? "relu" : ""),
    ]
    if let old = found.ops["fc"] { attributes = graph.attributes(of: old) }
    if relu { attributes["activation_type"] = .string("relu") }
    return ("fc", ["x", "w", "bias"].map { .one(found.values[$0]!) }, attributes, 0)
  }

  /// Two layers or more, each with its relu: the longest chain that ends here. What layers before the last give comes too.
  private static let repeatedFC: @Sendable (FusionGraph, Int) -> FusionLook = { graph, last in
    func isLayer(_ op: Int) -> Bool {
      let each = graph.program.ops[op]
      return each.name == "fc" && each.operands.count == 3
        && graph.attributes(of: op)["activation_type"] == .string("relu")
        && graph.shape(each.operands[0]).count == 2
        && graph.shape(each.operands[2]).last == graph.shape(each.operands[1]).last
        && !graph.bool(op, "padding_weights")
    }
    guard isLayer(last) else { return .other }
    // The chain is fused where it ends.
    func isPlaced(_ id: Program.ID) -> Bool { graph.program.values[id].annotation != nil }
    if let output = graph.program.ops[last].outputs.first, !isPlaced(output),
      graph.program.ops.indices.contains(where: {
        isLayer($0) && graph.program.ops[$0].operands[0] == output
      })
    {
      return .other
    }
    var chain = [last]
    while let before = graph.maker(of: graph.program.ops[chain[0]].operands[0]), isLayer(before),
      !isPlaced(graph.program.ops[chain[0]].operands[0])
    {
      chain.insert(before, at: 0)
    }
    guard chain.count >= 2 else { return .other }
    let layers = chain.map { graph.program.ops[$0].operands }
    return .match(
      FusionMatch(
        op: "fusion_repeated_fc_relu",
        inputs: [.one(layers[0][0]), .list(layers.map { $0[1] }), .list(layers.map { $0[2] })],
        attributes: [:], ops: chain,
        outputs: Dictionary(
          uniqueKeysWithValues: chain.enumerated().map { ($0, graph.program.ops[$1].outputs[0]) })))
  }
}
