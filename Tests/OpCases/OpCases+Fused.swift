import SPMDRules

extension OpCase {
  private static func affine(
    _ shapes: [Int]..., rows: Int = 1, activation: String = "", padded: Bool = false
  ) -> OpCase {
    OpCase(
      arguments: shapes.map { .one($0) },
      attributes: [
        "in_num_col_dims": .int(rows), "activation_type": .string(activation),
        "padding_weights": .bool(padded),
      ])
  }

  private static func affineNorm(
    _ shapes: [Int]..., rows: Int = 1, axis: Int = 1, activation: String = ""
  ) -> OpCase {
    OpCase(
      arguments: shapes.map { .one($0) },
      attributes: [
        "x_num_col_dims": .int(rows), "activation_type": .string(activation),
        "epsilon": .double(1e-5), "begin_norm_axis": .int(axis),
      ])
  }

  private static func skip(_ shape: [Int], _ axis: Int) -> OpCase {
    let size = shape[axis...].reduce(1, *)
    return OpCase(
      shape, shape, [size], [size],
      attributes: ["epsilon": .double(1e-5), "begin_norm_axis": .int(axis)])
  }

  private static func lookUps(_ ids: [Int], _ tables: [[Int]]) -> OpCase {
    OpCase(
      arguments: [
        .list(tables.map { _ in ids }), .list(tables), .one([tables[0][1]]), .one([tables[0][1]]),
      ],
      attributes: ["epsilon": .double(1e-5)],
      domains: tables.map { .index($0[0]) } + [.integers])
  }

  private static func dropped(
    _ shape: [Int], parameters: Bool = true, mask: Bool = true, test: Bool = false,
    mode: String = "upscale_in_train"
  ) -> OpCase {
    let row = parameters ? [shape[shape.count - 1]] : [0]
    return OpCase(
      shape, shape, row, row, row, mask ? shape : [0],
      attributes: [
        "dropout_rate": .double(0.25), "is_test": .bool(test), "dropout_seed": .int(7),
        "dropout_implementation": .string(mode), "ln_epsilon": .double(1e-5),
      ], domains: [.integers, .integers, .integers, .integers, .integers, .boolean])
  }

  private static func droppedGradient(_ shape: [Int], scaled: Bool, mode: String) -> OpCase {
    let rows = shape.dropLast().reduce(1, *)
    return OpCase(
      shape, shape, [rows], [rows], shape, scaled ? [shape[shape.count - 1]] : [0],
      attributes: [
        "dropout_rate": .double(0.25), "is_test": .bool(false),
        "dropout_implementation": .string(mode), "ln_epsilon": .double(1e-5),
      ], domains: [.integers, .integers, .integers, .positive, .boolean, .integers])
  }

  private static func epilogueGradient(
    _ x: [Int], _ y: [Int], _ out: [Int], _ activation: String, transX: Bool = false,
    transY: Bool = false
  ) -> OpCase {
    OpCase(
      x, y, activation == "none" ? [0] : out, out,
      attributes: [
        "trans_x": .bool(transX), "trans_y": .bool(transY), "activation": .string(activation),
      ], domains: [.integers, .integers, activation == "relu" ? .boolean : .integers, .integers])
  }

  private static func joined(
    _ shapes: [[Int]], _ order: [Int], flatten: Int, concat: Int
  ) -> OpCase {
    OpCase(
      arguments: [.list(shapes)],
      attributes: [
        "trans_axis": .ints(order), "flatten_axis": .int(flatten), "concat_axis": .int(concat),
      ])
  }

  private static func layers(_ rows: Int, _ widths: [Int], flat: Bool) -> OpCase {
    let weights = zip(widths, widths.dropFirst()).map { [$0, $1] }
    let biases = widths.dropFirst().map { flat ? [$0] : [1, $0] }
    return OpCase(arguments: [.one([rows, widths[0]]), .list(weights), .list(biases)])
  }

