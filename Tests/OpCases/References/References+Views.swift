extension Reference {
  /// The values in order, in the shape that is claimed.
  private static let reshaping: Function = { [$0.x.reshaped($0.outputShapes[0])] }

  private static let transpose: Function = { call in
    [call.x.permuted(call.ints("perm").map { $0 < 0 ? $0 + call.x.ndim : $0 })]
  }

  private static func sliced(_ call: ReferenceCall) -> [Grid] {
    var result = call.x
    let strides = call.ints("strides")
    for (number, axis) in call.ints("axes").enumerated() {
      let dim = axis < 0 ? axis + call.x.ndim : axis
      let size = call.x.shape[dim]
      let step = strides.isEmpty ? 1 : strides[number]
      func bound(_ value: Int, from first: Int = 0) -> Int {
        let counted = value < first ? value + size : value
        return step > 0 ? min(max(counted, 0), size) : min(max(counted, -1), size - 1)
      }
      let start = bound(call.ints("starts")[number])
      // With a negative stride an end of -1 is the place before the first, as in Paddle.
      let end = bound(call.ints("ends")[number], from: step > 0 ? 0 : -1)
      result = result.picked(dim, Array(stride(from: start, to: end, by: step)))
    }
    let dropped = Set(call.ints("decrease_axis").map { $0 < 0 ? $0 + call.x.ndim : $0 })
    return [dropped.isEmpty ? result : result.dropping(dropped)]
  }

  private static func tiled(_ call: ReferenceCall) -> [Grid] {
    let times = call.ints("repeat_times")
    let ndim = max(times.count, call.x.ndim)
    func padded(_ sizes: [Int]) -> [Int] {
      [Int](repeating: 1, count: ndim - sizes.count) + sizes
    }
    let x = call.x.reshaped(padded(call.x.shape))
    return [
      Grid(zip(padded(times), x.shape).map(*)) { index in x[zip(index, x.shape).map { $0 % $1 }] }
    ]
  }

  private static func expanded(_ name: String) -> Function {
    { call in
      let target = call.ints(name)
      let lead = target.count - call.x.ndim
      let shape = target.indices.map { target[$0] == -1 ? call.x.shape[$0 - lead] : target[$0] }
      return [Grid(shape) { call.x.broadcast($0) }]
    }
  }

  private static func triangle(_ isLower: Bool?) -> Function {
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

  /// Dims out of their places and into others, the rest in order.
  private static func moved(_ call: ReferenceCall) -> [Grid] {
    func dims(_ name: String) -> [Int] { call.ints(name).map { $0 < 0 ? $0 + call.x.ndim : $0 } }
    var rest = (0..<call.x.ndim).filter { !dims("source").contains($0) }
    for (to, from) in zip(dims("destination"), dims("source")).sorted(by: { $0.0 < $1.0 }) {
      rest.insert(from, at: to)
    }
    return [call.x.permuted(rest)]
  }

  private static func rolled(_ call: ReferenceCall) -> [Grid] {
    let (axes, shifts) = (call.ints("axis"), call.ints("shifts"))
    func rolled(_ grid: Grid, _ dim: Int, _ shift: Int) -> Grid {
      let size = grid.shape[dim]
      return grid.picked(dim, (0..<size).map { (($0 - shift) % size + size) % size })
    }
    if axes.isEmpty {
      let flat = rolled(call.x.reshaped([call.x.values.count]), 0, shifts[0])
      return [flat.reshaped(call.x.shape)]
    }
    return [
      zip(axes, shifts).reduce(call.x) { result, turn in
        rolled(result, turn.0 < 0 ? turn.0 + call.x.ndim : turn.0, turn.1)
      }
    ]
  }

  private static let swapped: Function = { call in
    func dim(_ name: String) -> Int { (call.int(name) + call.x.ndim) % call.x.ndim }
    var order = Array(0..<call.x.ndim)
    order.swapAt(dim("axis0"), dim("axis1"))
    return [call.x.permuted(order)]
  }

  static let views: [String: Function] = [
    "reshape": reshaping, "reshape2": reshaping, "view": reshaping,
    "squeeze": reshaping, "squeeze2": reshaping,
    "unsqueeze": reshaping, "unsqueeze2": reshaping,
    "flatten": reshaping, "flatten_contiguous_range": reshaping,
    "transpose": transpose, "transpose2": transpose, "permute": transpose,
    "swapaxes": swapped, "swapdims": swapped, "moveaxis": moved, "movedim": moved,
    "slice": sliced, "strided_slice": sliced, "tile": tiled,
    "expand_as": expanded("target_shape"), "expand_as_v2": expanded("target_shape"),
    "expand": expanded("shape"), "expand_v2": expanded("shape"), "broadcast_to": expanded("shape"),
    "triu": triangle(false), "tril": triangle(true), "tril_triu": triangle(nil),
    "roll": rolled,
    "flip": { call in
      let dims = call.dims()
      return [
        Grid(call.x.shape) { index in
          call.x[
            index.indices.map { dims.contains($0) ? call.x.shape[$0] - 1 - index[$0] : index[$0] }]
        }
      ]
    },
    "repeat_interleave": { call in
      let dim = call.dim()
      let picks = (0..<call.x.shape[dim]).flatMap {
        [Int](repeating: $0, count: call.int("repeats"))
      }
      return [call.x.picked(dim, picks)]
    },
    "pad": { call in
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
