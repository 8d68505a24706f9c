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
    let (weightX, weightH) = (call.z, call.inputs[3][0])
    let d = weightH.shape[0]
    let x = call.x.reshaped([call.x.shape[0], weightX.shape[0]])
    let inputs = multiplied(x, weightX)
    func input(_ row: Int, _ column: Int) -> Double {
      inputs[[row, column]] + (call.given(4)?.values[column] ?? 0)
    }
    var hidden = Grid([x.shape[0], d], [Double](repeating: 0, count: x.shape[0] * d))
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

  private static let contexts: Function = { call in
    let (width, length) = (call.x.shape[1], call.int("context_length"))
    let owners = sequences(call)
    let met = Grid([call.x.shape[0], length * width]) { index in
      let row = index[0] + call.int("context_start") + index[1] / width
      let own = owners.first { $0.contains(index[0]) }
      return own?.contains(row) == true ? call.x[[row, index[1] % width]] : 0
    }
    return [affine(met, call.y, call.z, rows: 1, activation: "relu"), met]
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
    "fusion_gru": gru, "fusion_seqconv_eltadd_relu": contexts,
    "fusion_seqexpand_concat_fc": beside,
  ]
}