  static let fused: [String: [OpCase]] = [
    "fc": [
      affine([4, 6], [6, 2], [2]), affine([4, 2, 3], [6, 4], [1, 4]),
      affine([2, 4, 3], [3, 5], [5], rows: 2, activation: "relu"), affine([3, 4, 2], [8, 3]),
      affine([3, 4], [8, 9], [5], padded: true), affine([4, 6], [6, 2], activation: "relu"),
    ],
    "fused_fc_elementwise_layernorm": [
      affineNorm([4, 6], [6, 3], [4, 3], [3], [3], [3], activation: "relu"),
      affineNorm([2, 3, 4], [4, 5], [2, 3, 5], [1, 5], [0], [5], rows: 2, axis: 2),
      affineNorm([4, 2, 3], [3, 2], [4, 2, 2], rows: 2),
    ],
    "skip_layernorm": [skip([4, 6], 1), skip([2, 3, 4], 2), skip([5, 2, 3], 1)],
    "fused_embedding_eltwise_layernorm": [
      lookUps([2, 4], [[6, 3], [6, 3]]), lookUps([3, 2, 1], [[4, 2], [6, 2], [4, 2]]),
    ],
    "fused_bias_dropout_residual_layer_norm": [
      dropped([4, 6]), dropped([2, 3, 4], mask: false),
      dropped([4, 3], parameters: false, mode: "downgrade_in_infer"),
      dropped([4, 3], mask: false, test: true, mode: "downgrade_in_infer"),
    ],
    "fused_bias_dropout_residual_layer_norm_grad": [
      droppedGradient([4, 6], scaled: true, mode: "upscale_in_train"),
      droppedGradient([2, 3, 4], scaled: false, mode: "downgrade_in_infer"),
    ],
    "fused_gemm_epilogue_grad": [
      epilogueGradient([4, 6], [6, 2], [4, 2], "none"),
      epilogueGradient([2, 3, 5], [4, 5], [2, 3, 4], "relu", transY: true),
      epilogueGradient([4, 2, 3], [4, 5], [2, 3, 5], "gelu", transX: true),
      epilogueGradient([3, 4], [2, 3], [4, 2], "gelu", transX: true, transY: true),
    ],
    "fusion_transpose_flatten_concat": [
      joined([[2, 4, 3, 3], [2, 4, 1, 2]], [0, 2, 3, 1], flatten: 1, concat: 1),
      joined([[2, 3, 4], [2, 3, 2]], [2, 1, 0], flatten: 1, concat: 0),
      joined([[2, 3, 2], [1, 3, 4]], [1, 2, 0], flatten: 0, concat: 1),
      joined([[4, 2, 3]], [1, 0, 2], flatten: 2, concat: 0),
      joined([[4, 2, 3], [4, 2, 3]], [0, 1, 2], flatten: 2, concat: 1),
    ],
    "fusion_repeated_fc_relu": [
      layers(4, [6, 4, 2], flat: true), layers(3, [5, 2, 4, 3], flat: false),
      layers(2, [3, 4, 3, 4, 2], flat: true),
    ],
    "fusion_squared_mat_sub": [
      OpCase([4, 6], [6, 2], attributes: ["scalar": .double(0.5)]),
      OpCase([5, 3], [3, 7], attributes: ["scalar": .double(-1)]),
    ],
    "self_dp_attention": [
      OpCase(
        [2, 3, 3, 4, 2], attributes: ["alpha": .double(0.5), "head_number": .int(4)]),
      OpCase(
        [3, 2, 3, 1, 3], attributes: ["alpha": .double(-1), "head_number": .int(1)]),
    ],
    "identity_loss": (0...2).flatMap { reduction in
      [[4, 6], [5, 3, 2]].map {
        OpCase(arguments: [.one($0)], attributes: ["reduction": .int(reduction)])
      }
    },
    "identity_loss_grad": (0...2).map { reduction in
      OpCase([4, 3], reduction == 2 ? [4, 3] : [], attributes: ["reduction": .int(reduction)])
    },
  ]
}
