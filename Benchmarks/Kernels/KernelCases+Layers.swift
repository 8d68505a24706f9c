import SPMDRules

extension KernelCases {
  private func square(_ size: Int) -> KernelCase {
    let extent = Double(size)
    return KernelCase(
      "matmul", [size, size], [size, size], operations: 2 * extent * extent * extent)
  }

  /// Products, of the sizes that layers have.
  var products: [KernelCase] {
    let cube = 2.0 * 0x1p30
    let layer = 2.0 * 1024 * 768 * 3072
    return [128, 256, 512, 1024, 2048].map(square) + [
      KernelCase("matmul", [2048, 2048], [2048], operations: 2 * 0x1p22),
      KernelCase(
        "matmul", [1024, 1024], [1024, 1024], attributes: ["trans_y": .bool(true)],
        operations: cube),
      KernelCase("bmm", [16, 256, 256], [16, 256, 256], operations: cube / 4),
      KernelCase("linear_v2", [1024, 768], [768, 3072], [3072], operations: layer),
      KernelCase(
        "einsum", arguments: [.list([KernelOperand([512, 512]), KernelOperand([512, 512])])],
        ["equation": .string("ij,jk->ik")], operations: cube / 8),
      KernelCase(
        "einsum",
        arguments: [.list([KernelOperand([2, 256, 8, 64]), KernelOperand([2, 256, 8, 64])])],
        ["equation": .string("bihd,bjhd->bhij")], operations: cube / 16),
      KernelCase(
        "fused_gemm_epilogue", [1024, 768], [768, 3072], [3072],
        attributes: ["activation": .string("gelu")], operations: layer),
      KernelCase(
        "fused_linear_param_grad_add", [1024, 768], [1024, 3072], [768, 3072], [3072],
        operations: layer),
    ]
  }

  private func convolution(
    _ op: String, _ image: [Int], _ filter: [Int], stride: Int = 1, padding: Int = 0,
    groups: Int = 1, operations: Double
  ) -> KernelCase {
    let spatial = image.count - 2
    return KernelCase(
      op, image, filter,
      attributes: [
        "strides": .ints([Int](repeating: stride, count: spatial)),
        "paddings": .ints([Int](repeating: padding, count: spatial)), "groups": .int(groups),
      ], operations: operations)
  }

  private func attention(causal: Bool) -> KernelCase {
    let heads = KernelOperand([1, 1024, 12, 64])
    return KernelCase(
      "flash_attention", [heads, heads, heads, .absent, .absent],
      ["causal": .bool(causal), "is_test": .bool(true)],
      operations: 4.0 * 12 * 1024 * 1024 * 64 * (causal ? 0.5 : 1))
  }

  /// Convolutions, attention and what belongs to it.
  var layers: [KernelCase] {
    let places = 8.0 * 56 * 56
    let heads = KernelOperand([1, rows, 16, 64])
    let table = KernelOperand([1, rows, 1, 64], .unit)
    return [
      convolution(
        "conv2d", [8, 64, 56, 56], [64, 64, 3, 3], padding: 1, operations: 2 * places * 64 * 576),
      convolution(
        "conv2d", [8, 64, 56, 56], [64, 64, 1, 1], operations: 2 * places * 64 * 64),
      convolution(
        "conv2d", [8, 3, 224, 224], [64, 3, 7, 7], stride: 2, padding: 3,
        operations: 2 * 8 * 112 * 112 * 64 * 147),
      convolution(
        "depthwise_conv2d", [8, 64, 56, 56], [64, 1, 3, 3], padding: 1, groups: 64,
        operations: 2 * places * 64 * 9),
      convolution(
        "conv2d_transpose", [8, 64, 28, 28], [64, 64, 2, 2], stride: 2,
        operations: 2 * places * 64 * 64),
      convolution(
        "conv3d", [2, 32, 8, 28, 28], [32, 32, 3, 3, 3], padding: 1,
        operations: 2 * 2 * 8 * 28 * 28 * 32 * 864),
      convolution(
        "conv3d_transpose", [2, 32, 4, 14, 14], [32, 32, 2, 2, 2], stride: 2,
        operations: 2 * 2 * 8 * 28 * 28 * 32 * 32),
      attention(causal: false),
      attention(causal: true),
      KernelCase(
        "fused_rotary_position_embedding", [heads, heads, .absent, table, table, .absent]),
    ]
  }
}
