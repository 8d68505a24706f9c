import Foundation

extension Reference {
  /// `act(x w + bias)`, the first dims of x being rows.
  static func affine(
    _ x: Grid, _ w: Grid, _ bias: Grid?, rows: Int, activation: String = ""
  ) -> Grid {
    let kept = Array(x.shape[..<rows])
    let product = multiplied(x.reshaped([kept.reduce(1, *), w.shape[0]]), w)
    return Grid(product.shape) { index in
      let value = product[index] + (bias.map { $0.values[index[1]] } ?? 0)
      return activation == "relu" ? max(value, 0) : value
    }.reshaped(kept + [w.shape[1]])
  }

  /// Layer normalisation over the dims from `axis` on, with mean and variance of each row.
  static func normalised(
    _ z: Grid, from axis: Int, _ scale: Grid?, _ shift: Grid?, epsilon: Double
  ) -> (out: Grid, mean: Grid, variance: Grid) {
    let length = z.shape[axis...].reduce(1, *)
    let rows = z.reshaped([z.shape[..<axis].reduce(1, *), length])
    let (means, variances) = (rows.folded([1], mean), rows.folded([1], variance))
    let out = Grid(rows.shape) { index in
      let place = [index[0], 0]
      return (rows[index] - means[place]) / (variances[place] + epsilon).squareRoot()
        * (scale.map { $0.values[index[1]] } ?? 1) + (shift.map { $0.values[index[1]] } ?? 0)
    }
    return (out.reshaped(z.shape), means.dropping([1]), variances.dropping([1]))
  }

  static func sum(_ grids: Grid...) -> Grid {
    Grid(grids[0].shape) { index in grids.reduce(0) { $0 + $1[index] } }
  }

  private static let residual: Function = { call in
    let isTest = call.bool("is_test")
    // Draws are not portable.
    guard isTest || call.given(5) != nil else { return [] }
    let rate = call.double("dropout_rate")
    let isUpscaled = call.text("dropout_implementation") == "upscale_in_train"
    let factor = isTest == isUpscaled ? 1 : isTest ? 1 - rate : 1 / (1 - rate)
    let last = call.x.ndim - 1
    let sum = Grid(call.x.shape) { index in
      let value = call.x[index] + (call.given(2)?.values[index[last]] ?? 0)
      return call.y[index] + value * factor * (isTest ? 1 : call.inputs[5][0][index])
    }
    let normed = normalised(
      sum, from: last, call.given(3), call.given(4), epsilon: call.double("ln_epsilon"))
    let mask = isTest ? Grid([0], []) : call.inputs[5][0]
    return [normed.out, sum, mask, normed.mean, normed.variance]
  }

  /// By the derivatives of a row's normalised elements, each by each.
  private static let residualGradient: Function = { call in
    let (shape, n) = (call.x.shape, call.x.shape[call.x.ndim - 1])
    let rows = shape.dropLast().reduce(1, *)
    let (slopes, sum) = (call.x.reshaped([rows, n]), call.y.reshaped([rows, n]))
    let mask = call.inputs[4][0].reshaped([rows, n])
    func inverse(_ row: Int) -> Double {
      1 / (call.inputs[3][0].values[row] + call.double("ln_epsilon")).squareRoot()
    }
    func unit(_ row: Int, _ place: Int) -> Double {
      (sum[[row, place]] - call.z.values[row]) * inverse(row)
    }
    let ofSum = Grid([rows, n]) { index in
      (0..<n).reduce(0) { total, place in
        let scale = call.given(5)?.values[place] ?? 1
        let own = place == index[1] ? 1.0 : 0
        let slope =
          own - 1 / Double(n) - unit(index[0], place) * unit(index[0], index[1]) / Double(n)
        return total + slopes[[index[0], place]] * scale * slope * inverse(index[0])
      }
    }
    let isUpscaled = call.text("dropout_implementation") == "upscale_in_train"
    let factor = isUpscaled ? 1 / (1 - call.double("dropout_rate")) : 1
    let dropped = Grid([rows, n]) { ofSum[$0] * mask[$0] * factor }
    func columns(_ value: (Int, Int) -> Double) -> Grid {
      Grid([n]) { index in (0..<rows).reduce(0) { $0 + value($1, index[0]) } }
    }
    return [
      dropped.reshaped(shape), ofSum.reshaped(shape), columns { dropped[[$0, $1]] },
      columns { slopes[[$0, $1]] * unit($0, $1) }, columns { slopes[[$0, $1]] },
    ]
  }

  private static let epilogueGradient: Function = { call in
    let (transX, transY) = (call.bool("trans_x"), call.bool("trans_y"))
    let out = call.inputs[3][0]
    let reserve = call.z
    func slope(_ x: Double) -> Double {
      let step = 1e-4
      func gelu(_ x: Double) -> Double {
        x / 2 * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
      }
      // Of fourth order.
      return
        (8 * (gelu(x + step) - gelu(x - step)) - gelu(x + 2 * step) + gelu(x - 2 * step))
        / (12 * step)
    }
    let gradient = Grid(out.shape) { index in
      switch call.text("activation") {
      case "relu": out[index] * reserve[index]
      case "gelu": out[index] * slope(reserve[index])
      default: out[index]
      }
    }
    let n = out.shape[out.ndim - 1]
    let flat = gradient.reshaped([gradient.values.count / n, n])
    let rows = flat.shape[0]
    let inner = call.x.values.count / rows
    let x = call.x.reshaped(transX ? [inner, rows] : [rows, inner])
    let ofX =
      transX
      ? multiplied(call.y, flat, transY, true) : multiplied(flat, call.y, false, !transY)
    let ofY = transY ? multiplied(flat, x, true, transX) : multiplied(x, flat, !transX)
    return [
      ofX.reshaped(call.x.shape), ofY, flat.folded([0]) { $0.reduce(0, +) }.dropping([0]),
    ]
  }

