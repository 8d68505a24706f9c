import Elements

/// Tokens sent to experts: to each token what its rows have, and to the gate what its choices have.
extension GradientTable {
  mutating func addRouting() {
    self["moe_gate_dispatch"] = .formula { call in
      let (tokens, gate) = (call.x, call.y)
      let (count, k) = (tokens.shape[0], call.int("k"))
      let isSent = try call.isSent()
      let sent = try call.gradient().viewed(as: [
        call.out.size / max(1, tokens.shape[1]), tokens.shape[1],
      ])
      .gather(call.outputs[2].viewed(as: [k * count]))
      .viewed(as: [k, count, tokens.shape[1]])
      .kept(where: isSent.swapaxes(0, 1).unsqueeze(2))
      let weights = try call.gradient(1).kept(where: isSent)
      return call.padded([
        try sent.summed([0]),
        try gate.filled(with: 0).putAlongAxis(
          call.outputs[4].cast(.int64), value: weights, axis: 1, reduce: "add"),
      ])
    }
  }
}

extension GradientCall {
  /// Which choices `[s, k]` found room: before them fewer than the capacity took the same expert. A better choice comes
  /// first where experts are padded, else only the token counts.
  fileprivate func isSent() throws -> Value {
    let (chosen, experts) = (outputs[4], y.shape[1])
    let (count, k) = (chosen.shape[0], chosen.shape[1])
    let isByRank = bool("use_pad")
    let ordered = isByRank ? try chosen.swapaxes(0, 1) : chosen
    let taken = try ordered.viewed(as: [count * k]).oneHot(experts).cast(.int64)
    let before = try (taken.cumsum(0, exclusive: true) * taken).summed([1])
    let isSent = try before .< int("capacity")
    return isByRank
      ? try isSent.viewed(as: [k, count]).swapaxes(0, 1) : try isSent.viewed(as: [count, k])
  }
}
