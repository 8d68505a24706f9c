import Elements
import Programs

extension Compositions {
  /// Attention in the forms that the op does not take.
  static let attention: [String: Composition] = [
    "aten.scaled_dot_product_attention.default": attention,
    "aten._scaled_dot_product_flash_attention_for_cpu.default": attention,
  ]

  /// A mask of four dims, as the op takes it, also where a causal one begins at the first key though there are more or
  /// fewer of them than queries.
  @Sendable static func widenedMask(_ call: CompositionCall) throws -> [String: ImportedArgument]? {
    let (query, key) = (try call.tensor("query"), try call.tensor("key"))
    let (rows, columns) = (query.shape.dropLast().last ?? 0, key.shape.dropLast().last ?? 0)
    if rows != columns, call.bool("is_causal", default: false) {
      let ones = [Int](repeating: 1, count: max(0, query.shape.count - 2))
      let mask = try call.recorder.constant(
        countedPlaces(rows, columns).map { $0 % columns <= $0 / columns ? 1 : 0 },
        shape: ones + [rows, columns], dtype: .bool)
      return ["attn_mask": .tensor(mask), "is_causal": .bool(false)]
    }
    guard let mask = call.optionalTensor("attn_mask"),
      try call.tensor("query").shape.count == 4, mask.shape.count < 4
    else { return nil }
    let ones = [Int](repeating: 1, count: 4 - mask.shape.count)
    return ["attn_mask": .tensor(try mask.reshape(ones + mask.shape))]
  }

  private static func attention(_ call: CompositionCall) throws -> [Value] {
    let query = try call.tensor("query")
    // What is dropped is not an output of the op, and its gradient needs it.
    guard try call.number("dropout_p", default: 0) == 0 else { return try written(call) }
    let width = Double(query.shape.last ?? 1)
    if let scale = call.arguments["scale"]?.number {
      // The op divides by the root of the width.
      let scaled = try query * (scale * width.squareRoot())
      return try call.call(nil, ["scale": nil, "query": .tensor(scaled)])
    }
    guard query.shape.count == 3 else { return try written(call) }
    var changes: [String: ImportedArgument?] = [:]
    for name in ["query", "key", "value"] {
      changes[name] = .tensor(try call.tensor(name).unsqueeze(0))
    }
    return [try call.call(nil, changes)[0].squeeze(0)]
  }

  /// Products, a softmax and dropout, of tensors of any number of dims. A row of which no key counts gives 0.
  private static func written(_ call: CompositionCall) throws -> [Value] {
    let query = try call.tensor("query")
    let key = try call.tensor("key").repeatingHeads(as: query)
    let value = try call.tensor("value").repeatingHeads(as: query)
    let scale =
      call.arguments["scale"]?.number ?? 1 / Double(query.shape.last ?? 1).squareRoot()
    var scores = try call.op("matmul", query, key.swapaxes(-1, -2)) * scale
    let mask = call.optionalTensor("attn_mask")
    if let mask {
      scores = try masked(scores, mask, call)
    } else if call.bool("is_causal", default: false) {
      let (rows, columns) = (scores.shape[scores.shape.count - 2], scores.shape.last ?? 0)
      let kept = try countedPlaces(rows, columns).map { $0 % columns <= $0 / columns ? 1.0 : 0 }
      scores = try masked(
        scores, call.recorder.constant(kept, shape: [rows, columns], dtype: .bool), call)
    }
    var weights: Value
    if mask != nil {
      let isEmpty = try scores.max(-1, keepDims: true) .== -Double.infinity
      let zero = try call.scalar(0, like: scores)
      weights = try call.op("where", isEmpty, zero, scores).softmax(-1)
      weights = try call.op("where", isEmpty, zero, weights)
    } else {
      weights = try call.op("softmax", scores, with: ["axis": .int(-1)])
    }
    let rate = try call.number("dropout_p", default: 0)
    if rate > 0 { weights = try call.dropped(weights, rate) }
    return [try call.op("matmul", weights, value)]
  }

  private static func masked(_ scores: Value, _ mask: Value, _ call: CompositionCall) throws
    -> Value
  {
    guard mask.dtype == .bool else { return try scores + mask }
    let least = try call.recorder.constant([-.infinity], shape: [], dtype: scores.dtype)
    return try call.op("where", mask, scores, least)
  }
}

extension Value {
  /// Heads as often as queries have them.
  fileprivate func repeatingHeads(as query: Value) throws -> Value {
    let dim = shape.count - 3
    guard dim >= 0, query.shape.count == shape.count, shape[dim] != query.shape[dim],
      shape[dim] > 1
    else { return self }
    return try repeatInterleave(repeats: query.shape[dim] / shape[dim], axis: dim)
  }
}
