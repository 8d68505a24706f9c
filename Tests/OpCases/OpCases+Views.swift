import SPMDRules

extension OpCase {
  private static func attribute(_ name: String, _ values: [([Int], [Int])]) -> [OpCase] {
    values.map { OpCase($0.0, attributes: [name: .ints($0.1)]) }
  }

  private static let reshapes = attribute(
    "shape",
    [
      ([8, 6], [48]), ([48], [8, 6]), ([4, 6], [2, 2, 6]), ([4, 6], [6, 4]), ([6, 4], [3, 8]),
      ([7, 5], [35]), ([5, 6], [5, -1, 2]), ([4, 6, 2], [0, -1]), ([6], [1, 6, 1]), ([1, 6], [6]),
      ([], [1]), ([1], []), ([0, 4], [0, 2, 2]), ([12, 2], [3, 4, 2]), ([9], [3, 3]),
      ([6, 2], [4, 3]), ([12, 2], [2, 4, -1]), ([2, 1, 6], [0, 1, 3, 2, 1]),
    ])

  private static let squeezes = attribute(
    "axis",
    [
      ([4, 1, 6], [1]), ([4, 1, 6], []), ([1, 5, 1], [0, -1]), ([4, 6], [0]), ([1, 1], []),
      ([7, 1], [-1]), ([0, 1], [1]),
    ])

  private static let unsqueezes = attribute(
    "axis",
    [
      ([4, 6], [0]), ([4, 6], [1, 2]), ([7], [-1]), ([5, 3], [-1, 0]), ([], [0]), ([0, 2], [1]),
    ])

  private static let transposes = attribute(
    "perm",
    [
      ([8, 6], [1, 0]), ([7, 5, 2], [2, 0, 1]), ([4, 1, 3], [-1, 0, 1]), ([], []),
      ([0, 3], [1, 0]),
    ])

  private static let flattens = [
    ([4, 6, 2], 0, 1), ([4, 3, 2], 1, -1), ([5, 3], 0, -1), ([6, 2], 1, 1), ([], 0, 0),
    ([1, 6, 4], 0, 1), ([2, 0, 3], 0, -1),
  ].map { (shape: [Int], start: Int, stop: Int) in
    OpCase(shape, attributes: ["start_axis": .int(start), "stop_axis": .int(stop)])
  }

  private static let expands = attribute(
    "shape",
    [([1, 6], [4, 6]), ([5], [3, 5]), ([4, 1], [2, -1, 3]), ([], [4]), ([1, 4], [3, 5, -1])])

  private static let expandsAs = [
    ([1, 6], [4, 6]), ([5], [3, 5]), ([4, 1], [2, 4, 3]), ([], [4]),
  ].map { (shape: [Int], target: [Int]) in
    OpCase(shape, target, attributes: ["target_shape": .ints(target)])
  }

  private static let swaps = [
    OpCase([4, 6, 2], attributes: ["axis0": .int(0), "axis1": .int(-1)]),
    OpCase([5, 3], attributes: ["axis0": .int(1), "axis1": .int(0)]),
  ]

  private static let moves = [
    OpCase([4, 6, 2], attributes: ["source": .int(0), "destination": .int(2)]),
    OpCase([5, 3, 2], attributes: ["source": .ints([-1, 0]), "destination": .ints([0, 1])]),
  ]

  static let views: [String: [OpCase]] = [
    "reshape": reshapes, "reshape2": reshapes, "view": reshapes,
    "squeeze": squeezes, "squeeze2": squeezes,
    "unsqueeze": unsqueezes, "unsqueeze2": unsqueezes,
    "flatten": flattens, "flatten_contiguous_range": flattens,
    "transpose": transposes, "transpose2": transposes, "permute": transposes,
    "swapaxes": swaps, "swapdims": swaps, "moveaxis": moves, "movedim": moves,
    "expand": expands, "expand_v2": expands, "broadcast_to": expands,
    "expand_as": expandsAs, "expand_as_v2": expandsAs,
    "tile": attribute(
      "repeat_times",
      [
        ([4, 6], [1, 2]), ([4, 6], [2, 1]), ([5], [3, 1]), ([4, 1], [1, 3]), ([4, 6], [2]),
        ([], [2]), ([3, 4], [2, 2, 1]),
      ]),
    "view_as_complex": [OpCase([4, 3, 2], domains: [.single]), OpCase([2], domains: [.single])],
    "view_as_real": [OpCase([4, 3], domains: [.complex])],
  ]
}
