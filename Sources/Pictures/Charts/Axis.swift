import Foundation

/// A scale along an edge of a chart: from values to pixels, with marks at round values.
package struct Axis: Hashable, Sendable {
  package enum Scale: Hashable, Sendable { case linear, logarithmic }

  /// A value that is marked.
  package struct Tick: Hashable, Sendable {
    package let value: Double
    package let label: String
  }

  /// What is shown along it, with no unit.
  package let name: String
  package let quantity: Quantity
  package let scale: Scale
  /// The least and the greatest value that have a place; wide enough for `ticks` at both ends.
  package let domain: ClosedRange<Double>
  /// The marked values, ascending.
  package let ticks: [Tick]

  /// An axis that has a place for all of `values`.
  ///
  /// - Parameters:
  ///   - values: those that are not finite, and on a logarithmic axis those that are not positive, have
  ///     no place and are left out.
  ///   - count: about how many ticks there should be.
  package init(
    _ name: String, _ quantity: Quantity, _ scale: Scale = .linear,
    over values: some Sequence<Double>,
    ticks count: Int = 6
  ) {
    let shown = values.filter { $0.isFinite && (scale == .linear || $0 > 0) }
    self.name = name
    self.quantity = quantity
    self.scale = scale
    let least = shown.min() ?? (scale == .linear ? 0 : 1)
    let most = max(least, shown.max() ?? 1)
    let marks =
      scale == .linear
      ? Self.linearMarks(least, most, quantity, count)
      : Self.logarithmicMarks(least, most, quantity, count)
    domain = marks[0]...marks[marks.count - 1]
    ticks = marks.map { Tick(value: $0, label: quantity.text($0)) }
  }

  /// Where `value` lies between 0, the start of the domain, and 1, its end.
  package func share(of value: Double) -> Double {
    let (low, high) = (domain.lowerBound, domain.upperBound)
    switch scale {
    case .linear: return (value - low) / (high - low)
    case .logarithmic: return log(value / low) / log(high / low)
    }
  }
}

extension Axis {
  /// Multiples of 1, 2 or 5 times a power of ten (of two for bytes) around both ends.
  private static func linearMarks(
    _ least: Double, _ most: Double, _ quantity: Quantity, _ count: Int
  ) -> [Double] {
    let span = most > least ? most - least : max(abs(most), 1)
    let rough = span / Double(max(1, count))
    let step: Double
    if quantity == .bytes {
      step = max(1, exp2(log2(rough).rounded(.up)))
    } else {
      let power = pow(10, log10(rough).rounded(.down))
      step = power * ([1, 2, 5, 10].first { $0 * power >= rough * 0.999 } ?? 10)
    }
    let first = (least / step).rounded(.down)
    let last = max(first + 1, (most / step - 1e-9).rounded(.up))
    return stride(from: first, through: last, by: 1).map { $0 * step }
  }

  /// Powers of ten, of two for bytes; every so many of them that there are about `count`.
  private static func logarithmicMarks(
    _ least: Double, _ most: Double, _ quantity: Quantity, _ count: Int
  ) -> [Double] {
    let base = quantity == .bytes ? 2.0 : 10.0
    let low = (log(least) / log(base) + 1e-9).rounded(.down)
    let high = max(low + 1, (log(most) / log(base) - 1e-9).rounded(.up))
    let step = max(1, ((high - low) / Double(max(1, count))).rounded(.up))
    let steps = ((high - low) / step).rounded(.up)
    return stride(from: 0, through: steps, by: 1).map { pow(base, low + $0 * step) }
  }
}
