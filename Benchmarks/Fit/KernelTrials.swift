import Elements
import SPMDRules
import Tessera

/// The kernels that `bench fit` times: each at several sizes, from what a call alone costs to what no cache holds.
struct KernelTrials {
  /// A call in a dtype.
  struct Trial {
    let call: KernelCase
    let dtype: DType

    var name: String { "\(call.op) \(dtype.notation) \(call.words)" }
  }

  let all: [Trial]

  /// The numbers of elements, each with the length of rows.
  private static let sizes = [
    (256, 16), (1 << 10, 64), (1 << 12, 256), (1 << 14, 128), (1 << 16, 1024), (1 << 18, 256),
    (1 << 20, 1024),
  ]
  /// The same of rows that are shorter than those, whose beginnings and ends count.
  private static let rows = [
    (1 << 7, 10), (1 << 10, 12), (1 << 14, 10), (1 << 17, 12),
    (1 << 11, 40), (1 << 14, 72), (1 << 17, 48), (1 << 18, 104),
  ]
  /// The kinds whose ops are timed at those sizes.
  private static let kinds: Set<OpKind> = [
    .elementwise, .movement, .random, .reduction, .cumulative, .softmax, .loss, .normalization,
    .lookUp, .scatter, .search, .optimizer,
  ]
  /// What is timed in bfloat16 too: what layers of models compute with.
  private static let narrow: Set<String> = [
    "add", "subtract", "multiply", "divide", "scale", "exp", "tanh", "gelu", "silu", "relu",
    "sigmoid", "cast", "where", "softmax", "layer_norm", "rms_norm", "sum", "mean", "embedding",
    "cross_entropy_with_softmax", "matmul", "flash_attention", "conv2d",
  ]

  /// - Parameter largest: the bytes of the largest operands.
  init(largest: Int) {
    let sizes = Self.sizes.filter { 8 * $0.0 <= largest }
    // What has the same sizes whatever is asked for tells nothing of sizes.
    let fixed = Self.words(of: KernelCases(elements: 1 << 12))
      .intersection(Self.words(of: KernelCases(elements: 1 << 14)))
    var calls: [KernelCase] = []
    for (elements, width) in sizes {
      let cases = KernelCases(elements: elements, width: width)
      for schema in KernelCases.schemas where Self.kinds.contains(schema.kind) {
        let own = cases.cases(of: schema).filter { !fixed.contains("\($0.op) \($0.words)") }
        // The first of several is the plain function, or goes along rows.
        let isPlain =
          schema.kind == .elementwise && schema.inputs.count == 1
          && !["cast", "gelu"].contains(schema.name)
          || [.softmax, .cumulative].contains(schema.kind)
        calls += isPlain ? own.prefix(1) : own[...]
        if Self.spreading.contains(schema.name), let plain = own.first {
          calls += Self.spread(plain, cases)
        }
      }
    }
    for (elements, width) in Self.rows where 8 * elements <= largest {
      let cases = KernelCases(elements: elements, width: width)
      for schema in KernelCases.schemas
      where [.reduction, .softmax, .loss, .normalization].contains(schema.kind) {
        let own = cases.cases(of: schema).filter { !fixed.contains("\($0.op) \($0.words)") }
        calls += own.prefix(1)
      }
    }
    calls += Self.layers.filter { call in
      call.tensors.allSatisfy { 4 * $0.shape.reduce(1, *) <= largest }
    }
    all = calls.flatMap { call in
      call.dtypes(among: Self.narrow.contains(call.op) ? [.float32, .bfloat16] : [.float32])
        .filter { call.op != "cast" || call.attributes["dtype"] != .string($0.rawValue) }
        .map { Trial(call: call, dtype: $0) }
    }
  }

  /// The functions that models call with one number, or with one row for all.
  private static let spreading: Set<String> = [
    "add", "subtract", "multiply", "divide", "maximum", "minimum", "where", "equal", "not_equal",
    "less_than", "less_equal", "greater_than", "greater_equal",
  ]

  /// A function of several tensors whose first or last operand is one number, or the same for each row.
  private static func spread(_ call: KernelCase, _ cases: KernelCases) -> [KernelCase] {
    let operands = call.tensors
    guard (2...3).contains(operands.count), call.operands.count == operands.count,
      operands.allSatisfy({ $0.shape == [cases.elements] })
    else { return [] }
    // Of a choice what is chosen where the condition holds.
    let place = operands.count == 3 ? 1 : operands.count - 1
    return [[], [cases.columns]].map { shape in
      KernelCase(
        call.op,
        operands.enumerated().map { index, operand in
          KernelOperand(index == place ? shape : cases.matrix, operand.values)
        }, call.attributes)
    }
  }

  private static func words(of cases: KernelCases) -> Set<String> {
    Set(cases.all.map { "\($0.op) \($0.words)" })
  }

  /// Products, convolutions and attention, whose sizes are not a number of elements.
  private static var layers: [KernelCase] { products + sums + convolutions + attention + pools }