  private static let transposed: Function = { call in
    let cut = call.int("flatten_axis")
    let parts = call.inputs[0].map { part -> Grid in
      let moved = part.permuted(call.ints("trans_axis"))
      return moved.reshaped([moved.shape[..<cut], moved.shape[cut...]].map { $0.reduce(1, *) })
    }
    return [Grid.concatenated(parts, call.int("concat_axis"))]
  }

  private static let attention: Function = { call in
    let (x, count) = (call.x, call.x.shape[1])
    return [
      Grid([x.shape[0], count, x.shape[3], x.shape[4]]) { index in
        let scores = (0..<count).map { key in
          (0..<x.shape[4]).reduce(0) { sum, d in
            sum + x[[index[0], index[1], 0, index[2], d]] * x[[index[0], key, 1, index[2], d]]
          } * call.double("alpha")
        }
        let top = scores.max() ?? 0
        let weights = scores.map { exp($0 - top) }
        return (0..<count).reduce(0) {
          $0 + weights[$1] * x[[index[0], $1, 2, index[2], index[3]]]
        } / weights.reduce(0, +)
      }
    ]
  }

  private static let loss: Function = { call in
    guard call.int("reduction") < 2 else { return [call.x] }
    let sum = call.x.values.reduce(0, +)
    return [Grid([], [call.int("reduction") == 1 ? sum / Double(call.x.values.count) : sum])]
  }

  static let fused: [String: Function] = [
    "fc": { call in
      let spare = call.bool("padding_weights") ? 4 : 0
      let w = call.y.picked(0, Array(0..<(call.y.shape[0] - spare)))
        .picked(1, Array(0..<(call.y.shape[1] - spare)))
      return [
        affine(
          call.x, w, call.given(2), rows: call.int("in_num_col_dims"),
          activation: call.text("activation_type"))
      ]
    },
    "fused_fc_elementwise_layernorm": { call in
      let product = affine(
        call.x, call.y, call.given(3), rows: call.int("x_num_col_dims"),
        activation: call.text("activation_type"))
      let normed = normalised(
        sum(product, call.z), from: call.int("begin_norm_axis"), call.given(4), call.given(5),
        epsilon: call.double("epsilon"))
      return [normed.out, normed.mean, normed.variance]
    },
    "skip_layernorm": { call in
      [
        normalised(
          sum(call.x, call.y), from: call.int("begin_norm_axis"), call.z, call.given(3),
          epsilon: call.double("epsilon")
        ).out
      ]
    },
    "fused_embedding_eltwise_layernorm": { call in
      let ids = call.inputs[0]
      let features = call.y.shape[1]
      let looked = Grid(Array(ids[0].shape.prefix(2)) + [features]) { index in
        zip(ids, call.inputs[1]).reduce(0) { sum, entry in
          let id = entry.0.values[index[0] * ids[0].shape[1] + index[1]]
          return sum + entry.1[[Int(id), index[2]]]
        }
      }
      return [
        normalised(
          looked, from: 2, call.inputs[3][0], call.z, epsilon: call.double("epsilon")
        ).out
      ]
    },
    "fused_bias_dropout_residual_layer_norm": residual,
    "fused_bias_dropout_residual_layer_norm_grad": residualGradient,
    "fused_gemm_epilogue_grad": epilogueGradient,
    "fusion_transpose_flatten_concat": transposed,
    "fusion_repeated_fc_relu": { call in
      var layer = call.x
      return zip(call.inputs[1], call.inputs[2]).map { weight, bias in
        layer = affine(layer, weight, bias, rows: 1, activation: "relu")
        return layer
      }
    },
    "fusion_squared_mat_sub": { call in
      let squares = [call.x, call.y].map { $0.map { $0 * $0 } }
      let product = multiplied(call.x, call.y).map { $0 * $0 }
      let others = multiplied(squares[0], squares[1])
      let out = Grid(product.shape) { call.double("scalar") * (product[$0] - others[$0]) }
      return squares + [product, out]
    },
    "self_dp_attention": attention, "identity_loss": loss,
    "identity_loss_grad": { call in
      let share = call.int("reduction") == 1 ? 1 / Double(call.x.values.count) : 1
      return [Grid(call.x.shape) { call.y.broadcast($0) * share }]
    },
  ]
}

extension ReferenceCall {
  /// The tensor of an input that may be absent.
  func given(_ index: Int) -> Grid? {
    guard index < inputs.count, let grid = inputs[index].first, grid.shape != [0] else {
      return nil
    }
    return grid
  }
}
