import OpCases
import SPMDRules

extension LocalOp {
  private static func product(
    _ x: [Int], _ y: [Int], _ transX: Bool = false, _ transY: Bool = false
  )
    -> OpCase
  {
    OpCase(x, y, attributes: ["trans_x": .bool(transX), "trans_y": .bool(transY)])
  }

  private static let products2: [OpCase] = [
    product([4, 6], [6, 2]), product([5, 3], [3, 7]), product([4, 6], [2, 6], false, true),
    product([6, 4], [6, 2], true), product([2, 4, 3], [3, 2]), product([2, 3, 4], [1, 4, 2]),
    product([6], [6]), product([4], [4, 3]), product([3, 4], [4]), product([2, 0], [0, 3]),
    product([3, 1, 2, 4], [2, 4, 2]),
  ]

  /// Matrices, batched and broadcast; vectors as one row or one column.
  static func multiplied(_ x: Grid, _ y: Grid, _ transX: Bool, _ transY: Bool) -> Grid {
    func swapped(_ grid: Grid) -> Grid {
      var order = Array(0..<grid.ndim)
      order.swapAt(grid.ndim - 1, grid.ndim - 2)
      return grid.permuted(order)
    }
    let left =
      x.ndim == 1 ? x.reshaped([1, x.shape[0]]) : transX ? swapped(x) : x
    let right =
      y.ndim == 1 ? y.reshaped([y.shape[0], 1]) : transY ? swapped(y) : y
    let batch = Grid.broadcastShape([
      Array(left.shape.dropLast(2)), Array(right.shape.dropLast(2)),
    ])
    let (rows, inner, columns) = (
      left.shape[left.ndim - 2], left.shape[left.ndim - 1], right.shape[right.ndim - 1]
    )
    let result = Grid(batch + [rows, columns]) { index in
      let head = Array(index.dropLast(2))
      return (0..<inner).reduce(0) { sum, k in
        sum + left.broadcast(head + [index[index.count - 2], k])
          * right.broadcast(head + [k, index[index.count - 1]])
      }
    }
    var dropped: Set<Int> = []
    if x.ndim == 1 { dropped.insert(result.ndim - 2) }
    if y.ndim == 1 { dropped.insert(result.ndim - 1) }
    return result.dropping(dropped)
  }

  /// The definition of an einsum: a sum over all letters.
  private static func contracted(_ equation: String, _ parts: [Grid]) -> Grid {
    let sides = equation.split(separator: "-", omittingEmptySubsequences: false)
    let left = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(Array.init)
    let right = Array(sides[1].dropFirst())
    var sizes: [Character: Int] = [:]
    for (letters, part) in zip(left, parts) {
      for (letter, size) in zip(letters, part.shape) { sizes[letter] = size }
    }
    let summed = Set(left.joined()).subtracting(right).sorted()
    let inner = Grid.indices(of: summed.map { sizes[$0] ?? 1 })
    return Grid(right.map { sizes[$0] ?? 1 }) { index in
      var values = Dictionary(zip(right, index), uniquingKeysWith: { first, _ in first })
      return inner.reduce(0) { sum, place in
        for (letter, value) in zip(summed, place) { values[letter] = value }
        return sum
          + zip(left, parts).reduce(1) { product, entry in
            product * entry.1[entry.0.map { values[$0] ?? 0 }]
          }
      }
    }
  }

  private static func einsum(_ equation: String, _ shapes: [Int]...) -> OpCase {
    OpCase(arguments: [.list(shapes)], attributes: ["equation": .string(equation)])
  }

  private static let matmul = LocalOp(products2) {
    [multiplied($0.x, $0.y, $0.bool("trans_x"), $0.bool("trans_y"))]
  }

  static let products: [String: LocalOp] = [
    "matmul": matmul, "matmul_v2": matmul,
    "bmm": LocalOp {
      [multiplied($0.x, $0.y, false, false)]
    },
    "einsum": LocalOp { [contracted($0.text("equation"), $0.inputs[0])] },
    "linear_v2": LocalOp([
      OpCase([4, 6], [6, 2], [2], attributes: ["transpose_weight": .bool(false)]),
      OpCase([2, 3, 5], [5, 4], [4], attributes: ["transpose_weight": .bool(false)]),
    ]) { call in
      let product = multiplied(call.x, call.y, false, false)
      return [
        Grid(product.shape) { product[$0] + call.inputs[2][0].broadcast($0) }, Grid([], [0]),
      ]
    },
    "fused_gemm_epilogue": LocalOp([
      OpCase(
        [4, 6], [6, 2], [2], attributes: ["trans_x": .bool(false), "trans_y": .bool(false)]),
      OpCase(
        [2, 3, 5], [4, 5], [4], attributes: ["trans_x": .bool(false), "trans_y": .bool(true)]),
    ]) { call in
      let product = multiplied(call.x, call.y, call.bool("trans_x"), call.bool("trans_y"))
      return [
        Grid(product.shape) { product[$0] + call.inputs[2][0].broadcast($0) }, Grid([], [0]),
      ]
    },
  ]
}
