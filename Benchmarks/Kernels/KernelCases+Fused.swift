import SPMDRules

/// Ops that compute in one what several ops compute, of the sizes that layers have.
extension KernelCases {
  /// 8 samples of 128 tokens, 384 features.
  private static let tokens = [8, 128, 384]

  var fused: [KernelCase] {
    let row = [384]
    let layer = 2.0 * 1024 * 384 * 1536
    return [
      KernelCase(
        "fc", Self.tokens, [384, 1536], [1536],
        attributes: ["in_num_col_dims": .int(2), "activation_type": .string("relu")],
        operations: layer),
      KernelCase(
        "fused_gemm_epilogue_grad",
        [
          KernelOperand([1024, 384]), KernelOperand([384, 1536]), .absent,
          KernelOperand([1024, 1536]),
        ], operations: 2 * layer),
      KernelCase(
        "fusion_repeated_fc_relu",
        arguments: [
          .one(KernelOperand([1024, 384])),
          .list([KernelOperand([384, 1536]), KernelOperand([1536, 384])]),
          .list([KernelOperand([1536]), KernelOperand(row)]),
        ], operations: 2 * layer),
      KernelCase("fusion_squared_mat_sub", [1024, 384], [384, 256]),
      KernelCase(
        "skip_layernorm", Self.tokens, Self.tokens, row, row,
        attributes: ["epsilon": .double(1e-5), "begin_norm_axis": .int(2)]),
      KernelCase(
        "fused_fc_elementwise_layernorm", [1024, 384], [384, 384], [1024, 384], row, row, row,
        operations: 2.0 * 1024 * 384 * 384),
      KernelCase(
        "fused_embedding_eltwise_layernorm",
        arguments: [
          .list([30_000, 512, 2].map { KernelOperand([8, 128], .index($0)) }),
          .list([30_000, 512, 2].map { KernelOperand([$0, 384]) }), .one(KernelOperand(row)),
          .one(KernelOperand(row)),
        ]),
      KernelCase(
        "fused_bias_dropout_residual_layer_norm", Self.tokens, Self.tokens, row, row, row,
        attributes: ["dropout_rate": .double(0.1)]),
      KernelCase(
        "fused_bias_dropout_residual_layer_norm_grad",
        [
          KernelOperand(Self.tokens), KernelOperand(Self.tokens), KernelOperand([1024], .wide),
          KernelOperand([1024], .wide), KernelOperand(Self.tokens, .coin), KernelOperand(row),
        ], ["dropout_rate": .double(0.1)]),
      KernelCase(
        "fusion_transpose_flatten_concat",
        arguments: [
          .list([[8, 16, 38, 38], [8, 24, 19, 19]].map { KernelOperand($0) })
        ],
        [
          "trans_axis": .ints([0, 2, 3, 1]), "flatten_axis": .int(1), "concat_axis": .int(1),
        ]),
      KernelCase(
        "self_dp_attention", [8, 128, 3, 12, 32],
        attributes: ["alpha": .double(0.17), "head_number": .int(12)],
        operations: 4.0 * 8 * 12 * 128 * 128 * 32),
    ] + sequences + transformers
  }

  /// Sequences of 8 lengths, 512 rows in all.
  private var sequences: [KernelCase] {
    let lengths = AttributeValue.ints([100, 28, 64, 64, 90, 38, 120, 8])
    return [
      KernelCase("sequence_expand", [8, 384], attributes: ["lengths": lengths]),
      KernelCase(
        "sequence_conv", [512, 64], [256, 128],
        attributes: ["lengths": lengths, "context_length": .int(4), "context_start": .int(-1)]),
      KernelCase(
        "gru",
        [
          KernelOperand([512, 384]), .absent, KernelOperand([128, 384]), KernelOperand([1, 384]),
        ],
        ["lengths": lengths]),
      KernelCase(
        "fusion_gru",
        [
          KernelOperand([512, 128]), .absent, KernelOperand([128, 384]), KernelOperand([128, 384]),
          KernelOperand([1, 384]),
        ], ["lengths": lengths]),
      KernelCase(
        "fusion_seqconv_eltadd_relu", [512, 64], [256, 128], [128],
        attributes: [
          "lengths": lengths, "context_length": .int(4), "context_start": .int(-1),
        ]),
      KernelCase(
        "fusion_seqexpand_concat_fc",
        arguments: [
          .list([KernelOperand([512, 128]), KernelOperand([8, 64]), KernelOperand([8, 64])]),
          .one(KernelOperand([256, 128])), .one(KernelOperand([128])),
        ], ["lengths": lengths, "fc_activation": .string("relu")]),
    ]
  }

  /// A layer of 12 heads of 32 features.
  private var transformers: [KernelCase] {
    func list(_ shape: [Int], _ values: KernelOperand.Values = .signed) -> Operand<KernelOperand> {
      .list([KernelOperand(shape, values)])
    }
    let none = Operand<KernelOperand>.list([])
    let absent = Operand<KernelOperand>.one(.absent)
    let x = Operand<KernelOperand>.one(KernelOperand([8, 128, 384], .unit))
    let row = list([384], .unit)
    let weights: Double = 3 * 384 + 384 + 2 * 1536
    let scores: Double = 4 * 8 * 12 * 128 * 128 * 32
    let operations: Double = 2 * 1024 * 384 * weights + scores
    let scales = ["qkv", "out_linear", "ffn1", "ffn2"].map {
      ($0 + "_in_scale", AttributeValue.doubles([0.25]))
    }
    let floats: [Operand<KernelOperand>] = [
      x, row, row, list([3, 12, 32, 384], .unit), list([3, 12, 32]), none, none, absent, absent,
      absent, list([384, 384], .unit), row, row, row, list([384, 1536], .unit), list([1536]),
      list([1536, 384], .unit), row,
    ]
    let bytes: [Operand<KernelOperand>] = [
      x, row, row, list([3, 12, 32, 384], .bytes), list([3, 12, 32]), none, absent,
      list([384, 384], .bytes), row, row, row, list([1536, 384], .bytes), list([1536]),
      list([384, 1536], .bytes), row, list([1152], .wide), list([384], .wide),
      list([1536], .wide), list([384], .wide),
    ]
    var attributes: [String: AttributeValue] = ["causal": .bool(true)]
    let plain = KernelCase(
      "fused_multi_transformer", arguments: floats, attributes, operations: operations)
    attributes.merge(scales) { given, _ in given }
    return [
      plain,
      KernelCase(
        "fused_multi_transformer_int8", arguments: bytes, attributes, operations: operations),
    ]
  }

  /// Pooling, complex pairs and losses.
  var pooled: [KernelCase] {
    let image = [8, 64, 56, 56]
    return [
      KernelCase(
        "max_pool2d", image,
        attributes: [
          "kernel_size": .ints([3, 3]), "strides": .ints([2, 2]), "paddings": .ints([1, 1]),
        ]),
      KernelCase(
        "avg_pool2d", image,
        attributes: ["kernel_size": .ints([2, 2]), "strides": .ints([2, 2])]),
      KernelCase("adaptive_max_pool2d", image, attributes: ["output_size": .ints([7, 7])]),
      KernelCase("adaptive_avg_pool2d", image, attributes: ["output_size": .ints([7, 7])]),
      KernelCase("view_as_complex", [KernelOperand([elements / 2, 2], .wide)]),
      KernelCase("view_as_real", [KernelOperand([elements / 2], .complex)]),
      KernelCase("identity_loss", matrix),
      KernelCase("identity_loss_grad", [KernelOperand(matrix), KernelOperand([])]),
    ]
  }
}
