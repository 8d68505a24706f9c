import SPMDRules

extension OpCase {
  private static func lookup(_ x: [Int], _ index: [Int], _ axis: Int) -> OpCase {
    OpCase(
      x, index, attributes: ["axis": .int(axis)],
      domains: [.integers, .index(x[axis < 0 ? axis + x.count : axis])])
  }

  private static let embeddings = [
    OpCase(
      [4, 3], [8, 6], attributes: ["padding_idx": .int(-1), "sparse": .bool(false)],
      domains: [.index(8), .integers]),
    OpCase(
      [5], [7, 3], attributes: ["padding_idx": .int(2), "sparse": .bool(false)],
      domains: [.index(7), .integers]),
  ]

  static let lookups: [String: [OpCase]] = [
    "gather": [
      lookup([8, 6], [4], 0), lookup([7, 5], [3], 1), lookup([4, 3, 2], [2], -1),
      lookup([6, 4], [5], 0),
    ],
    "index_select": [lookup([8, 6], [4], 0), lookup([7, 5], [3], -1)],
    "embedding": embeddings, "lookup_table_v2": embeddings,
    "c_embedding": [
      OpCase(
        [8, 6], [4], attributes: ["start_index": .int(0), "vocab_size": .int(8)],
        domains: [.integers, .index(8)]),
      OpCase(
        [5, 3], [2, 3], attributes: ["start_index": .int(2), "vocab_size": .int(9)],
        domains: [.integers, .index(9)]),
    ],
    "one_hot": [
      OpCase([6], attributes: ["num_classes": .int(4)], domains: [.index(4)]),
      OpCase([5, 2], attributes: ["num_classes": .int(3)], domains: [.index(3)]),
    ],
    "take_along_axis": [
      OpCase([8, 6], [8, 2], attributes: ["axis": .int(1)], domains: [.integers, .index(6)]),
      OpCase([5, 3], [2, 3], attributes: ["axis": .int(0)], domains: [.integers, .index(5)]),
    ],
    "put_along_axis": ["assign", "add", "amax", "mul", "amin", "mean"].map { reduce in
      OpCase(
        [4, 6], [4, 6], [4, 6],
        attributes: [
          "axis": .int(1), "reduce": .string(reduce), "include_self": .bool(true),
        ], domains: [.integers, .index(6), .integers])
    }
      + ["assign", "add", "amax", "mul"].map { reduce in
        OpCase(
          [5, 6], [5, 3], [5, 3],
          attributes: [
            "axis": .int(1), "reduce": .string(reduce), "include_self": .bool(true),
          ], domains: [.integers, .index(6), .integers])
      },
    "scatter": [true, false].map { overwrite in
      OpCase(
        [8, 6], [8], [8, 6], attributes: ["overwrite": .bool(overwrite)],
        domains: [.integers, .distinct, .integers])
    },
    "scatter_nd_add": [
      OpCase([8, 6], [4, 1], [4, 6], domains: [.integers, .index(8), .integers]),
      OpCase([5, 3], [4, 2], [4], domains: [.integers, .index(3), .integers]),
    ],
    "gather_nd": [
      OpCase([8, 6], [4, 1], domains: [.integers, .index(8)]),
      OpCase([5, 3], [2, 3, 2], domains: [.integers, .index(3)]),
    ],
    "index_put": [true, false].map { accumulate in
      OpCase(
        arguments: [.one([8, 6]), .list([[8]]), .one([8, 6])],
        attributes: ["accumulate": .bool(accumulate)],
        domains: [.integers, accumulate ? .index(8) : .distinct, .integers])
    },
    "moe_combine": [
      OpCase([6, 4], [3, 2], [3, 2], domains: [.integers, .integers, .index(6)]),
      OpCase([5, 3], [4, 1], [4, 1], domains: [.integers, .integers, .index(5)]),
    ],
    "moe_gate_dispatch": [(true, 4), (true, 2), (false, 4), (false, 2)].map { padded, capacity in
      OpCase(
        [5, 4], [5, 3], [0],
        attributes: ["k": .int(2), "capacity": .int(capacity), "use_pad": .bool(padded)],
        domains: [.integers, .unit])
    },
    "roi_align": [
      OpCase(
        [2, 3, 5, 4], [3, 4], [2],
        attributes: [
          "pooled_height": .int(2), "pooled_width": .int(2), "spatial_scale": .double(1),
          "sampling_ratio": .int(2), "aligned": .bool(true),
        ], domains: [.integers, .positive, .given([2, 1])]),
      // As many samples as a bin has pixels; boxes reach beyond the image, and one has no area.
      OpCase(
        [2, 3, 5, 4], [4, 4], [2],
        attributes: [
          "pooled_height": .int(2), "pooled_width": .int(3), "spatial_scale": .double(1.75),
          "sampling_ratio": .int(-1), "aligned": .bool(false),
        ], domains: [.integers, .integers, .given([3, 1])]),
      OpCase(
        [1, 2, 6, 5], [3, 4],
        attributes: [
          "pooled_height": .int(1), "pooled_width": .int(2), "spatial_scale": .double(2.5),
          "sampling_ratio": .int(0), "aligned": .bool(true),
        ], domains: [.integers, .integers]),
    ],
    "max_pool2d": [
      OpCase(
        [2, 3, 5, 4], attributes: ["kernel_size": .ints([3, 2]), "paddings": .ints([1, 0])]),
      OpCase(
        [3, 6, 5],
        attributes: [
          "kernel_size": .ints([2]), "strides": .ints([2]), "dilations": .ints([2, 1]),
          "ceil_mode": .bool(true),
        ]),
    ],
    "avg_pool2d": [
      OpCase(
        [2, 3, 5, 4], attributes: ["kernel_size": .ints([2, 2]), "paddings": .ints([1, 1])]),
      OpCase(
        [3, 2, 5, 5],
        attributes: [
          "kernel_size": .ints([3]), "strides": .ints([2]), "paddings": .ints([1]),
          "ceil_mode": .bool(true), "count_include_pad": .bool(false),
        ]),
      OpCase([4, 3, 3], attributes: ["kernel_size": .ints([2]), "divisor_override": .int(3)]),
    ],
    "adaptive_max_pool2d": [OpCase([2, 3, 5, 4], attributes: ["output_size": .ints([2, 3])])],
    "adaptive_avg_pool2d": [OpCase([2, 3, 5, 4], attributes: ["output_size": .ints([2, 3])])],
  ]
}
