import Foundation

extension Reference {
  private static func softmax(_ row: [Double]) -> [Double] {
    let top = row.max() ?? 0
    let powers = row.map { exp($0 - top) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  /// What stands before each element too, folded.
  private static func running(_ row: [Double], _ fold: (Double, Double) -> Double) -> [Double] {
    var result: [Double] = []
    for value in row { result.append(result.last.map { fold($0, value) } ?? value) }
    return result
  }

  private static func sums(_ row: [Double], _ call: ReferenceCall) -> [Double] {
    let ordered = call.bool("reverse") ? row.reversed() : row
    let sums = running(ordered, +)
    let result = call.bool("exclusive") ? zip(sums, ordered).map(-) : sums
    return call.bool("reverse") ? result.reversed() : result
  }

  /// The last place of the best value so far, beside the value.
  private static func extremes(
    _ isBetter: @escaping @Sendable (Double, Double) -> Bool
  ) -> Function {
    { call in
      func places(_ row: [Double]) -> [Int] {
        var best = 0
        return row.indices.map { place in
          if !isBetter(row[best], row[place]) { best = place }
          return best
        }
      }
      return [
        call.x.rows(call.dim()) { row in places(row).map { row[$0] } },
        call.x.rows(call.dim()) { row in places(row).map(Double.init) },
      ]
    }
  }

  /// Indices in the order of the values; the earlier of equals first.
  private static func order(_ row: [Double], descending: Bool) -> [Int] {
    row.indices.sorted {
      row[$0] == row[$1] ? $0 < $1 : descending ? row[$0] > row[$1] : row[$0] < row[$1]
    }
  }

  private static func arg(descending: Bool) -> Function {
    { call in
      let isFlat = call.bool("flatten")
      let x = isFlat ? call.x.reshaped([call.x.values.count]) : call.x
      let dim = isFlat ? 0 : call.dim()
      let found = x.folded([dim]) { Double(order($0, descending: descending).first ?? 0) }
      return [call.bool("keepdims") ? found : found.dropping([dim])]
    }
  }

  private static func sorted(_ call: ReferenceCall, descending: Bool) -> [Grid] {
    [
      call.x.rows(call.dim()) { row in order(row, descending: descending).map { row[$0] } },
      call.x.rows(call.dim()) { row in order(row, descending: descending).map(Double.init) },
    ]
  }

  /// Losses of soft labels, or of the number of the right class.
  private static func crossEntropy(_ call: ReferenceCall) -> [Grid] {
    let dim = call.dim()
    let top = call.bool("use_softmax") ? call.x.rows(dim, softmax) : call.x
    if call.bool("soft_label") {
      let losses = Grid(top.shape) { call.y[$0] == 0 ? 0 : -call.y[$0] * log(top[$0]) }
      return [top, losses.folded([dim]) { $0.reduce(0, +) }]
    }
    return [
      top,
      Grid(call.y.shape) { index in
        var place = index
        place[dim] = Int(call.y[index])
        return -log(top[place])
      },
    ]
  }

  static let rowwise: [String: Function] = [
    "softmax": { [$0.x.rows($0.dim(), softmax)] },
    "log_softmax": { [$0.x.rows($0.dim()) { softmax($0).map { log($0) } }] },
    "cumsum": { call in
      guard call.bool("flatten") else {
        return [call.x.rows(call.dim()) { sums($0, call) }]
      }
      return [call.x.reshaped([call.x.values.count]).rows(0) { sums($0, call) }]
    },
    "cummax": extremes { $0 > $1 },
    "cummin": extremes { $0 < $1 },
    "argmax": arg(descending: true),
    "argmin": arg(descending: false),
    "argsort": { sorted($0, descending: $0.bool("descending")) },
    "topk": { call in
      let first = Array(0..<call.int("k"))
      return sorted(call, descending: call.bool("largest")).map { $0.picked(call.dim(), first) }
    },
    "cross_entropy_with_softmax": crossEntropy, "softmax_with_cross_entropy": crossEntropy,
  ]
}
