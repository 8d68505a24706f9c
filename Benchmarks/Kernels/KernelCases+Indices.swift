import SPMDRules

extension KernelCases {
  private var picked: KernelOperand { KernelOperand([rows], .index(rows)) }

  /// Elements and slices at the places that indices name, read and written.
  var lookUps: [KernelCase] {
    let x = KernelOperand(matrix)
    let table = KernelOperand([16 * rows, columns])
    let ids = KernelOperand([rows], .index(16 * rows))
    let across = KernelOperand(matrix, .index(columns))
    let along: [String: AttributeValue] = ["axis": .int(1)]
    let indices = KernelOperand([rows, 1], .index(rows))
    return [
      KernelCase("embedding", [ids, table]),
      KernelCase("c_embedding", [table, ids]),
      KernelCase("gather", [x, picked]),
      KernelCase("gather", [x, KernelOperand([columns], .index(columns))], along),
      KernelCase("index_select", [x, picked]),
      KernelCase("take_along_axis", [x, across], along),
      KernelCase("gather_nd", [x, indices]),
      KernelCase("put_along_axis", [x, across, x], along),
      KernelCase("put_along_axis", [x, across, x], ["axis": .int(1), "reduce": .string("add")]),
      KernelCase("scatter", [x, KernelOperand([rows], .permutation), x]),
      KernelCase("scatter_nd_add", [x, indices, x]),
      KernelCase(
        "index_put", arguments: [.one(x), .list([picked]), .one(x)], ["accumulate": .bool(true)]),
    ]
  }

  /// Tokens to experts and back, and samples of images.
  var experts: [KernelCase] {
    [
      KernelCase(
        "moe_gate_dispatch",
        [KernelOperand(matrix), KernelOperand([rows, 8], .unit), .absent],
        ["k": .int(2), "capacity": .int(max(1, rows / 2))]),
      KernelCase(
        "moe_combine",
        [
          KernelOperand([2 * rows, columns]), KernelOperand([rows, 2], .unit),
          KernelOperand([rows, 2], .index(2 * rows)),
        ]),
      KernelCase(
        "roi_align",
        [KernelOperand([1, 64, 64, 64]), KernelOperand([128, 4], .positive), .absent],
        [
          "pooled_height": .int(7), "pooled_width": .int(7), "spatial_scale": .double(8),
          "sampling_ratio": .int(2),
        ]),
    ]
  }

  private func adam(_ op: String) -> KernelCase {
    let (x, one) = (KernelOperand([elements]), KernelOperand([1], .wide))
    return KernelCase(
      op,
      [
        x, x, one, x, KernelOperand([elements], .positive), .absent, one, one, .absent,
        KernelOperand([0], .coin),
      ])
  }

  /// Steps of optimizers.
  var updates: [KernelCase] {
    let (x, one) = (KernelOperand([elements]), KernelOperand([1], .wide))
    return [
      KernelCase("sgd", [x, one, x]),
      KernelCase("momentum", [x, x, x, one]),
      adam("adam"),
      adam("adamw"),
      KernelCase("adagrad", [x, x, KernelOperand([elements], .positive), one]),
      KernelCase("check_finite_and_unscale", arguments: [.list([x]), .one(one)]),
    ]
  }
}
