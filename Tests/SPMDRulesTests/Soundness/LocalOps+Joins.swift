import OpCases
import SPMDRules

extension LocalOp {
  private static func list(_ shapes: [[Int]], _ axis: Int) -> OpCase {
    OpCase(arguments: [.list(shapes)], attributes: ["axis": .int(axis)])
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
    "concat": LocalOp { call in
      let axis = call.int("axis")
      return [Grid.concatenated(call.inputs[0], axis < 0 ? axis + call.x.ndim : axis)]
    },
    "stack": LocalOp { call in
      let axis = call.int("axis")
      let dim = axis < 0 ? axis + call.x.ndim + 1 : axis
      var shape = call.x.shape
      shape.insert(1, at: dim)
      return [Grid.concatenated(call.inputs[0].map { $0.reshaped(shape) }, dim)]
    },
    "unbind": LocalOp { call in
      let dim = call.dim()
      return (0..<call.x.shape[dim]).map { call.x.picked(dim, [$0]).dropping([dim]) }
    },
    "split": LocalOp { split($0.x, $0.dim(), $0.ints("sections")) },
    "split_with_num": LocalOp { call in
      let (dim, num) = (call.dim(), call.int("num"))
      return split(
        call.x, dim, [Int](repeating: call.x.shape[dim] / num, count: num))
    },
  ]
}
