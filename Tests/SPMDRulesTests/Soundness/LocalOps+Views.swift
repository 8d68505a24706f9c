import OpCases
import SPMDRules
import Sharding

extension LocalOp {
  /// The values in order, in the shape that is claimed.
  private static let reshaping = LocalOp { [$0.x.reshaped($0.outputBoxes[0].sizes)] }

  private static func slice(
    _ shape: [Int], _ axes: [Int], _ starts: [Int], _ ends: [Int], decrease: [Int] = [],
    strides: [Int]? = nil
  ) -> OpCase {
    var attributes: [String: AttributeValue] = [
      "axes": .ints(axes), "starts": .ints(starts), "ends": .ints(ends),
    ]
    if let strides {
      attributes["strides"] = .ints(strides)
    } else {
      attributes["infer_flags"] = .ints(axes.map { _ in 1 })
      attributes["decrease_axis"] = .ints(decrease)
    }
    return OpCase(shape, attributes: attributes)
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
    "reshape": reshaping, "reshape2": reshaping,
    "squeeze": reshaping, "squeeze2": reshaping,
    "unsqueeze": reshaping, "unsqueeze2": reshaping,
    "flatten": reshaping,
    "transpose": LocalOp { call in
      [call.x.permuted(call.ints("perm").map { $0 < 0 ? $0 + call.x.ndim : $0 })]
    },
    "transpose2": LocalOp { call in
      [call.x.permuted(call.ints("perm").map { $0 < 0 ? $0 + call.x.ndim : $0 })]
    },
    "slice": LocalOp { [sliced($0)] },
    "strided_slice": LocalOp([
      slice([8, 6], [0], [0], [8], strides: [1]), slice([8, 6], [0], [1], [8], strides: [2]),
      slice([7, 5], [1], [4], [-100], strides: [-1]),
      slice([6, 4], [0, 1], [5, 0], [0, 4], strides: [-2, 1]),
      slice([0, 3], [1], [0], [3], strides: [2]),
    ]) { [sliced($0)] },
    "tile": LocalOp { [tiled($0)] },
    "expand_as": LocalOp(expanded("target_shape")),
    "expand": LocalOp(expanded("shape")),
    "triu": LocalOp(
      [
        OpCase([2, 4, 4], attributes: ["diagonal": .int(0)]),
        OpCase([5, 3], attributes: ["diagonal": .int(-1)]),
      ], triangle(false)),
    "tril_triu": LocalOp(
      [
        OpCase([2, 4, 4], attributes: ["diagonal": .int(1), "lower": .bool(true)]),
        OpCase([5, 3], attributes: ["diagonal": .int(0), "lower": .bool(false)]),
      ], triangle(nil)),
    "roll": LocalOp { call in
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
    "pad": LocalOp { call in
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
