import SPMDRules

extension LocalOp {
  private static func list(_ shapes: [[Int]], _ axis: Int) -> LocalCase {
    LocalCase(arguments: [.list(shapes)], attributes: ["axis": .int(axis)])
  }

  private static func split(_ x: Grid, _ dim: Int, _ sizes: [Int]) -> [Grid] {
    var start = 0
    return sizes.map { size in
      defer { start += size }
      let last = min(start + size, x.shape[dim])
      return x.picked(dim, Array(min(start, last)..<last))
    }
  }

  static let joins: [String: LocalOp] = [
    "concat": LocalOp([
      list([[4, 6], [2, 6]], 0), list([[4, 6], [4, 2], [4, 6]], 1), list([[5], [3]], -1),
      list([[4, 3], [0, 3]], 0), list([[4, 6]], 1),
    ]) { call in
      let axis = call.int("axis")
      return [Grid.concatenated(call.inputs[0], axis < 0 ? axis + call.x.ndim : axis)]
    },
    "stack": LocalOp([
      list([[4, 6], [4, 6]], 0), list([[5, 3], [5, 3], [5, 3]], 1), list([[4], [4]], -1),
      list([[], []], 0),
    ]) { call in
      let axis = call.int("axis")
      let dim = axis < 0 ? axis + call.x.ndim + 1 : axis
      var shape = call.x.shape
      shape.insert(1, at: dim)
      return [Grid.concatenated(call.inputs[0].map { $0.reshaped(shape) }, dim)]
    },
    "unbind": LocalOp([
      LocalCase([2, 6], attributes: ["axis": .int(0)]),
      LocalCase([5, 3], attributes: ["axis": .int(-1)]),
      LocalCase([4, 1, 6], attributes: ["axis": .int(1)]),
    ]) { call in
      let dim = call.dim()
      return (0..<call.x.shape[dim]).map { call.x.picked(dim, [$0]).dropping([dim]) }
    },
    "split": LocalOp([
      LocalCase([8, 6], attributes: ["sections": .ints([2, 4]), "axis": .int(1)]),
      LocalCase([7, 5], attributes: ["sections": .ints([3, 4]), "axis": .int(-2)]),
      LocalCase([4, 6], attributes: ["sections": .ints([6]), "axis": .int(1)]),
    ]) { split($0.x, $0.dim(), $0.ints("sections")) },
    "split_with_num": LocalOp([
      LocalCase([8, 6], attributes: ["num": .int(2), "axis": .int(0)]),
      LocalCase([5, 3], attributes: ["num": .int(3), "axis": .int(-1)]),
    ]) { call in
      let (dim, num) = (call.dim(), call.int("num"))
      return split(
        call.x, dim, [Int](repeating: call.x.shape[dim] / num, count: num))
    },
  ]
}
