import Foundation

extension Reference {
  private static func activated(_ x: Double, _ name: String) -> Double {
    switch name {
    case "sigmoid": 1 / (1 + exp(-x))
    case "tanh": tanh(x)
    case "relu": max(x, 0)
    default: x
    }
  }

  /// The rows of each sequence.
  private static func sequences(_ call: ReferenceCall) -> [Range<Int>] {
    var start = 0
    return call.ints("lengths").map { length in
      defer { start += length }
      return start..<start + length
    }
  }

  private static let gru: Function = { call in
    states(call, of: call.x, weight: call.z, bias: call.given(3))
  }

  private static let fusedGRU: Function = { call in
    let x = call.x.reshaped([call.x.shape[0], call.z.shape[0]])
    return states(
      call, of: multiplied(x, call.z), weight: call.inputs[3][0], bias: call.given(4))
  }

  private static func states(
    _ call: ReferenceCall, of inputs: Grid, weight weightH: Grid, bias: Grid?
  ) -> [Grid] {
    let d = weightH.shape[0]
    func input(_ row: Int, _ column: Int) -> Double {
      inputs[[row, column]] + (bias?.values[column] ?? 0)
    }
    let rows = inputs.shape[0]
    var hidden = Grid([rows, d], [Double](repeating: 0, count: rows * d))
    for (number, rows) in sequences(call).enumerated() {
      var state = (0..<d).map { call.given(1)?[[number, $0]] ?? 0 }
      for row in call.bool("is_reverse") ? rows.reversed() : Array(rows) {
        let gates = (0..<2 * d).map { column in
          activated(
            (0..<d).reduce(input(row, column)) {
              $0 + state[$1] * weightH.values[$1 * 2 * d + column]
            }, call.text("gate_activation"))
        }
        let next = (0..<d).map { column in
          activated(
            (0..<d).reduce(input(row, 2 * d + column)) {
              $0 + gates[d + $1] * state[$1] * weightH.values[2 * d * d + $1 * d + column]
            }, call.text("activation"))
        }
        for place in 0..<d {
          let update = call.bool("origin_mode") ? 1 - gates[place] : gates[place]
          state[place] = (1 - update) * state[place] + update * next[place]
          hidden[[row, place]] = state[place]
        }
      }
    }
    return [hidden]
  }

  private static func met(_ call: ReferenceCall) -> Grid {
    let (width, length) = (call.x.shape[1], call.int("context_length"))
    let owners = sequences(call)
    return Grid([call.x.shape[0], length * width]) { index in
      let row = index[0] + call.int("context_start") + index[1] / width
      let own = owners.first { $0.contains(index[0]) }
      return own?.contains(row) == true ? call.x[[row, index[1] % width]] : 0
    }
  }

  private static let contexts: Function = { call in
    [affine(met(call), call.y, call.z, rows: 1, activation: "relu"), met(call)]
  }

  private static let expanded: Function = { call in
    let owners = sequences(call)
    return [
      Grid([owners.last?.upperBound ?? 0] + call.x.shape.dropFirst()) { index in
        call.x[[owners.firstIndex { $0.contains(index[0]) } ?? 0] + index.dropFirst()]
      }
    ]
  }

  private static let beside: Function = { call in
    let tensors = call.inputs[0]
    let owners = sequences(call)
    let all = Grid([tensors[0].shape[0], call.y.shape[0]]) { index in
      var column = index[1]
      for (place, tensor) in tensors.enumerated() {
        if column < tensor.shape[1] {
          let row = place == 0 ? index[0] : owners.firstIndex { $0.contains(index[0]) } ?? 0
          return tensor[[row, column]]
        }
        column -= tensor.shape[1]
      }
      return 0
    }
    return [
      affine(all, call.y, call.given(2), rows: 1).map { activated($0, call.text("fc_activation")) }
    ]
  }

  static let sequences: [String: Function] = [
    "sequence_expand": expanded, "sequence_conv": { [multiplied(met($0), $0.y)] }, "gru": gru,
    "fusion_gru": fusedGRU, "fusion_seqconv_eltadd_relu": contexts,
    "fusion_seqexpand_concat_fc": beside,
  ]
}
