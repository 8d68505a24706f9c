import Elements
import Ops
import SPMDRules

/// Sums and the layer norms of them.
extension Fusion {
  static let norms: [FusionRule] = [
    FusionRule(name: "embedding_eltwise_layernorm", roots: ["layer_norm"], look: embeddings),
    FusionRule(
      "fc_elementwise_layernorm",
      .op(
        ["layer_norm"], "norm",
        [
          .commuting(
            "add", "sum", .op(["fc"], "fc", [.any("x"), .any("w"), .any("bias")]), .any("y")),
          .any("scale"), .any("shift"),
        ]),
      unless: { graph, found in
        graph.shape(found.values["y"]!)
          != graph.shape(graph.program.ops[found.ops["fc"]!].outputs[0])
          ? "y is broadcast" : unfitNorm(graph, found)
      },
      making: { graph, found in
        let (norm, fc) = (found.ops["norm"]!, graph.attributes(of: found.ops["fc"]!))
        return (
          "fused_fc_elementwise_layernorm",
          ["x", "w", "y", "bias", "scale", "shift"].map { .one(found.values[$0]!) },
          [
            "x_num_col_dims": fc["in_num_col_dims"]!, "activation_type": fc["activation_type"]!,
            "epsilon": .double(graph.double(norm, "epsilon")!),
            "begin_norm_axis": .int(axis(graph, norm)),
          ], 0
        )
      }),
    droppedResidual(.commuting("add", "biased", .any("x"), .any("bias"))),
    droppedResidual(.any("x")),
    FusionRule(
      "skip_layernorm",
      .op(
        ["layer_norm"], "norm",
        [.op(["add"], "sum", [.any("x"), .any("y")]), .any("scale"), .any("shift")]),
      unless: { graph, found in
        graph.shape(found.values["x"]!) != graph.shape(found.values["y"]!)
          ? "its addends have different shapes"
          : hasScaleAndShift(graph, found.ops["norm"]!)
            ? unfitNorm(graph, found) : "it has no scale or no shift"
      },
      making: { graph, found in
        let norm = found.ops["norm"]!
        return (
          "skip_layernorm", ["x", "y", "scale", "shift"].map { .one(found.values[$0]!) },
          [
            "epsilon": .double(graph.double(norm, "epsilon")!),
            "begin_norm_axis": .int(axis(graph, norm)),
          ], 0
        )
      }),
  ]

  /// The norm of a residual and of what dropout leaves of `dropped`: a sum of x and a bias, or x.
  private static func droppedResidual(_ dropped: FusionPattern) -> FusionRule {
    /// The wider addend is x, on either side.
    @Sendable func addends(_ graph: FusionGraph, _ found: FusionPattern.Found) -> (
      x: Program.ID, bias: Program.ID?
    ) {
      guard let bias = found.values["bias"] else { return (found.values["x"]!, nil) }
      let x = found.values["x"]!
      return graph.shape(x).count < graph.shape(bias).count ? (bias, x) : (x, bias)
    }
    return FusionRule(
      "bias_dropout_residual_layer_norm",
      .op(
        ["layer_norm"], "norm",
        [
          .commuting("add", "sum", .op(["dropout"], "dropout", [dropped]), .any("residual")),
          .any("scale"), .any("shift"),
        ]),
      unless: { graph, found in
        let (x, bias) = addends(graph, found)
        let shape = graph.shape(x)
        if graph.shape(found.values["residual"]!) != shape { return "the residual is broadcast" }
        if let bias, graph.shape(bias) != shape.suffix(1) { return "the bias is no row" }
        if axis(graph, found.ops["norm"]!) != shape.count - 1 { return "the norm is not of rows" }
        return unfitNorm(graph, found)
      },
      making: { graph, found in
        let (x, bias) = addends(graph, found)
        let dropout = graph.attributes(of: found.ops["dropout"]!)
        let scales = dropout["mode"] == .string("upscale_in_train")
        return (
          "fused_bias_dropout_residual_layer_norm",
          [.one(x), .one(found.values["residual"]!), bias.map { .one($0) }]
            + ["scale", "shift"].map { .one(found.values[$0]!) },
          [
            "dropout_rate": dropout["p"] ?? .double(0.5),
            "is_test": dropout["is_test"] ?? .bool(false),
            "dropout_seed": dropout["seed"] ?? .int(0),
            "dropout_implementation": .string(scales ? "upscale_in_train" : "downgrade_in_infer"),
            "ln_epsilon": .double(graph.double(found.ops["norm"]!, "epsilon")!),
          ], 0
        )
      })
  }

