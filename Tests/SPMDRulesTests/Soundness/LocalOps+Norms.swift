import Foundation
import OpCases
import SPMDRules

extension LocalOp {
  private static func moments(_ row: [Double]) -> (mean: Double, variance: Double) {
    let mean = row.reduce(0, +) / Double(row.count)
    return (mean, row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count))
  }

  private static func norm(_ order: Double, _ row: [Double]) -> Double {
    let sizes = row.map { abs($0) }
    if order == .infinity { return sizes.reduce(0) { max($0, $1) } }
    if order == -.infinity { return sizes.reduce(.infinity) { min($0, $1) } }
    if order == 0 { return Double(sizes.count { $0 != 0 }) }
    return pow(sizes.reduce(0) { $0 + pow($1, order) }, 1 / order)
  }

  private static func norms(_ order: Double) -> [OpCase] {
    [([4, 6], 1), ([5, 3], 0)].map { (shape: [Int], axis: Int) in
      OpCase(
        shape,
        attributes: [
          "porder": .double(order), "axis": .int(axis), "epsilon": .double(1e-12),
          "keepdims": .bool(false), "asvector": .bool(false),
        ])
    }
  }

  /// Each channel or group of each sample normalised; scale and bias by channel. The statistics of
  /// [samples, groups].
  private static func normalized(_ x: Grid, _ scale: Grid, _ bias: Grid, perGroup: Int)
    -> (out: Grid, mean: Grid, variance: Grid)
  {
    let (samples, channels) = (x.shape[0], x.shape[1])
    let inner = x.shape[2...].reduce(1, *)
    let rows = x.reshaped([samples, channels / perGroup, perGroup * inner])
    let mean = rows.folded([2]) { moments($0).mean }.dropping([2])
    let variance = rows.folded([2]) { moments($0).variance }.dropping([2])
    let out = Grid(x.shape) { index in
      let place = [index[0], index[1] / perGroup]
      return (x[index] - mean[place]) / (variance[place] + 1e-5).squareRoot()
        * scale.values[index[1]] + bias.values[index[1]]
    }
    return (out, mean, variance)
  }

  static let norms: [String: LocalOp] = [
    "p_norm": LocalOp { call in
      let dim = call.dim()
      return [call.x.folded([dim]) { norm(call.double("porder"), $0) }.dropping([dim])]
    },
    "fused_rms_norm": LocalOp { call in
      let dim = call.x.ndim - 1
      let inverse = call.x.folded([dim]) { row in
        1 / (row.reduce(0) { $0 + $1 * $1 } / Double(row.count) + 1e-5).squareRoot()
      }
      let out = Grid(call.x.shape) { index in
        call.x[index] * inverse.broadcast(index) * call.y.values[index[dim]]
      }
      return [out, inverse.dropping([dim])]
    },
    "group_norm": LocalOp { call in
      let perGroup = call.inputShapes[0][1] / call.int("groups", or: 1)
      let result = normalized(call.x, call.y, call.inputs[2][0], perGroup: perGroup)
      return [result.out, result.mean, result.variance]
    },
    "instance_norm": LocalOp { call in
      let result = normalized(call.x, call.y, call.inputs[2][0], perGroup: 1)
      return [result.out, result.mean, result.variance]
    },
    "batch_norm": LocalOp([
      OpCase(
        [4, 6, 2], [6], [6], [6], [6],
        attributes: ["momentum": .double(0.9), "epsilon": .double(1e-5)])
    ]) { call in
      let x = call.x.permuted([1, 0, 2])
      let (mean, variance) = (
        x.folded([1, 2]) { moments($0).mean }.dropping([1, 2]),
        x.folded([1, 2]) { moments($0).variance }.dropping([1, 2])
      )
      func mixed(_ old: Grid, _ new: Grid) -> Grid {
        Grid(new.shape) { 0.9 * old[$0] + 0.1 * new[$0] }
      }
      let out = Grid(call.x.shape) { index in
        let channel = [index[1]]
        return (call.x[index] - mean[channel]) / (variance[channel] + 1e-5).squareRoot()
          * call.inputs[3][0][channel] + call.inputs[4][0][channel]
      }
      return [
        out, mixed(call.y, mean), mixed(call.inputs[2][0], variance), mean, variance,
        Grid([0], []),
      ]
    },
    "cross_entropy_with_softmax": LocalOp(
      [(true, [4, 6]), (false, [4, 6]), (false, [5, 3])].map { (softmax: Bool, shape: [Int]) in
        OpCase(
          shape, shape,
          attributes: [
            "soft_label": .bool(true), "use_softmax": .bool(softmax),
            "numeric_stable_mode": .bool(true), "ignore_index": .int(-100), "axis": .int(-1),
          ], domains: [.unit])
      }
    ) { call in
      let dim = call.x.ndim - 1
      let top =
        call.bool("use_softmax")
        ? call.x.rows(dim) { row in
          let sum = row.reduce(0) { $0 + exp($1) }
          return row.map { exp($0) / sum }
        } : call.x
      let loss = Grid(top.shape) { -call.y[$0] * log(top[$0]) }
      return [top, loss.folded([dim]) { $0.reduce(0, +) }]
    },
  ]
}
