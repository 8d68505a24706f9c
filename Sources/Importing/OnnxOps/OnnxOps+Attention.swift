import Elements
import Programs

extension OnnxOps {
  /// Attention, and the rotary embedding of positions.
  static let attentions: [String: Composition] = [
    "Attention": { try attention($0) },
    "RotaryEmbedding": { [try rotated($0)] },
  ]

  /// Pairs of features turned by the angles whose cosines and sines are given.
  private static func rotated(_ call: OnnxCall) throws -> Value {
    let given = try call.tensor(0)
    let isFlat = given.shape.count == 3
    let x = try isFlat ? heads(call, given, "num_heads") : given
    guard x.shape.count == 4, let features = x.shape.last else {
      throw Mismatch("a tensor of three or four dims is required")
    }
    let named = call.int("rotary_embedding_dim", default: 0)
    let turned = named == 0 ? features : named
    guard turned > 0, turned <= features, turned % 2 == 0 else {
      throw Mismatch("rotary_embedding_dim is \(turned) of \(features) features")
    }
    let half = turned / 2
    let (cosine, sine) = (
      try angles(call, 1, x, of: half, isFlat: isFlat),
      try angles(call, 2, x, of: half, isFlat: isFlat)
    )
    let part = try call.range(x, along: 3, 0, turned)
    // Neighbours, or features of both halves.
    let isInterleaved = call.int("interleaved", default: 0) == 1
    let pairs = try part.reshape(x.shape[..<3] + (isInterleaved ? [half, 2] : [2, half]))
    let dim = isInterleaved ? 4 : 3
    let (first, second) = (
      try call.range(pairs, along: dim, 0, 1).squeeze(dim),
      try call.range(pairs, along: dim, 1, 2).squeeze(dim)
    )
    let both = [
      try cosine * first - sine * second, try sine * first + cosine * second,
    ]
    var result = try Value.apply("stack", [.list(both)], ["axis": .int(dim)])[0].reshape(part.shape)
    if turned < features {
      result = try call.joined([result, call.range(x, along: 3, turned, features)], along: 3)
    }
    return try isFlat ? result.reshape(given.shape) : result
  }

  /// Cosines or sines, with a dim of size 1 for the heads: those of the places that tokens have, where these are given.
  private static func angles(
    _ call: OnnxCall, _ place: Int, _ x: Value, of half: Int, isFlat: Bool
  ) throws -> Value {
    let (batch, length) = (x.shape[0], x.shape[isFlat ? 1 : 2])
    var table = try call.tensor(place)
    if let places = try call.optionalTensor(3) {
      guard table.shape.count == 2, places.shape == [batch, length] else {
        throw Mismatch("places \(places.shape) of a table \(table.shape)")
      }
      table = try call.op(
        "index_select", table, places.reshape([batch &* length]), with: ["axis": .int(0)])
    }
    guard table.shape.reduce(1, *) == batch &* length &* half else {
      throw Mismatch("angles of shape \(table.shape) for \([batch, length, half])")
    }
    return try table.reshape(isFlat ? [batch, length, 1, half] : [batch, 1, length, half])
  }

  /// The last dim as heads and the features of each.
  private static func heads(_ call: OnnxCall, _ x: Value, _ name: String) throws -> Value {
    guard let count = call.optionalInt(name), count > 0, x.shape.count == 3,
      x.shape[2] % count == 0
    else {
      throw Mismatch("\(name): a number of heads that divides \(x.shape.last ?? 0) is required")
    }
    return try x.reshape([x.shape[0], x.shape[1], count, x.shape[2] / count])
  }

