import Foundation

extension Reference {
  /// Channels in dim 1; the windows may reach beyond the image, where zeros are.
  private static func convolved(_ call: ReferenceCall) -> [Grid] {
    let (x, filter) = (call.x, call.y)
    let (strides, pads) = (call.ints("strides"), call.ints("paddings"))
    let perGroup: Int = filter.shape[0] / call.int("groups", or: 1)
    let space: [Int] = strides.indices.map { dim in
      let free: Int = x.shape[dim + 2] + 2 * pads[dim] - filter.shape[dim + 2]
      return free / strides[dim] + 1
    }
    let windows = Grid.indices(of: Array(filter.shape[1...]))
    let out = Grid([x.shape[0], filter.shape[0]] + space) { index in
      var sum = 0.0
      for window in windows {
        let channel: Int = index[1] / perGroup * filter.shape[1] + window[0]
        let place: [Int] = space.indices.map { dim in
          index[dim + 2] * strides[dim] + window[dim + 1] - pads[dim]
        }
        let isInside = place.indices.allSatisfy { place[$0] >= 0 && place[$0] < x.shape[$0 + 2] }
        if isInside { sum += filter[[index[1]] + window] * x[[index[0], channel] + place] }
      }
      return sum
    }
    return [out]
  }

  /// The output, the weights and the logarithms of their sums.
  private static func attended(_ call: ReferenceCall) -> [Grid] {
    let (q, k, v) = (call.x, call.y, call.z)
    let group = q.shape[2] / k.shape[2]
    let scores = Grid([q.shape[0], q.shape[2], q.shape[1], k.shape[1]]) { index in
      if call.bool("causal"), index[3] > index[2] { return -.infinity }
      let product = (0..<q.shape[3]).reduce(0) { sum, d in
        sum + q[[index[0], index[2], index[1], d]] * k[[index[0], index[3], index[1] / group, d]]
      }
      return product / Double(q.shape[3]).squareRoot()
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
    return [out, weights, sums]
  }

  private static func rotated(_ call: ReferenceCall) -> [Grid] {
    let (sine, cosine) = (call.inputs[3][0], call.inputs[4][0])
    return [call.x, call.y].map { x in
      Grid(x.shape) { index in
        // Each feature turns with its neighbour.
        var other = index
        other[3] = index[3] ^ 1
        let sign = index[3] < other[3] ? -1.0 : 1.0
        return x[index] * cosine.broadcast(index) + sign * x[other] * sine.broadcast(index)
      }
    }
  }

  static let layers: [String: Function] = [
    "conv2d": convolved, "conv3d": convolved, "depthwise_conv2d": convolved,
    "flash_attention": attended,
    "fused_rotary_position_embedding": rotated,
  ]

  static let updates: [String: Function] = [
    "sgd": { call in
      [Grid(call.x.shape) { call.x[$0] - call.y.values[0] * call.z[$0] }]
    },
    "momentum": { call in
      let decay =
        call.text("regularization_method") == "l2_decay" ? call.double("regularization_coeff") : 0
      let gradient = Grid(call.x.shape) {
        call.y[$0] * call.double("rescale_grad") + decay * call.x[$0]
      }
      let mu = call.double("mu")
      let velocity = Grid(call.x.shape) { mu * call.z[$0] + gradient[$0] }
      let rate = call.inputs[3][0].values[0]
      let isNesterov = call.bool("use_nesterov")
      return [
        Grid(call.x.shape) { index in
          let step = isNesterov ? gradient[index] + mu * velocity[index] : velocity[index]
          return call.x[index] - rate * step
        },
        velocity,
      ]
    },
  ]
}
