import Elements

/// Ops of sequences that lie one behind the other, written out.
extension GradientTable {
  mutating func addSequences() {
    self["sequence_expand"] = .writtenOut { [try $0.x.rows(at: $0.owners)] }
    self["sequence_conv"] = .writtenOut { [try $0.contexts().matmul($0.y)] }
    self["gru"] = .writtenOut { call in
      let inputs = try call.given(3).map { try call.x + $0 } ?? call.x
      return [try call.recurrentStates(of: inputs, weight: call.operands[2].elements[0])]
    }
    self["fusion_gru"] = .writtenOut { call in
      let (weightX, weightH) = (call.operands[2].elements[0], call.operands[3].elements[0])
      let all = try call.x.viewed(as: [call.x.shape[0], weightX.shape[0]]).matmul(weightX)
      let inputs = try call.given(4).map { try all + $0 } ?? all
      return [try call.recurrentStates(of: inputs, weight: weightH)]
    }
    self["fusion_seqconv_eltadd_relu"] = .writtenOut { call in
      let contexts = try call.contexts()
      return [try (contexts.matmul(call.y) + call.inputs[2]).relu(), contexts]
    }
    self["fusion_seqexpand_concat_fc"] = .writtenOut { call in
      let tensors = call.operands[0].elements
      let spread = try tensors.dropFirst().map { try $0.rows(at: call.owners) }
      let product = try Value.concat([tensors[0]] + spread, axis: 1)
        .matmul(call.operands[1].elements[0])
      let sum = try call.given(2).map { try product + $0 } ?? product
      return [try sum.activated(by: call.string("fc_activation"))]
    }
  }
}

extension GradientCall {
  /// The rows of each sequence.
  fileprivate var sequences: [Range<Int>] {
    var start = 0
    return ints("lengths").map { length in
      defer { start += length }
      return start..<start + length
    }
  }

  /// Of each row the number of its sequence.
  fileprivate var owners: [Int] {
    sequences.enumerated().flatMap { number, rows in rows.map { _ in number } }
  }

  /// The rows around each row side by side, zeros beyond its sequence.
  fileprivate func contexts() throws -> Value {
    let (count, start) = (int("context_length"), int("context_start"))
    let places = sequences.flatMap { sequence in
      sequence.flatMap { row in
        (0..<count).map { step in
          // What is beyond all sequences does not overflow.
          let place = row.addingReportingOverflow(start).partialValue &+ step
          return sequence.contains(place) ? place : nil
        }
      }
    }
    let inside = try x.constant(
      places.map { $0 == nil ? 0 : 1 }, shape: [places.count, 1], dtype: .bool)
    return try x.rows(at: places.map { $0 ?? 0 }).kept(where: inside)
      .viewed(as: [x.shape[0], count * x.shape[1]])
  }

  /// The states of a gated recurrent unit, step by step: of each step those of all sequences that are so long, which
  /// are the first ones, since the longest come first.
  ///
  /// - Parameters:
  ///   - inputs: `[rows, 3 d]`, what each row adds to the gates.
  ///   - weight: `[d, 3 d]`, in whose memory two matrices lie one behind the other.
  fileprivate func recurrentStates(of inputs: Value, weight: Value) throws -> Value {
    let size = weight.shape[0]
    let flat = try weight.viewed(as: [3 * size * size])
    let ofGates = try flat.part(0, 0..<2 * size * size).viewed(as: [size, 2 * size])
    let ofState = try flat.part(0, 2 * size * size..<3 * size * size).viewed(as: [size, size])

    let sequences = sequences
    let order = sequences.indices.sorted { (sequences[$1].count, $0) < (sequences[$0].count, $1) }
    var state =
      try given(1).map { try $0.rows(at: order) }
      ?? x.constant([0], shape: [order.count, size], dtype: x.dtype)
    var (states, places): ([Value], [Int]) = ([], [])
    for step in 0..<(sequences.map(\.count).max() ?? 0) {
      let rows = order.map { sequences[$0] }.filter { $0.count > step }.map { sequence in
        bool("is_reverse") ? sequence.upperBound - 1 - step : sequence.lowerBound + step
      }
      let given = try inputs.rows(at: rows)
      let last = try state.part(0, 0..<rows.count)
      let gates = try (given.part(1, 0..<2 * size) + last.matmul(ofGates))
        .activated(by: string("gate_activation"))
      let (update, reset) = (
        try gates.part(1, 0..<size), try gates.part(1, size..<2 * size)
      )
      let next = try (given.part(1, 2 * size..<3 * size) + (reset * last).matmul(ofState))
        .activated(by: string("activation"))
      state =
        try bool("origin_mode")
        ? next + update * (last - next) : last + update * (next - last)
      states.append(state)
      places += rows
    }
    guard !states.isEmpty else { return try unused(0) }
    return try Value.concat(states, axis: 0).rows(at: places.inverse)
  }
}

extension Value {
  /// The rows at these places.
  fileprivate func rows(at places: [Int]) throws -> Value {
    try gather(constant(places.map(Double.init), shape: [places.count], dtype: .int64))
  }

  /// A range of a dim.
  fileprivate func part(_ axis: Int, _ range: Range<Int>) throws -> Value {
    if range == 0..<shape[axis] { return self }
    return try slice(axes: [axis], starts: [range.lowerBound], ends: [range.upperBound])
  }

  /// A function of this name of each element.
  fileprivate func activated(by name: String) throws -> Value {
    switch name {
    case "relu": try relu()
    case "sigmoid": try sigmoid()
    case "tanh": try tanh()
    default: self
    }
  }
}
