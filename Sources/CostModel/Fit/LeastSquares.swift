import Foundation

/// Parameters of a model, found from what was measured: Gauss-Newton with Marquardt's damping.
///
/// What is made small is the sum of ln²(predicted / measured), which is the relative error where it
/// is small and punishes half and double alike; residuals beyond a third count linearly (Huber 1964),
/// so that a few disturbed samples move nothing. The parameters are positive, and are searched as
/// logarithms; a weak pull towards the start (weight 0.01) holds those that no sample depends on. The
/// derivatives are differences: models take maxima and minima, and a fit is no inner loop.
///
/// Source: Marquardt 1963; Huber 1964. O(iterations x parameters x samples) predictions.
package struct LeastSquares {
  /// The parameters to start from; all positive.
  package var start: [Double]
  /// How many times the fit may improve its estimate.
  package var iterations = 60

  /// Starts the fit at an estimate of the parameters.
  package init(start: [Double]) { self.start = start }

  /// What is made small, of these predictions: see above. 0 where all are right.
  package static func loss(_ predicted: [Double], measured: [Double]) -> Double {
    zip(predicted, measured).reduce(0) { $0 + huber(log($1.0 / $1.1)) }
  }

  /// The parameters under which `predict` comes closest to `measured`; all numbers are positive.
  package func fit(measured: [Double], predict: ([Double]) -> [Double]) -> [Double] {
    let origin = start.map { log($0) }
    func residuals(_ point: [Double]) -> [Double] {
      zip(predict(point.map { exp($0) }), measured).map { log($0 / $1) }
    }
    func cost(_ point: [Double], _ residuals: [Double]) -> Double {
      residuals.reduce(0) { $0 + Self.huber($1) }
        + zip(point, origin).reduce(0) { $0 + Self.pull * ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    var point = origin
    var errors = residuals(point)
    var best = cost(point, errors)
    var damping = 1e-2
    for _ in 0..<iterations {
      let slopes = point.indices.map { index -> [Double] in
        var moved = point
        moved[index] += Self.step
        return zip(residuals(moved), errors).map { ($0 - $1) / Self.step }
      }
      var isBetter = false
      while damping < 1e8, !isBetter {
        let next = zip(point, change(point, origin, errors, slopes, damping)).map { $0 - $1 }
        let found = residuals(next)
        let price = cost(next, found)
        if price < best {
          isBetter = true
          damping = max(1e-9, damping / 5)
          let gain = best - price
          (point, errors, best) = (next, found, price)
          if gain < 1e-10 * best { return point.map { exp($0) } }
        } else {
          damping *= 4
        }
      }
      guard isBetter else { break }
    }
    return point.map { exp($0) }
  }

  private static let step = 1e-4
  private static let pull = 1e-2
  private static let outlier = 0.33

  private static func huber(_ error: Double) -> Double {
    let size = abs(error)
    return size <= outlier ? size * size : outlier * (2 * size - outlier)
  }

  /// (JᵀWJ + pull + damping D) x = JᵀWr, by elimination.
  private func change(
    _ point: [Double], _ origin: [Double], _ errors: [Double], _ slopes: [[Double]],
    _ damping: Double
  ) -> [Double] {
    let weights = errors.map { min(1, Self.outlier / max(abs($0), 1e-12)) }
    let count = point.count
    var rows = (0..<count).map { row -> [Double] in
      var line = (0..<count).map { column in
        errors.indices.reduce(0) { $0 + weights[$1] * slopes[row][$1] * slopes[column][$1] }
      }
      line[row] += Self.pull
      line[row] *= 1 + damping
      line.append(
        errors.indices.reduce(0) { $0 + weights[$1] * slopes[row][$1] * errors[$1] }
          + Self.pull * (point[row] - origin[row]))
      return line
    }
    for pivot in 0..<count {
      let largest = (pivot..<count).max { abs(rows[$0][pivot]) < abs(rows[$1][pivot]) } ?? pivot
      rows.swapAt(pivot, largest)
      for row in 0..<count where row != pivot {
        let factor = rows[row][pivot] / rows[pivot][pivot]
        for column in pivot...count { rows[row][column] -= factor * rows[pivot][column] }
      }
    }
    return (0..<count).map { rows[$0][count] / rows[$0][$0] }
  }
}
