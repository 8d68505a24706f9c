import SPMDRules
import Sharding

extension LocalOp {
  /// The values in order, in the shape that is claimed.
  private static func reshaping(_ cases: [LocalCase]) -> LocalOp {
    LocalOp(cases) { [$0.x.reshaped($0.outputBoxes[0].sizes)] }
  }

  private static func attribute(_ name: String, _ values: [([Int], [Int])]) -> [LocalCase] {
    values.map { LocalCase($0.0, attributes: [name: .ints($0.1)]) }
  }

  private static let reshapes = attribute(
    "shape",
    [
      ([8, 6], [48]), ([48], [8, 6]), ([4, 6], [2, 2, 6]), ([4, 6], [6, 4]), ([6, 4], [3, 8]),
      ([7, 5], [35]), ([5, 6], [5, -1, 2]), ([4, 6, 2], [0, -1]), ([6], [1, 6, 1]), ([1, 6], [6]),
      ([], [1]), ([1], []), ([0, 4], [0, 2, 2]), ([12, 2], [3, 4, 2]), ([9], [3, 3]),
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

  private static func flatten(_ shape: [Int], _ start: Int, _ stop: Int) -> LocalCase {
    LocalCase(shape, attributes: ["start_axis": .int(start), "stop_axis": .int(stop)])
  }

  private static func slice(
    _ shape: [Int], _ axes: [Int], _ starts: [Int], _ ends: [Int], decrease: [Int] = [],
    strides: [Int]? = nil
  ) -> LocalCase {
    var attributes: [String: AttributeValue] = [
      "axes": .ints(axes), "starts": .ints(starts), "ends": .ints(ends),
    ]
    if let strides {
      attributes["strides"] = .ints(strides)
    } else {
      attributes["infer_flags"] = .ints(axes.map { _ in 1 })
      attributes["decrease_axis"] = .ints(decrease)
    }
    return LocalCase(shape, attributes: attributes)
  }

  private static func sliced(_ call: LocalCall) -> Grid {
    var result = call.x
    let strides = call.ints("strides")
    for (number, axis) in call.ints("axes").enumerated() {
      let dim = axis < 0 ? axis + call.x.ndim : axis
      let size = call.x.shape[dim]
      let step = strides.isEmpty ? 1 : strides[number]
      // With a negative stride -1 is the place before the first, as in Paddle.
      func bound(_ value: Int) -> Int {
        let counted = value < (step > 0 ? 0 : -1) ? value + size : value
        return step > 0 ? min(max(counted, 0), size) : min(max(counted, -1), size - 1)
      }
      result = result.picked(
        dim,
        Array(
          stride(
            from: bound(call.ints("starts")[number]), to: bound(call.ints("ends")[number]), by: step
          )))
    }
    let dropped = Set(call.ints("decrease_axis").map { $0 < 0 ? $0 + call.x.ndim : $0 })
    return dropped.isEmpty ? result : result.dropping(dropped)
  }

  private static func tiled(_ call: LocalCall) -> Grid {
    let times = call.ints("repeat_times")
    let ndim = max(times.count, call.x.ndim)
    func padded(_ sizes: [Int]) -> [Int] {
      [Int](repeating: 1, count: ndim - sizes.count) + sizes
    }
    let x = call.x.reshaped(padded(call.x.shape))
    return Grid(zip(padded(times), x.shape).map(*)) { index in
      x[zip(index, x.shape).map { $0 % $1 }]
    }
  }

  private static func expanded(_ name: String) -> @Sendable (LocalCall) -> [Grid] {
    { call in
      let target = call.ints(name)
      let lead = target.count - call.x.ndim
      let shape = target.indices.map { target[$0] == -1 ? call.x.shape[$0 - lead] : target[$0] }
      return [Grid(shape) { call.x.broadcast($0) }]
    }
  }

  private static func triangle(_ isLower: Bool?) -> @Sendable (LocalCall) -> [Grid] {
    { call in
      let isLower = isLower ?? call.bool("lower")
      return [
        Grid(call.x.shape) { index in
          let offset = index[index.count - 1] - index[index.count - 2] - call.int("diagonal")
          return (isLower ? offset <= 0 : offset >= 0) ? call.x[index] : 0
        }
      ]
    }
  }

  static let views: [String: LocalOp] = [
    "reshape": reshaping(reshapes), "reshape2": reshaping(reshapes),
    "squeeze": reshaping(squeezes), "squeeze2": reshaping(squeezes),
    "unsqueeze": reshaping(unsqueezes), "unsqueeze2": reshaping(unsqueezes),
    "flatten": reshaping([
      flatten([4, 6, 2], 0, 1), flatten([4, 3, 2], 1, -1), flatten([5, 3], 0, -1),
      flatten([6, 2], 1, 1), flatten([], 0, 0), flatten([1, 6, 4], 0, 1),
      flatten([2, 0, 3], 0, -1),
    ]),
    "transpose": LocalOp(transposes) { call in
      [call.x.permuted(call.ints("perm").map { $0 < 0 ? $0 + call.x.ndim : $0 })]
    },
    "transpose2": LocalOp(transposes) { call in
      [call.x.permuted(call.ints("perm").map { $0 < 0 ? $0 + call.x.ndim : $0 })]
    },
    "slice": LocalOp([
      slice([8, 6], [0], [2], [6]), slice([8, 6], [1], [0], [100]),
      slice([7, 5], [0, 1], [-3, 0], [7, 5]),
      slice([6, 4], [0], [1], [2], decrease: [0]), slice([4], [0], [3], [4], decrease: [0]),
      slice([4, 6], [-1], [-100], [-2]), slice([4, 6], [0], [3], [3]),
      slice([0, 4], [1], [1], [3]),
      slice([4, 1], [1], [0], [1], decrease: [1]),
    ]) { [sliced($0)] },
    "strided_slice": LocalOp([
      slice([8, 6], [0], [0], [8], strides: [1]), slice([8, 6], [0], [1], [8], strides: [2]),
      slice([7, 5], [1], [4], [-100], strides: [-1]),
      slice([6, 4], [0, 1], [5, 0], [0, 4], strides: [-2, 1]),
      slice([0, 3], [1], [0], [3], strides: [2]),
    ]) { [sliced($0)] },
    "tile": LocalOp(
      attribute(
        "repeat_times",
        [
          ([4, 6], [1, 2]), ([4, 6], [2, 1]), ([5], [3, 1]), ([4, 1], [1, 3]), ([4, 6], [2]),
          ([], [2]),
        ])
    ) { [tiled($0)] },
    "expand_as": LocalOp(
      [
        LocalCase([1, 6], [4, 6], attributes: ["target_shape": .ints([4, 6])]),
        LocalCase([5], [3, 5], attributes: ["target_shape": .ints([3, 5])]),
        LocalCase([4, 1], [2, 4, 3], attributes: ["target_shape": .ints([2, 4, 3])]),
        LocalCase([], [4], attributes: ["target_shape": .ints([4])]),
      ], expanded("target_shape")),
    "expand": LocalOp(
      attribute("shape", [([1, 6], [4, 6]), ([5], [3, 5]), ([4, 1], [2, -1, 3]), ([], [4])]),
      expanded("shape")),
    "triu": LocalOp(
      [
        LocalCase([2, 4, 4], attributes: ["diagonal": .int(0)]),
        LocalCase([5, 3], attributes: ["diagonal": .int(-1)]),
      ], triangle(false)),
    "tril_triu": LocalOp(
      [
        LocalCase([2, 4, 4], attributes: ["diagonal": .int(1), "lower": .bool(true)]),
        LocalCase([5, 3], attributes: ["diagonal": .int(0), "lower": .bool(false)]),
      ], triangle(nil)),
    "roll": LocalOp([
      LocalCase([4, 6], attributes: ["shifts": .ints([1]), "axis": .ints([0])]),
      LocalCase([4, 6], attributes: ["shifts": .ints([2, -1]), "axis": .ints([0, -1])]),
      LocalCase([3, 4], attributes: ["shifts": .ints([2]), "axis": .ints([])]),
      LocalCase([4, 6], attributes: ["shifts": .ints([0]), "axis": .ints([1])]),
    ]) { call in
      let (axes, shifts) = (call.ints("axis"), call.ints("shifts"))
      func rolled(_ grid: Grid, _ dim: Int, _ shift: Int) -> Grid {
        let size = grid.shape[dim]
        return grid.picked(dim, (0..<size).map { (($0 - shift) % size + size) % size })
      }
      if axes.isEmpty {
        return [rolled(call.x.reshaped([call.x.values.count]), 0, shifts[0]).reshaped(call.x.shape)]
      }
      var result = call.x
      for (axis, shift) in zip(axes, shifts) {
        result = rolled(result, axis < 0 ? axis + call.x.ndim : axis, shift)
      }
      return [result]
    },
    "pad": LocalOp([
      LocalCase([4, 6], attributes: ["paddings": .ints([0, 0, 1, 2]), "pad_value": .double(0)]),
      LocalCase([5, 3], attributes: ["paddings": .ints([1, 0, 0, 0]), "pad_value": .double(2)]),
      LocalCase([4], attributes: ["paddings": .ints([0, 0]), "pad_value": .double(1)]),
    ]) { call in
      let pads = call.ints("paddings")
      let shape = call.x.shape.enumerated().map { pads[2 * $0] + $1 + pads[2 * $0 + 1] }
      return [
        Grid(shape) { index in
          let own = index.enumerated().map { $1 - pads[2 * $0] }
          let isInside = own.indices.allSatisfy { (0..<call.x.shape[$0]).contains(own[$0]) }
          return isInside ? call.x[own] : call.double("pad_value")
        }
      ]
    },
  ]
}
