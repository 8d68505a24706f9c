import SPMDRules

extension OpCase {
  private static let rms = [
    OpCase([4, 6], [6], attributes: ["epsilon": .double(1e-5)]),
    OpCase([5, 2, 3], [3], attributes: ["epsilon": .double(1e-5)]),
  ]

  private static func layer(_ shape: [Int], _ axis: Int, scaled: Bool = true) -> OpCase {
    let size = scaled ? shape[axis...].reduce(1, *) : 0
    return OpCase(
      shape, [size], [size],
      attributes: ["epsilon": .double(1e-5), "begin_norm_axis": .int(axis)])
  }

  private static func batch(test: Bool) -> OpCase {
    OpCase(
      [4, 6, 2], [6], [6], [6], [6],
      attributes: [
        "momentum": .double(0.5), "epsilon": .double(1e-5), "is_test": .bool(test),
        "data_format": .string("NCHW"), "use_global_stats": .bool(false),
      ], domains: [.integers, .integers, .positive, .positive, .integers])
  }

  static let norms: [String: [OpCase]] = [
    "layer_norm": [
      layer([4, 6], 1), layer([5, 2, 3], 1), layer([5, 2, 3], 2), layer([4, 6], 1, scaled: false),
    ],
    "rms_norm": rms, "fused_rms_norm": rms,
    "group_norm": [
      OpCase([4, 4, 2], [4], [4], attributes: ["epsilon": .double(1e-5), "groups": .int(2)]),
      OpCase([3, 6, 2], [6], [6], attributes: ["epsilon": .double(1e-5), "groups": .int(3)]),
    ],
    "instance_norm": [
      OpCase([4, 6, 3], [6], [6], attributes: ["epsilon": .double(1e-5)]),
      OpCase([3, 2, 2, 2], [2], [2], attributes: ["epsilon": .double(1e-5)]),
    ],
    "batch_norm": [batch(test: false), batch(test: true)],
  ]
}
