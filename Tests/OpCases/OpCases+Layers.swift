import SPMDRules

extension OpCase {
  private static func conv(
    _ input: [Int], _ filter: [Int], stride: Int = 1, padding: Int = 0, groups: Int = 1,
    transposed: Bool = false
  ) -> OpCase {
    let spatial = input.count - 2
    var attributes: [String: AttributeValue] = [
      "strides": .ints([Int](repeating: stride, count: spatial)),
      "paddings": .ints([Int](repeating: padding, count: spatial)),
      "padding_algorithm": .string("EXPLICIT"), "groups": .int(groups),
      "dilations": .ints([Int](repeating: 1, count: spatial)),
      "data_format": .string(spatial == 2 ? "NCHW" : "NCDHW"),
    ]
    if transposed {
      attributes["output_padding"] = .ints([])
      attributes["output_size"] = .ints([])
    }
    return OpCase(input, filter, attributes: attributes)
  }

  private static func attention(_ shape: [Int], heads: Int, causal: Bool) -> OpCase {
    var keys = shape
    keys[2] = heads
    return OpCase(
      shape, keys, keys, [0], [0],
      attributes: [
        "dropout": .double(0), "causal": .bool(causal), "return_softmax": .bool(true),
        "is_test": .bool(true),
      ])
  }

  static let layers: [String: [OpCase]] = [
    "conv2d": [
      conv([2, 4, 3, 3], [2, 4, 2, 2]), conv([3, 2, 3, 2], [4, 2, 1, 1]),
      conv([2, 2, 4, 4], [2, 2, 2, 2], stride: 2, padding: 1),
      conv([2, 2, 4, 4], [2, 2, 2, 2], stride: 2),
      conv([2, 4, 3, 3], [4, 2, 2, 2], groups: 2),
    ],
    "conv3d": [
      conv([2, 4, 3, 3, 2], [2, 4, 2, 2, 1]), conv([3, 4, 2, 2, 2], [4, 2, 1, 1, 2], groups: 2),
    ],
    "depthwise_conv2d": [conv([2, 4, 3, 3], [4, 1, 2, 2], groups: 4)],
    "conv2d_transpose": [
      conv([2, 4, 3, 3], [4, 2, 2, 2], transposed: true),
      conv([3, 4, 2, 2], [4, 3, 2, 2], stride: 2, groups: 2, transposed: true),
    ],
    "conv3d_transpose": [conv([2, 4, 2, 2, 2], [4, 2, 2, 1, 2], transposed: true)],
    "depthwise_conv2d_transpose": [
      conv([2, 4, 3, 3], [4, 1, 2, 2], groups: 4, transposed: true)
    ],
    "flash_attention": [
      attention([2, 4, 4, 2], heads: 4, causal: false),
      attention([2, 3, 4, 2], heads: 2, causal: true),
      attention([3, 2, 2, 3], heads: 1, causal: false),
    ],
    "fused_rotary_position_embedding": [[2, 4, 2, 4], [3, 5, 1, 2]].map { (shape: [Int]) in
      let table = [1, shape[1], 1, shape[3]]
      return OpCase(
        shape, shape, [0], table, table, [0],
        attributes: [
          "use_neox_rotary_style": .bool(true), "time_major": .bool(false),
          "rotary_emb_base": .double(10000),
        ])
    },
  ]
}
