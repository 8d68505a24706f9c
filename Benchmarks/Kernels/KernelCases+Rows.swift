import SPMDRules

extension KernelCases {
  private func reducing(
    _ op: String, axis: [Int] = [1], _ attributes: [String: AttributeValue] = [:],
    _ values: KernelOperand.Values = .signed
  ) -> KernelCase {
    KernelCase(
      op, [KernelOperand(matrix, values)],
      attributes.merging(["axis": .ints(axis)]) { given, _ in given })
  }

  /// Reductions over the last dim, some also over the first and over all.
  var reduced: [KernelCase] {
    ["sum", "mean", "max", "min"].flatMap { op in
      [[1], [0], []].map { reducing(op, axis: $0) }
    } + [
      reducing("prod"),
      reducing("any", [:], .coin),
      reducing("all", [:], .coin),
      reducing("reduce_base", ["reduce_type": .int(0)]),
      KernelCase("mean_all", matrix),
      reducing("logsumexp"),
      reducing("p_norm", ["axis": .int(1)]),
      reducing("p_norm", ["axis": .int(1), "porder": .double(3)]),
      reducing("frobenius_norm"),
      reducing("squared_l2_norm", axis: []),
    ]
  }

  /// Extrema with their places, sorts and running folds, along the last dim.
  var searched: [KernelCase] {
    let along: [String: AttributeValue] = ["axis": .int(1)]
    return ["argmax", "argmin", "argsort", "cumsum", "cummax", "cummin"].map {
      KernelCase($0, matrix, attributes: along)
    } + [
      KernelCase("cumsum", matrix, attributes: ["axis": .int(0)]),
      KernelCase("topk", matrix, attributes: ["k": .int(min(8, columns))]),
      KernelCase("topk", [elements], attributes: ["k": .int(min(8, elements))]),
      KernelCase("one_hot", [KernelOperand([rows], .index(1024))], ["num_classes": .int(1024)]),
    ]
  }

  /// Softmaxes, losses and norms.
  var rowwise: [KernelCase] {
    let labels = KernelOperand([rows, 1], .index(columns))
    let images = [max(1, elements / 65536), 64, 32, 32]
    let channels = KernelOperand([64])
    return [
      KernelCase("softmax", matrix),
      KernelCase("softmax", matrix, attributes: ["axis": .int(0)]),
      KernelCase("log_softmax", matrix),
      KernelCase("cross_entropy_with_softmax", [KernelOperand(matrix), labels]),
      KernelCase("c_softmax_with_cross_entropy", [KernelOperand(matrix), labels]),
      KernelCase("layer_norm", matrix, [columns], [columns]),
      KernelCase("rms_norm", matrix, [columns]),
      KernelCase(
        "batch_norm",
        [KernelOperand(images), channels, KernelOperand([64], .positive), channels, channels]),
      KernelCase(
        "batch_norm",
        [KernelOperand(images), channels, KernelOperand([64], .positive), channels, channels],
        ["is_test": .bool(true)]),
      KernelCase("group_norm", images, [64], [64], attributes: ["groups": .int(32)]),
      KernelCase("instance_norm", images, [64], [64]),
    ]
  }
}
