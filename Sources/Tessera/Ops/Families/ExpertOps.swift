import Tensors

/// Tokens sent to their experts, and the experts' answers brought back.
extension Kernel {
  static let moeGateDispatch = Kernel { call in
    let sent = call.tensor(0).dispatchedToExperts(
      gate: call.tensor(1), bias: call.given(2), k: call.int("k"),
      capacity: call.int("capacity"), isPadded: call.bool("use_pad"))
    return [call.shaped(sent.tokens), sent.weights, sent.places, sent.offsets, sent.experts]
  }

  static let moeCombine = single { call in
    let (rows, places) = (call.tensor(0), call.tensor(2))
    try call.require(places, "scatter_index", in: 0..<rows.shape[0])
    return rows.combinedFromExperts(weights: call.tensor(1), places: places)
  }
}