  private static func axis(_ graph: FusionGraph, _ norm: Int) -> Int {
    graph.dim(graph.int(norm, "begin_norm_axis") ?? 1, of: graph.program.ops[norm].operands[0])
  }

  /// Whether both are there: an absent one has the shape [0].
  private static func hasScaleAndShift(_ graph: FusionGraph, _ norm: Int) -> Bool {
    graph.program.ops[norm].operands.dropFirst().allSatisfy { graph.shape($0) != [0] }
  }

  /// The range that the fused ops take.
  private static func unfitNorm(_ graph: FusionGraph, _ found: FusionPattern.Found) -> String? {
    let norm = found.ops["norm"]!
    guard let epsilon = graph.double(norm, "epsilon"), (0...0.001).contains(epsilon) else {
      return "its epsilon is not in 0...0.001"
    }
    let dtypes = Set(graph.program.ops[norm].operands.map { graph.program.values[$0].dtype })
    return dtypes.count == 1 && axis(graph, norm) > 0 ? nil : "its scale has another dtype"
  }

  /// A norm of the sum of two look-ups or more, of ids of one shape.
  private static let embeddings: @Sendable (FusionGraph, Int) -> FusionLook = { graph, norm in
    let operands = graph.program.ops[norm].operands
    guard operands.count == 3 else { return .other }
    var (lookups, sums, waiting) = ([] as [Int], [] as [Int], [operands[0]])
    var shared: Program.ID?
    while let next = waiting.popLast() {
      guard let op = graph.maker(of: next) else { return .other }
      if !graph.isInner(next) { shared = next }
      switch graph.program.ops[op].name {
      case "add":
        sums.append(op)
        waiting += graph.program.ops[op].operands.reversed()
      case "embedding": lookups.append(op)
      default: return .other
      }
    }
    guard lookups.count >= 2, let output = graph.program.ops[norm].outputs.first else {
      return .other
    }
    if let shared {
      return .refused("'\(graph.program.values[shared].name)' is used elsewhere too")
    }
    var ids = lookups.map { graph.program.ops[$0].operands[0] }
    let shape = Array(graph.shape(operands[0]).dropLast())
    guard shape.count == 2, axis(graph, norm) == 2 else {
      return .refused("its ids are no [batch, tokens], or the norm is not of rows")
    }
    // Places and types, which are the same for each sample, are written out for all.
    var steps = FusionSteps()
    for (place, id) in ids.enumerated() where graph.shape(id) != shape {
      guard graph.isConstant(id) else { return .refused("its ids have different shapes") }
      ids[place] = steps.add("expand", .one(id), ["shape": .ints(shape)])
    }
    guard lookups.allSatisfy({ (graph.int($0, "padding_idx") ?? -1) < 0 }) else {
      return .refused("a look-up has a padding index")
    }
    guard hasScaleAndShift(graph, norm) else { return .refused("it has no scale or no shift") }
    guard let epsilon = graph.double(norm, "epsilon"), (0...0.001).contains(epsilon),
      graph.program.ops[norm].outputs.dropFirst().allSatisfy(graph.isUnused)
    else { return .refused("its epsilon is not in 0...0.001, or its mean is used") }
    return .match(
      FusionMatch(
        op: "fused_embedding_eltwise_layernorm",
        inputs: [
          .list(ids), .list(lookups.map { graph.program.ops[$0].operands[1] }),
          .one(operands[2]), .one(operands[1]),
        ],
        steps: steps, attributes: ["epsilon": .double(epsilon)],
        ops: (lookups + sums + [norm]).sorted(),
        outputs: [0: output]))
  }
}
