import Foundation
import OpCases
import SPMDRules

extension LocalOp {
  private static func along(
    _ domain: OpCase.Domain = .integers, _ attributes: [String: AttributeValue] = [:]
  ) -> [OpCase] {
    let table: [([Int], Int)] = [([8, 6], 1), ([7, 5], 0), ([4, 3, 2], -2), ([5], -1)]
    return table.map { shape, axis in
      OpCase(
        shape, attributes: attributes.merging(["axis": .int(axis)]) { given, _ in given },
        domains: [domain])
    }
  }

  private static func softmax(_ row: [Double]) -> [Double] {
    let top = row.max() ?? 0
    let powers = row.map { exp($0 - top) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  private static func running(_ fold: @escaping @Sendable (Double, Double) -> Double)
    -> @Sendable ([Double]) ->
    [Double]
  {
    { row in
      var result: [Double] = []
      for value in row { result.append(result.last.map { fold($0, value) } ?? value) }
      return result
    }
  }

  /// Indices in ascending order of the values; the earlier of equals first.
  private static func order(_ row: [Double], descending: Bool = false) -> [Int] {
    row.indices.sorted {
      row[$0] == row[$1] ? $0 < $1 : descending ? row[$0] > row[$1] : row[$0] < row[$1]
    }
  }

  private static func arg(descending: Bool) -> LocalOp {
    LocalOp(along(.integers, ["keepdims": .bool(false), "flatten": .bool(false)])) { call in
      let dim = call.dim()
      return [
        call.x.folded([dim]) { Double(order($0, descending: descending).first ?? 0) }
          .dropping([dim])
      ]
    }
  }

  static let rowwise: [String: LocalOp] = [
    "softmax": LocalOp { [$0.x.rows($0.dim(), softmax)] },
    "log_softmax": LocalOp { [$0.x.rows($0.dim()) { softmax($0).map { log($0) } }] },
    "cumsum": LocalOp(
      along(
        .integers, ["flatten": .bool(false), "exclusive": .bool(false), "reverse": .bool(false)])
    ) { [$0.x.rows($0.dim(), running(+))] },
    "cummax": LocalOp { call in
      let values = call.x.rows(call.dim(), running { max($0, $1) })
      let places = call.x.rows(call.dim()) { row in
        row.indices.map { end in
          Double(row[...end].indices.max { (row[$0], $0) < (row[$1], $1) } ?? 0)
        }
      }
      return [values, places]
    },
    "cummin": LocalOp { call in
      let values = call.x.rows(call.dim(), running { min($0, $1) })
      let places = call.x.rows(call.dim()) { row in
        row.indices.map { end in
          Double(row[...end].indices.min { (row[$0], -$0) < (row[$1], -$1) } ?? 0)
        }
      }
      return [values, places]
    },
    "argmax": arg(descending: true),
    "argmin": arg(descending: false),
    "argsort": LocalOp(along(.integers, ["descending": .bool(false), "stable": .bool(true)])) {
      call in
      let (x, dim) = (call.x, call.dim())
      return [
        x.rows(dim) { row in order(row).map { row[$0] } },
        x.rows(dim) { row in order(row).map(Double.init) },
      ]
    },
    "topk": LocalOp(
      along(.integers, ["k": .int(2), "largest": .bool(true), "sorted": .bool(true)])
    ) { call in
      let (x, dim) = (call.x, call.dim())
      let first = Array(0..<Swift.min(2, x.shape[dim]))
      return [
        x.rows(dim) { row in order(row, descending: true).map { row[$0] } }.picked(dim, first),
        x.rows(dim) { row in order(row, descending: true).map(Double.init) }.picked(dim, first),
      ]
    },
    "layer_norm": LocalOp([
      OpCase(
        [4, 6], [6], [6], attributes: ["epsilon": .double(1e-5), "begin_norm_axis": .int(1)]),
      OpCase(
        [5, 2, 3], [6], [6], attributes: ["epsilon": .double(1e-5), "begin_norm_axis": .int(1)]),
      OpCase(
        [5, 2, 3], [3], [3], attributes: ["epsilon": .double(1e-5), "begin_norm_axis": .int(2)]),
    ]) { call in
      let axis = call.int("begin_norm_axis")
      let rows = call.x.shape[..<axis].reduce(1, *)
      let x = call.x.reshaped([rows, call.x.shape[axis...].reduce(1, *)])
      let mean = x.folded([1]) { $0.reduce(0, +) / Double($0.count) }
      let variance = x.folded([1]) { row in
        let mean = row.reduce(0, +) / Double(row.count)
        return row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
      }
      let (scale, bias) = (call.y, call.inputs[2][0])
      let out = Grid(x.shape) { index in
        (x[index] - mean[[index[0], 0]]) / (variance[[index[0], 0]] + 1e-5).squareRoot()
          * scale.values[index[1]] + bias.values[index[1]]
      }
      let head = call.outputBoxes[1].sizes
      return [out.reshaped(call.x.shape), mean.reshaped(head), variance.reshaped(head)]
    },
  ]
}
