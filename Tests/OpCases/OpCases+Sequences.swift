import SPMDRules

extension OpCase {
  private static func gru(
    _ lengths: [Int], _ width: Int, _ state: Int, first: Bool = true, bias: Bool = true,
    _ others: [String: AttributeValue] = [:]
  ) -> OpCase {
    OpCase(
      [lengths.reduce(0, +), width], first ? [lengths.count, state] : [0], [width, 3 * state],
      [state, 3 * state], bias ? [1, 3 * state] : [0],
      attributes: ["lengths": .ints(lengths)].merging(others) { $1 }, domains: [.unit])
  }

  private static func contexts(
    _ lengths: [Int], _ width: Int, _ columns: Int, length: Int, start: Int
  ) -> OpCase {
    OpCase(
      [lengths.reduce(0, +), width], [length * width, columns],
      start % 2 == 0 ? [columns] : [1, columns],
      attributes: [
        "lengths": .ints(lengths), "context_length": .int(length), "context_start": .int(start),
      ])
  }

  private static func around(
    _ lengths: [Int], _ width: Int, _ columns: Int, length: Int, start: Int
  ) -> OpCase {
    OpCase(
      [lengths.reduce(0, +), width], [length * width, columns],
      attributes: [
        "lengths": .ints(lengths), "context_length": .int(length), "context_start": .int(start),
      ])
  }

  private static func beside(
    _ lengths: [Int], _ widths: [Int], _ columns: Int, _ activation: String, bias: Bool = true
  ) -> OpCase {
    let tensors = widths.enumerated().map { place, width in
      [place == 0 ? lengths.reduce(0, +) : lengths.count, width]
    }
    return OpCase(
      arguments: [.list(tensors), .one([widths.reduce(0, +), columns])]
        + (bias ? [.one([columns])] : []),
      attributes: ["lengths": .ints(lengths), "fc_activation": .string(activation)])
  }

  private static func unit(
    _ lengths: [Int], _ state: Int, first: Bool = true, bias: Bool = true,
    _ others: [String: AttributeValue] = [:]
  ) -> OpCase {
    OpCase(
      [lengths.reduce(0, +), 3 * state], first ? [lengths.count, state] : [0], [state, 3 * state],
      bias ? [1, 3 * state] : [0],
      attributes: ["lengths": .ints(lengths)].merging(others) { $1 }, domains: [.unit])
  }

  static let sequences: [String: [OpCase]] = [
    "sequence_expand": [
      OpCase([4, 3], attributes: ["lengths": .ints([2, 2, 2, 2])]),
      OpCase([3, 2, 2], attributes: ["lengths": .ints([3, 0, 2])]),
      OpCase([3], attributes: ["lengths": .ints([1, 1, 1])]),
    ],
    "sequence_conv": [
      around([3, 3, 3, 3], 2, 4, length: 3, start: -1),
      around([4, 1, 2], 3, 6, length: 2, start: 0),
      around([2, 2, 2], 2, 3, length: 2, start: 1),
    ],
    "gru": [
      unit([2, 2, 2, 2], 2), unit([3, 1, 2], 3, first: false, ["is_reverse": .bool(true)]),
      unit(
        [2, 2, 2], 2, bias: false,
        [
          "origin_mode": .bool(true), "activation": .string("identity"),
          "gate_activation": .string("tanh"),
        ]),
    ],
    "fusion_gru": [
      gru([2, 2, 2, 2], 3, 2), gru([3, 1, 2], 2, 3, first: false, ["is_reverse": .bool(true)]),
      gru(
        [2, 2, 2], 2, 2, bias: false,
        [
          "origin_mode": .bool(true), "activation": .string("identity"),
          "gate_activation": .string("tanh"),
        ]),
    ],
    "fusion_seqconv_eltadd_relu": [
      contexts([3, 3, 3, 3], 2, 4, length: 3, start: -1),
      contexts([4, 1, 2], 3, 6, length: 2, start: 0),
      contexts([2, 2, 2], 2, 3, length: 2, start: 1),
    ],
    "fusion_seqexpand_concat_fc": [
      beside([2, 2, 2, 2], [3, 2, 1], 4, "relu"), beside([3, 1, 2], [2, 2], 3, "identity"),
      beside([1, 1, 1], [2, 3], 6, "tanh", bias: false),
    ],
  ]
}
