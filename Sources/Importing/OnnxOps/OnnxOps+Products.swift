import Elements
import Programs

extension OnnxOps {
  /// Products, and losses.
  static let products: [String: Composition] = [
    "Gemm": { [try gemm($0)] },
    "SoftmaxCrossEntropyLoss": { call in
      let scores = try call.tensor(0)
      let loss = try lossOf(call, "cross_entropy_loss.default")
      guard call.node.outputs.count > 1 else { return [loss] }
      return [loss, try call.op("log_softmax", scores, with: ["axis": .int(1)])]
    },
    "NegativeLogLikelihoodLoss": { [try lossOf($0, "nll_loss_nd.default")] },
  ]

  /// alpha A' B' + beta C.
  private static func gemm(_ call: OnnxCall) throws -> Value {
    let (a, b) = (try call.tensor(0), try call.tensor(1))
    let (alpha, beta) = (call.float("alpha", default: 1), call.float("beta", default: 1))
    let isTurned = call.int("transB", default: 0) == 1
    let c = try call.optionalTensor(2)
    // As a layer: the weight is what PyTorch has, and the bias a row.
    if call.int("transA", default: 0) == 0, alpha == 1, beta == 1 || c == nil {
      let isRow = c.map {
        $0.shape.count == 1 && $0.shape[0] == (isTurned ? b.shape[0] : b.shape[1])
      }
      if isRow != false {
        return try call.ops(
          "linear_v2", [a, b] + (c.map { [$0] } ?? []), ["transpose_weight": .bool(isTurned)])[0]
      }
    }
    var product = try call.op(
      "matmul", a, b,
      with: [
        "trans_x": .bool(call.int("transA", default: 0) == 1), "trans_y": .bool(isTurned),
      ])
    if alpha != 1 { product = try product * alpha }
    guard let c else { return product }
    return try product + (beta == 1 ? c : c * beta)
  }

  private static func lossOf(_ call: OnnxCall, _ name: String) throws -> Value {
    let words = ["none": 0, "mean": 1, "sum": 2]
    let word = call.text("reduction", default: "mean")
    guard let reduction = words[word] else { throw Mismatch("reduction is '\(word)'") }
    var arguments: [String: ImportedArgument] = [
      "self": .tensor(try call.tensor(0)), "target": .tensor(try call.tensor(1)),
      "reduction": .int(reduction), "ignore_index": .int(call.int("ignore_index", default: -100)),
    ]
    if let weight = try call.optionalTensor(2) { arguments["weight"] = .tensor(weight) }
    return try call.aten(name, arguments)[0]
  }
}