  /// Of opset 23: heads in a dim of their own, or beside one another in the last one.
  private static func attention(_ call: OnnxCall) throws -> [Value] {
    var (query, key, value) = (try call.tensor(0), try call.tensor(1), try call.tensor(2))
    let isFlat = query.shape.count == 3
    if isFlat {
      query = try heads(call, query, "q_num_heads").permute([0, 2, 1, 3])
      key = try heads(call, key, "kv_num_heads").permute([0, 2, 1, 3])
      value = try heads(call, value, "kv_num_heads").permute([0, 2, 1, 3])
    }
    guard [query, key, value].allSatisfy({ $0.shape.count == 4 }) else {
      throw Mismatch("tensors of three or four dims are required")
    }
    let past = try call.optionalTensor(4)
    if let past { key = try call.joined([past, key], along: 2) }
    if let past = try call.optionalTensor(5) { value = try call.joined([past, value], along: 2) }
    guard key.shape[1] > 0, query.shape[1] % key.shape[1] == 0 else {
      throw Mismatch("\(query.shape[1]) heads of queries and \(key.shape[1]) of keys")
    }
    let rows = query.shape[2]
    let wantsScores = call.node.outputs.count > 3 && !call.node.outputs[3].isEmpty
    let isWritten = wantsScores || call.float("softcap", default: 0) != 0
    let mask = try OnnxAttentionMask(
      call, batch: query.shape[0], queries: rows, keys: key.shape[2], past: past?.shape[2],
      isWritten: isWritten)
    var made: [Value]
    if isWritten {
      made = try written(call, query, key, value, mask.mask)
    } else {
      var arguments: [String: ImportedArgument] = [
        "query": .tensor(query), "key": .tensor(key), "value": .tensor(value),
        "is_causal": .bool(mask.isTriangle),
      ]
      if let mask = mask.mask { arguments["attn_mask"] = .tensor(mask) }
      if case .float(let scale)? = call.node.attributes["scale"] {
        arguments["scale"] = .double(scale)
      }
      if query.shape[1] != key.shape[1] { arguments["enable_gqa"] = .bool(true) }
      made = try call.aten("scaled_dot_product_attention.default", arguments)
    }
    if isFlat {
      made[0] = try made[0].permute([0, 2, 1, 3]).reshape([
        query.shape[0], rows, query.shape[1] &* value.shape[3],
      ])
    }
    return [made[0], key, value] + made.dropFirst()
  }

  /// Attention written out, as products, a soft bound of the scores, a mask and a softmax: the result, and the stage of the
  /// scores that `qk_matmul_output_mode` asks for.
  private static func written(
    _ call: OnnxCall, _ query: Value, _ key: Value, _ value: Value, _ mask: Value?
  ) throws -> [Value] {
    let groups = query.shape[1] / key.shape[1]
    let keys = try groups == 1 ? key : key.repeatInterleave(repeats: groups, axis: 1)
    let values = try groups == 1 ? value : value.repeatInterleave(repeats: groups, axis: 1)
    let scale = call.float(
      "scale", default: 1 / Double(max(1, query.shape[3])).squareRoot())
    let products = try call.op("matmul", query, keys.swapaxes(-1, -2)) * scale
    let bound = call.float("softcap", default: 0)
    let bounded = try bound == 0 ? products : call.op("tanh", products / bound) * bound
    var scores = bounded
    if let mask {
      let least = try call.constant([-.infinity], shape: [], dtype: scores.dtype)
      scores =
        try mask.dtype == .bool ? call.op("where", mask, scores, least) : scores + mask
    }
    let dtype = call.optionalInt("softmax_precision").flatMap { DType(onnx: $0) } ?? query.dtype
    var weights = try scores.dtype == dtype ? scores : scores.cast(dtype)
    if mask == nil {
      weights = try weights.softmax(-1)
    } else {
      // A query that sees no key gives 0.
      let isEmpty = try weights.max(-1, keepDims: true) .== -Double.infinity
      let zero = try call.scalar(0, like: weights)
      weights = try call.op("where", isEmpty, zero, weights).softmax(-1)
      weights = try call.op("where", isEmpty, zero, weights)
    }
    if dtype != query.dtype { weights = try weights.cast(query.dtype) }
    let result = try call.op("matmul", weights, values)
    let stages = [products, bounded, scores, weights]
    let mode = call.int("qk_matmul_output_mode", default: 0)
    guard stages.indices.contains(mode) else { throw Mismatch("qk_matmul_output_mode is \(mode)") }
    return [result, stages[mode]]
  }
}
