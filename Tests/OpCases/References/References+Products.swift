extension Reference {
  /// Matrices, batched and broadcast; vectors as one row or one column.
  package static func multiplied(
    _ x: Grid, _ y: Grid, _ transX: Bool = false, _ transY: Bool = false
  ) -> Grid {
    func swapped(_ grid: Grid) -> Grid {
      var order = Array(0..<grid.ndim)
      order.swapAt(grid.ndim - 1, grid.ndim - 2)
      return grid.permuted(order)
    }
    let left = x.ndim == 1 ? x.reshaped([1, x.shape[0]]) : transX ? swapped(x) : x
    let right = y.ndim == 1 ? y.reshaped([y.shape[0], 1]) : transY ? swapped(y) : y
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

  private static let matmul: Function = {
    [multiplied($0.x, $0.y, $0.bool("trans_x"), $0.bool("trans_y"))]
  }

  private static func biased(_ product: Grid, _ call: ReferenceCall) -> Grid {
    Grid(product.shape) { index in
      let value = product[index] + (call.given(2)?.broadcast(index) ?? 0)
      return call.text("activation") == "relu" ? max(value, 0) : value
    }
  }

  static let products: [String: Function] = [
    "matmul": matmul, "matmul_v2": matmul, "bmm": { [multiplied($0.x, $0.y)] },
    "einsum": { [contracted($0.text("equation"), $0.inputs[0])] },
    "linear_v2": { call in
      [biased(multiplied(call.x, call.y, false, call.bool("transpose_weight")), call)]
    },
    "fused_gemm_epilogue": { call in
      // The first dim of x is contracted, where it is transposed.
      let order = Array(1..<call.x.ndim) + [0]
      let x = call.bool("trans_x") ? call.x.permuted(order) : call.x
      return [biased(multiplied(x, call.y, false, call.bool("trans_y")), call)]
    },
    "fused_linear_param_grad_add": { call in
      func flat(_ grid: Grid) -> Grid {
        grid.reshaped([grid.shape.dropLast().reduce(1, *), grid.shape[grid.ndim - 1]])
      }
      func added(_ new: Grid, _ old: Grid) -> Grid {
        old.values.isEmpty ? new : Grid(new.shape) { new[$0] + old[$0] }
      }
      let (x, out) = (flat(call.x), flat(call.y))
      let weight = added(multiplied(x, out, true), call.z)
      guard call.bool("has_bias") else { return [weight] }
      let bias = out.folded([0]) { $0.reduce(0, +) }.dropping([0])
      return [weight, added(bias, call.inputs[3][0])]
    },
  ]
}
