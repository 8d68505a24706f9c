import Elements

/// Attention, written out with a softmax and products.
extension GradientTable {
  mutating func addAttention() {
    self["flash_attention"] = .writtenOut { call in
      guard call.double("dropout") == 0 || call.bool("is_test") else {
        throw TesseraError(
          .usage,
          "the gradient of flash_attention: dropout must be 0 or is_test true; "
            + "it is \(call.double("dropout")), and what is dropped is not an output")
      }
      let wide = call.outputs[2].dtype
      let heads = try Heads(
        query: call.x.cast(wide), key: call.y.cast(wide), value: call.inputs[2].cast(wide),
        scale: 1 / Double(call.x.shape[3]).squareRoot())
      let answer = try heads.attention(mask: call.given(4), isCausal: call.bool("causal"))
      return [
        answer.result, call.bool("return_softmax") ? answer.weights : nil,
        try answer.sums.viewed(as: call.outputs[2].shape), nil,
      ]
    }
    self["self_dp_attention"] = .writtenOut { call in
      let parts = try call.x.unbind(axis: 2)
      let heads = Heads(
        query: parts[0], key: parts[1], value: parts[2], scale: call.double("alpha"))
      return [try heads.attention(mask: nil, isCausal: false).result.viewed(as: call.out.shape)]
    }
  }
}

/// Queries `[b, s, h, d]`, and keys and values `[b, t, g, d]`, where g divides h.
private struct Heads {
  let query: Value
  let key: Value
  let value: Value
  let scale: Double

  /// A row of which no key counts gives 0, and has no gradient.
  func attention(mask: Value?, isCausal: Bool) throws -> (
    result: Value, weights: Value, sums: Value
  ) {
    let groups = query.shape[2] / max(1, key.shape[2])
    func each(_ tensor: Value) throws -> Value {
      groups == 1 ? tensor : try tensor.repeatInterleave(repeats: groups, axis: 2)
    }
    var scores = try Value.einsum("bshd,bthd->bhst", query, each(key)).times(scale)
    let least = try scores.scalar(-.infinity, dtype: scores.dtype)
    if let mask {
      scores =
        mask.dtype == .bool
        ? try scores.where(mask, otherwise: least) : try scores + mask.cast(scores.dtype)
    }
    if isCausal {
      let (rows, columns) = (query.shape[1], key.shape[1])
      let seen = try scores.constant([1], shape: [rows, columns], dtype: .int32)
        .tril(diagonal: columns - rows).cast(.bool)
      scores = try scores.where(seen, otherwise: least)
    }
    guard mask != nil || isCausal && query.shape[1] > key.shape[1] else {
      return try answer(scores, try scores.softmax(-1), each(value))
    }
    let isEmpty = try scores.max(-1, keepDims: true) .== -Double.infinity
    scores = try scores.zeroed(where: isEmpty)
    return try answer(scores, try scores.softmax(-1).zeroed(where: isEmpty), each(value))
  }

  private func answer(_ scores: Value, _ weights: Value, _ values: Value) throws -> (
    result: Value, weights: Value, sums: Value
  ) {
    (
      try .einsum("bhst,bthd->bshd", weights, values), weights, try scores.logsumexp(axis: [-1])
    )
  }
}
