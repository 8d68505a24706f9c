extension Reference {
  private static func split(_ x: Grid, _ dim: Int, _ sizes: [Int]) -> [Grid] {
    var start = 0
    return sizes.map { size in
      defer { start += size }
      return x.picked(dim, Array(start..<start + size))
    }
  }

  static let joins: [String: Function] = [
    "concat": { [Grid.concatenated($0.inputs[0], $0.dim())] },
    "stack": { call in
      let axis = call.int("axis")
      let dim = axis < 0 ? axis + call.x.ndim + 1 : axis
      var shape = call.x.shape
      shape.insert(1, at: dim)
      return [Grid.concatenated(call.inputs[0].map { $0.reshaped(shape) }, dim)]
    },
    "unbind": { call in
      let dim = call.dim()
      return (0..<call.x.shape[dim]).map { call.x.picked(dim, [$0]).dropping([dim]) }
    },
    "split": { split($0.x, $0.dim(), $0.ints("sections")) },
    "split_with_num": { call in
      let (dim, num) = (call.dim(), call.int("num"))
      return split(call.x, dim, [Int](repeating: call.x.shape[dim] / num, count: num))
    },
  ]
}
