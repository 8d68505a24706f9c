import Elements
import Programs

extension OnnxOps {
  /// Products, attention, and losses.
  static let products: [String: Composition] = [
    "Gemm": { [try gemm($0)] },
    "Attention": { try attention($0) },
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

  /// Of opset 23: heads in a dim of their own, or beside one another in the last one.
  private static func attention(_ call: OnnxCall) throws -> [Value] {
    guard call.float("softcap", default: 0) == 0 else { throw Mismatch("a softcap") }
    var (query, key, value) = (try call.tensor(0), try call.tensor(1), try call.tensor(2))
    let isFlat = query.shape.count == 3
    func split(_ x: Value, _ name: String) throws -> Value {
      guard isFlat else { return x }
      guard let heads = call.optionalInt(name), heads > 0, x.shape[2] % heads == 0 else {
        throw Mismatch("\(name): a number of heads that divides \(x.shape[2]) is required")
      }
      return try x.reshape([x.shape[0], x.shape[1], heads, x.shape[2] / heads]).permute([
        0, 2, 1, 3,
      ])
    }
    query = try split(query, "q_num_heads")
    key = try split(key, "kv_num_heads")
    value = try split(value, "kv_num_heads")
    if let past = try call.optionalTensor(4) { key = try call.joined([past, key], along: 2) }
    if let past = try call.optionalTensor(5) { value = try call.joined([past, value], along: 2) }
    let isCausal = call.int("is_causal", default: 0) == 1
    var arguments: [String: ImportedArgument] = [
      "query": .tensor(query), "key": .tensor(key), "value": .tensor(value),
      "is_causal": .bool(isCausal),
    ]
    if let mask = try call.optionalTensor(3) {
      guard !isCausal else { throw Mismatch("a mask beside is_causal") }
      arguments["attn_mask"] = .tensor(mask)
    } else if isCausal, query.shape[2] != key.shape[2] {
      throw Mismatch("is_causal of \(query.shape[2]) queries and \(key.shape[2]) keys")
    }
    if case .float(let scale)? = call.node.attributes["scale"] {
      arguments["scale"] = .double(scale)
    }
    if query.shape[1] != key.shape[1] { arguments["enable_gqa"] = .bool(true) }
    var result = try call.aten("scaled_dot_product_attention.default", arguments)[0]
    if isFlat {
      result = try result.permute([0, 2, 1, 3]).reshape([
        result.shape[0], result.shape[2], result.shape[1] * result.shape[3],
      ])
    }
    try call.requireResults(3)
    return [result, key, value]
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
