import OpCases
import SPMDRules
import Sharding

/// The inputs are the op's and the gradient of its output, the outputs those of its inputs.
extension Gradient {
  private static let product = Gradient([
    OpCase([2, 4, 3], [2, 3, 6], [2, 4, 6]), OpCase([3, 2, 5], [3, 5, 2], [3, 2, 2]),
  ]) { call in
    let gradient = call.part.inputs[2][0]
    return [
      Reference.multiplied(gradient, call.y, false, true),
      Reference.multiplied(call.x, gradient, true, false),
    ]
  }

  private static func slope(_ slope: @escaping @Sendable (Double) -> Double) -> Gradient {
    Gradient([OpCase([8, 6], [8, 6]), OpCase([5], [5])]) { call in
      [Grid(call.x.shape) { slope(call.x[$0]) * call.y[$0] }]
    }
  }

  /// Zeros with each element of `gradient` added where `place` says.
  private static func scattered(
    _ shape: [Int], _ gradient: Grid, _ place: ([Int]) -> [Int]?
  ) -> Grid {
    var result = Grid(shape) { _ in 0 }
    for index in Grid.indices(of: gradient.shape) {
      if let target = place(index) { result[target] += gradient[index] }
    }
    return result
  }

  static let all: [String: Gradient] = [
    "matmul": product, "bmm": product,
    "relu": slope { $0 > 0 ? 1 : 0 }, "abs": slope { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 },
    "square": slope { 2 * $0 },
    "mean_all": Gradient([OpCase([8, 6], []), OpCase([5], [])]) { call in
      let count = call.inputShapes[0].reduce(1, *)
      return [Grid(call.outputBoxes[0].sizes) { _ in call.y.values[0] / Double(count) }]
    },
    "slice": Gradient([
      OpCase(
        [8, 6], [4, 6],
        attributes: [
          "axes": .ints([0]), "starts": .ints([2]), "ends": .ints([6]), "infer_flags": .ints([1]),
          "decrease_axis": .ints([]),
        ])
    ]) { call in
      let (axes, starts) = (call.part.ints("axes"), call.part.ints("starts"))
      return [
        scattered(call.outputBoxes[0].sizes, call.y) { index in
          var place = index
          for (axis, start) in zip(axes, starts) { place[axis] += start }
          return place
        }
      ]
    },
    "tile": Gradient([
      OpCase([4, 6], [8, 6], attributes: ["repeat_times": .ints([2, 1])]),
      OpCase([3], [6], attributes: ["repeat_times": .ints([2])]),
    ]) { call in
      let shape = call.outputBoxes[0].sizes
      return [scattered(shape, call.y) { zip($0, shape).map { $0 % $1 } }]
    },
    "expand_as": Gradient([
      OpCase([1, 6], [4, 6], attributes: ["target_shape": .ints([4, 6])]),
      OpCase([5], [3, 5], attributes: ["target_shape": .ints([3, 5])]),
    ]) { call in
      let shape = call.outputBoxes[0].sizes
      let whole = call.inputShapes[0]
      return [
        scattered(shape, call.y) { index in
          zip(whole, index.suffix(shape.count)).map { $0 == 1 ? 0 : $1 }
        }
      ]
    },
    "gather": Gradient([
      OpCase(
        [8, 6], [4], [4, 6], attributes: ["axis": .int(0)],
        domains: [.integers, .index(8), .integers])
    ]) { call in
      let box = call.outputBoxes[0]
      return [
        scattered(box.sizes, call.part.inputs[2][0]) { index in
          let row = Int(call.y[[index[0]]]) - box.offsets[0]
          return (0..<box.sizes[0]).contains(row) ? [row, index[1]] : nil
        }
      ]
    },
    "embedding": Gradient([
      OpCase(
        [4, 3], [8, 6], [4, 3, 6],
        attributes: ["padding_idx": .int(-1), "sparse": .bool(false)],
        domains: [.index(8), .integers, .integers])
    ]) { call in
      let box = call.outputBoxes[0]
      return [
        scattered(box.sizes, call.part.inputs[2][0]) { index in
          let row = Int(call.x[Array(index.dropLast())]) - box.offsets[0]
          return (0..<box.sizes[0]).contains(row) ? [row, index[2]] : nil
        }
      ]
    },
  ]
}
