import Foundation
import OpCases
import SPMDRules

extension LocalOp {
  private static func conv(
    _ image: [Int], _ filter: [Int], stride: Int = 1, groups: Int = 1
  ) -> OpCase {
    OpCase(
      image, filter,
      attributes: [
        "strides": .ints([stride, stride]), "paddings": .ints([0, 0]),
        "padding_algorithm": .string("EXPLICIT"), "groups": .int(groups),
        "dilations": .ints([1, 1]), "data_format": .string("NCHW"),
      ])
  }

  /// As many groups as the channels at hand are.
  private static func convolved(_ call: LocalCall) -> Grid {
    let (x, filter) = (call.x, call.y)
    let stride = call.ints("strides")[0]
    let groups = filter.shape[1] == 0 ? 1 : max(1, x.shape[1] / filter.shape[1])
    let perGroup = max(1, filter.shape[0] / groups)
    let window = Array(filter.shape[1...])
    let space = (2..<4).map { (x.shape[$0] - filter.shape[$0]) / stride + 1 }
    return Grid([x.shape[0], filter.shape[0]] + space) { index in
      let group = index[1] / perGroup
      return Grid.indices(of: window).reduce(0) { sum, place in
        sum + filter[[index[1]] + place]
          * x[[
            index[0], group * window[0] + place[0], index[2] * stride + place[1],
            index[3] * stride + place[2],
          ]]
      }
    }
  }

  private static func attention(_ shape: [Int], heads: Int, causal: Bool) -> OpCase {
    var keys = shape
    keys[2] = heads
    return OpCase(
      shape, keys, keys, [0], [0],
      attributes: [
        "dropout": .double(0), "causal": .bool(causal), "return_softmax": .bool(true),
        "is_test": .bool(true),
      ])
  }

  private static func attended(_ call: LocalCall) -> [Grid] {
    let (q, k, v) = (call.x, call.y, call.inputs[2][0])
    let group = max(1, q.shape[2] / max(1, k.shape[2]))
    let scores = Grid([q.shape[0], q.shape[2], q.shape[1], k.shape[1]]) { index in
      if call.bool("causal"), index[3] > index[2] { return -.infinity }
      return (0..<q.shape[3]).reduce(0) { sum, d in
        sum + q[[index[0], index[2], index[1], d]] * k[[index[0], index[3], index[1] / group, d]]
      }
    }
    let weights = scores.rows(3) { row in
      let sum = row.reduce(0) { $0 + exp($1) }
      return row.map { exp($0) / sum }
    }
    let sums = scores.folded([3]) { row in log(row.reduce(0) { $0 + exp($1) }) }.dropping([3])
    let out = Grid(Array(q.shape[..<3]) + [v.shape[3]]) { index in
      (0..<k.shape[1]).reduce(0) { sum, t in
        sum + weights[[index[0], index[2], index[1], t]]
          * v[[index[0], t, index[2] / group, index[3]]]
      }
    }
    return [out, weights, sums, Grid([2], [0, 0])]
  }

  static let layers: [String: LocalOp] = [
    "conv2d": LocalOp([
      conv([2, 4, 3, 3], [2, 4, 2, 2]), conv([3, 2, 3, 2], [4, 2, 1, 1]),
      conv([2, 2, 4, 4], [2, 2, 2, 2], stride: 2), conv([2, 4, 3, 3], [4, 2, 2, 2], groups: 2),
    ]) { [convolved($0)] },
    "flash_attention": LocalOp(attended),
    "fused_rotary_position_embedding": LocalOp { call in
      let (sine, cosine) = (call.inputs[3][0], call.inputs[4][0])
      func turned(_ x: Grid) -> Grid {
        let half = x.shape[3] / 2
        return Grid(x.shape) { index in
          var other = index
          other[3] = index[3] < half ? index[3] + half : index[3] - half
          let sign = index[3] < half ? -1.0 : 1.0
          return x[index] * cosine.broadcast(index) + sign * x[other] * sine.broadcast(index)
        }
      }
      return [turned(call.x), turned(call.y), Grid([0], [])]
    },
    "fused_linear_param_grad_add": LocalOp([
      OpCase(
        [4, 6], [4, 2], [6, 2], [2],
        attributes: ["multi_precision": .bool(false), "has_bias": .bool(true)]),
      OpCase(
        [2, 5, 3], [2, 5, 4], [3, 4], [4],
        attributes: ["multi_precision": .bool(false), "has_bias": .bool(true)]),
    ]) { call in
      func flat(_ grid: Grid) -> Grid {
        grid.reshaped([grid.shape.dropLast().reduce(1, *), grid.shape[grid.ndim - 1]])
      }
      let (x, out) = (flat(call.x), flat(call.y))
      let weight = multiplied(x.permuted([1, 0]), out, false, false)
      let bias = out.folded([0]) { $0.reduce(0, +) }.dropping([0])
      return [
        Grid(weight.shape) { weight[$0] + call.inputs[2][0][$0] },
        Grid(bias.shape) { bias[$0] + call.inputs[3][0][$0] },
      ]
    },
    "sgd": LocalOp { call in
      [Grid(call.x.shape) { call.x[$0] - call.y.values[0] * call.inputs[2][0][$0] }]
    },
    "momentum": LocalOp([
      OpCase([4, 6], [4, 6], [4, 6], [1], attributes: ["mu": .double(0.5)])
    ]) { call in
      let velocity = Grid(call.x.shape) { 0.5 * call.inputs[2][0][$0] + call.y[$0] }
      let rate = call.inputs[3][0].values[0]
      return [Grid(call.x.shape) { call.x[$0] - rate * velocity[$0] }, velocity]
    },
    "label_smooth": LocalOp([
      OpCase([4, 6], [1, 6], attributes: ["epsilon": .double(0.25)])
    ]) { call in
      [Grid(call.x.shape) { 0.75 * call.x[$0] + 0.25 * call.y.broadcast($0) }]
    },
    "cast": LocalOp([OpCase([4, 6], attributes: ["dtype": .string("int64")])]) { [$0.x] },
    "flip": LocalOp([
      OpCase([4, 6], attributes: ["axis": .ints([1])]),
      OpCase([5, 3], attributes: ["axis": .ints([0, -1])]),
    ]) { call in
      let dims = call.dims()
      return [
        Grid(call.x.shape) { index in
          call.x[
            index.indices.map { dims.contains($0) ? call.x.shape[$0] - 1 - index[$0] : index[$0] }]
        }
      ]
    },
    "swapaxes": LocalOp([
      OpCase([4, 6, 2], attributes: ["axis0": .int(0), "axis1": .int(-1)])
    ]) { [$0.x.permuted([2, 1, 0])] },
    "moveaxis": LocalOp([
      OpCase([4, 6, 2], attributes: ["source": .int(0), "destination": .int(2)])
    ]) { [$0.x.permuted([1, 2, 0])] },
    "repeat_interleave": LocalOp { call in
      let dim = call.dim()
      return [
        call.x.picked(
          dim,
          (0..<call.x.shape[dim]).flatMap { [Int](repeating: $0, count: call.int("repeats")) })
      ]
    },
  ]
}
