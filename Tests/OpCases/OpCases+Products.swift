import SPMDRules

extension OpCase {
  private static func product(
    _ x: [Int], _ y: [Int], _ transX: Bool = false, _ transY: Bool = false
  ) -> OpCase {
    OpCase(x, y, attributes: ["trans_x": .bool(transX), "trans_y": .bool(transY)])
  }

  private static let matmuls = [
    product([4, 6], [6, 2]), product([5, 3], [3, 7]), product([4, 6], [2, 6], false, true),
    product([6, 4], [6, 2], true), product([2, 4, 3], [3, 2]), product([2, 3, 4], [1, 4, 2]),
    product([6], [6]), product([4], [4, 3]), product([3, 4], [4]), product([2, 0], [0, 3]),
    product([3, 1, 2, 4], [2, 4, 2]),
  ]

  private static func einsum(_ equation: String, _ shapes: [Int]...) -> OpCase {
    OpCase(arguments: [.list(shapes)], attributes: ["equation": .string(equation)])
  }

  static let products: [String: [OpCase]] = [
    "matmul": matmuls, "matmul_v2": matmuls,
    "bmm": [OpCase([2, 4, 3], [2, 3, 6]), OpCase([5, 3, 2], [5, 2, 3])],
    "einsum": [
      einsum("ij,jk->ik", [4, 6], [6, 2]), einsum("bij,bjk->bik", [2, 3, 4], [2, 4, 3]),
      einsum("ij->ji", [5, 3]), einsum("ij,j->i", [4, 6], [6]), einsum("i,j->ij", [4], [3]),
      einsum("ij->", [4, 3]),
    ],
    "linear_v2": [
      OpCase([4, 6], [6, 2], [2], attributes: ["transpose_weight": .bool(false)]),
      OpCase([2, 3, 5], [4, 5], [4], attributes: ["transpose_weight": .bool(true)]),
    ],
    "fused_gemm_epilogue": [
      OpCase(
        [4, 6], [6, 2], [2], attributes: ["trans_x": .bool(false), "trans_y": .bool(false)]),
      OpCase(
        [2, 3, 5], [4, 5], [4],
        attributes: [
          "trans_x": .bool(false), "trans_y": .bool(true), "activation": .string("relu"),
        ]),
      OpCase(
        [2, 3, 5], [4, 5], [4], attributes: ["trans_x": .bool(false), "trans_y": .bool(true)]),
      OpCase(
        [4, 2, 3], [4, 5], [5],
        attributes: [
          "trans_x": .bool(true), "trans_y": .bool(false), "activation": .string("relu"),
        ]),
      OpCase([6, 2, 3], [6, 5], attributes: ["trans_x": .bool(true), "trans_y": .bool(false)]),
    ],
    "fused_linear_param_grad_add": [
      OpCase(
        [4, 6], [4, 2], [6, 2], [2],
        attributes: ["multi_precision": .bool(false), "has_bias": .bool(true)]),
      OpCase(
        [2, 5, 3], [2, 5, 4], [3, 4], [4],
        attributes: ["multi_precision": .bool(false), "has_bias": .bool(true)]),
      OpCase(
        [2, 5, 3], [2, 5, 4], [0], [0],
        attributes: ["multi_precision": .bool(false), "has_bias": .bool(false)]),
    ],
  ]
}