  private static var products: [KernelCase] {
    let sizes = [
      (8, 8, 8), (16, 32, 16), (32, 32, 32), (64, 64, 64), (128, 128, 128), (256, 256, 256),
      (512, 512, 512), (16, 512, 512), (512, 64, 512), (512, 512, 16), (64, 1024, 256),
      (1024, 32, 128), (2048, 256, 64), (1, 1024, 512), (1024, 512, 1),
    ]
    var calls: [KernelCase] = []
    for (rows, depth, columns) in sizes {
      calls.append(KernelCase("matmul", [rows, depth], [depth, columns]))
      guard rows > 16, columns > 16, rows < 1024 else { continue }
      let turned: AttributeValue = .bool(true)
      calls.append(
        KernelCase("matmul", [depth, rows], [depth, columns], attributes: ["trans_x": turned]))
      calls.append(
        KernelCase("matmul", [rows, depth], [columns, depth], attributes: ["trans_y": turned]))
    }
    for (batch, rows, depth, columns) in [
      (4, 16, 16, 16), (8, 32, 64, 32), (16, 64, 32, 64), (16, 128, 64, 128), (32, 64, 64, 64),
    ] {
      for op in ["matmul", "bmm"] {
        calls.append(KernelCase(op, [batch, rows, depth], [batch, depth, columns]))
      }
    }
    return calls
  }

  /// Products as gradients have them: of weights over all rows, and of heads.
  private static var sums: [KernelCase] {
    let sizes = [(2, 8, 16, 16), (2, 32, 64, 64), (4, 64, 128, 64), (2, 128, 256, 512)]
    let heads = [(1, 16, 2, 16), (2, 32, 4, 32), (2, 128, 4, 64), (4, 64, 8, 32)]
    func call(_ equation: String, _ left: [Int], _ right: [Int]) -> KernelCase {
      KernelCase(
        "einsum", arguments: [.list([KernelOperand(left), KernelOperand(right)])],
        ["equation": .string(equation)])
    }
    return sizes.map { a, m, k, n in call("amk,amn->kn", [a, m, k], [a, m, n]) }
      + heads.flatMap { b, s, h, d in
        [
          call("bshd,bthd->bhst", [b, s, h, d], [b, s, h, d]),
          call("bhst,bthd->bshd", [b, h, s, s], [b, s, h, d]),
          call("bshd,bhst->bthd", [b, s, h, d], [b, h, s, s]),
        ]
      }
  }

  private static var pools: [KernelCase] {
    [[1, 4, 8, 8], [2, 8, 16, 16], [4, 16, 32, 32], [4, 64, 56, 56]].flatMap { image in
      ["max_pool2d", "avg_pool2d"].map { op in
        KernelCase(
          op, image, attributes: ["kernel_size": .ints([2, 2]), "strides": .ints([2, 2])])
      }
    }
  }

  private static var convolutions: [KernelCase] {
    let sizes: [(op: String, image: [Int], filter: [Int], padding: Int, groups: Int)] = [
      ("conv2d", [1, 4, 8, 8], [4, 4, 3, 3], 1, 1),
      ("conv2d", [2, 3, 32, 32], [16, 3, 3, 3], 1, 1),
      ("conv2d", [4, 16, 16, 16], [32, 16, 3, 3], 1, 1),
      ("conv2d", [4, 32, 16, 16], [32, 32, 1, 1], 0, 1),
      ("conv2d", [4, 32, 28, 28], [64, 32, 3, 3], 1, 1),
      ("conv2d", [2, 64, 56, 56], [64, 64, 3, 3], 1, 1),
      ("conv2d", [4, 64, 28, 28], [128, 64, 1, 1], 0, 1),
      // As the gradient by a filter is: images are the filters.
      ("conv2d", [4, 2, 10, 10], [8, 2, 10, 10], 1, 1),
      ("conv2d", [16, 4, 16, 16], [32, 4, 16, 16], 1, 1),
      ("conv2d", [32, 4, 28, 28], [64, 4, 28, 28], 1, 1),
      ("depthwise_conv2d", [2, 16, 16, 16], [16, 1, 3, 3], 1, 16),
      ("depthwise_conv2d", [4, 32, 28, 28], [32, 1, 3, 3], 1, 32),
      ("depthwise_conv2d", [4, 64, 56, 56], [64, 1, 3, 3], 1, 64),
      ("conv2d_transpose", [2, 16, 16, 16], [16, 16, 3, 3], 1, 1),
      ("conv2d_transpose", [4, 32, 16, 16], [32, 16, 3, 3], 1, 1),
      ("conv2d_transpose", [4, 64, 28, 28], [64, 32, 3, 3], 1, 1),
    ]
    return sizes.map { size in
      KernelCase(
        size.op, size.image, size.filter,
        attributes: [
          "strides": .ints([1, 1]), "paddings": .ints([size.padding, size.padding]),
          "groups": .int(size.groups),
        ])
    }
  }

  private static var attention: [KernelCase] {
    let sizes = [
      [1, 16, 2, 16], [2, 32, 4, 32], [1, 128, 4, 32], [4, 64, 8, 64], [2, 256, 4, 64],
      [1, 512, 8, 32],
    ]
    return sizes.flatMap { shape in
      [false, true].map { causal in
        let heads = KernelOperand(shape)
        return KernelCase(
          "flash_attention", [heads, heads, heads, .absent, .absent],
          ["causal": .bool(causal), "is_test": .bool(true)])
      }
    }
  }
}
