import Elements
import Foundation

/// How a learning rate changes from step to step, as PyTorch's schedules of the same names do: a factor of the rate that
/// the optimiser begins with.
///
///     let schedule = try RateSchedule(parsing: "linear(0.1, 1, 10) until 10, cosine(90)")
///     optimizer.learningRate = schedule.rate(after: step, base: 1e-3)
///
/// A schedule is a function of the number of steps that were made, so that a run that goes on from a checkpoint has the
/// rate of one that was not interrupted.
public struct RateSchedule: Hashable, Sendable {
  /// One way to change.
  public enum Curve: Hashable, Sendable {
    /// The factor until so many steps were made, then 1.
    case constant(factor: Double, steps: Int)
    /// In equal parts from one factor to another, which it keeps.
    case linear(from: Double, to: Double, steps: Int)
    /// The factor to the power of the steps.
    case exponential(Double)
    /// The factor once more after each so many steps.
    case step(Int, factor: Double)
    /// The factor once more after each of these numbers of steps; one that is given twice counts twice.
    case multistep([Int], factor: Double)
    /// (1 - t/steps)^power, 0 after that.
    case polynomial(steps: Int, power: Double)
    /// Half a cosine down to a rate, and up again after that.
    case cosine(steps: Int, least: Double)
    /// The same from the beginning again, each time so many times as long.
    case warmRestarts(steps: Int, times: Int, least: Double)
    /// Up from 1/25 of a rate to it within 30% of the steps, and down to 1/250,000 of it, by half cosines. The optimiser's
    /// own rate does not count. The momentum goes from 0.95 to 0.85 and back.
    case oneCycle(most: Double, steps: Int)
  }

  /// A curve, and after how many steps the next one begins, at the base rate.
  public struct Part: Hashable, Sendable {
    /// How the rate changes.
    public let curve: Curve
    /// How many steps were made, of all, when it ends.
    public let until: Int
  }

  /// One after the other; the last one does not end.
  public let parts: [Part]

  /// Returns the rate of the next step.
  ///
  /// - Parameters:
  ///   - steps: how many were made.
  ///   - base: the rate that the optimiser begins with.
  public func rate(after steps: Int, base: Double) -> Double {
    var start = 0
    for part in parts {
      if steps < part.until { return part.curve.rate(after: steps - start, base) }
      start = part.until
    }
    return base
  }

  /// Returns the momentum, or Adam's first beta, of the next step. `oneCycle` moves it opposite to the rate; after its last
  /// step it stays.
  ///
  /// - Parameter steps: the number of steps made so far.
  /// - Returns: nil where no curve moves it.
  public func momentum(after steps: Int) -> Double? {
    var (start, momentum) = (0, Double?.none)
    for part in parts {
      if case .oneCycle(_, let count) = part.curve, momentum == nil || steps >= start {
        let made = max(0, min(steps, part.until - 1) - start)
        momentum = Curve.cycle(from: 0.95, over: 0.85, to: 0.95, after: made, of: count)
      }
      start = part.until
    }
    return momentum
  }
}

extension RateSchedule {
  /// The schedule that a text says: `cosine(100)`, or `linear(0.1, 1, 10) until 10, cosine(90)`.
  ///
  /// What a curve is called with, in order, and what it is where it is left out: `constant(factor, steps)`,
  /// `linear(from, to, steps)`, `exponential(factor)`, `step(steps, factor = 0.1)`, `multistep(factor, steps, …)`,
  /// `polynomial(steps, power = 1)`, `cosine(steps, least = 0)`, `restarts(steps, times = 1, least = 0)`,
  /// `onecycle(most, steps)`.
  ///
  /// - Throws: `TesseraError.Kind.usage` where it says none.
  public init(parsing text: String) throws(TesseraError) {
    var parts: [Part] = []
    var rest = text[...]
    while let match = rest.prefixMatch(
      of: /\s*([a-z]+)\(([^()]*)\)(?:\s+until\s+([0-9]+))?\s*(,|$)/)
    {
      let numbers = match.2.split(separator: ",").map {
        Double($0.trimmingCharacters(in: .whitespaces))
      }
      guard let curve = Curve(String(match.1), numbers.compactMap { $0 }),
        !numbers.contains(nil)
      else {
        throw Self.error("'\(match.1)(\(match.2))' in '\(text)' is none of them")
      }
      rest = rest[match.range.upperBound...]
      let until = match.3.flatMap { Int($0) }
      guard rest.isEmpty ? until == nil : (until ?? 0) > (parts.last?.until ?? 0) else {
        throw Self.error("'\(text)' does not say which curve ends after how many steps")
      }
      parts.append(Part(curve: curve, until: until ?? .max))
      if match.4.isEmpty { break }
    }
    guard rest.isEmpty, !parts.isEmpty else { throw Self.error("'\(text)' is none") }
    self.parts = parts
  }

  private static func error(_ found: String) -> TesseraError {
    TesseraError(
      .usage,
      "learning-rate schedule: \(Curve.forms.joined(separator: ", ")) are known, with 'until STEPS' behind each but the last; "
        + found)
  }
}

extension RateSchedule.Curve {
  /// As they are written.
  package static let forms = [
    "constant(factor, steps)", "linear(from, to, steps)", "exponential(factor)",
    "step(steps, factor)", "multistep(factor, steps, …)", "polynomial(steps, power)",
    "cosine(steps, least)", "restarts(steps, times, least)", "onecycle(most, steps)",
  ]

  /// Nil where a curve does not take these numbers.
  fileprivate init?(_ name: String, _ numbers: [Double]) {
    func number(_ place: Int) -> Double? { place < numbers.count ? numbers[place] : nil }
    func steps(_ place: Int) -> Int? {
      number(place).flatMap { Int(exactly: $0) }.flatMap { $0 > 0 ? $0 : nil }
    }
    let most: Int
    switch name {
    case "constant":
      guard let factor = number(0), let steps = steps(1) else { return nil }
      (self, most) = (.constant(factor: factor, steps: steps), 2)
    case "linear":
      guard let from = number(0), let to = number(1), let steps = steps(2) else { return nil }
      (self, most) = (.linear(from: from, to: to, steps: steps), 3)
    case "exponential":
      guard let factor = number(0) else { return nil }
      (self, most) = (.exponential(factor), 1)
    case "step":
      guard let count = steps(0) else { return nil }
      (self, most) = (.step(count, factor: number(1) ?? 0.1), 2)
    case "multistep":
      let places = numbers.indices.dropFirst().compactMap(steps)
      guard let factor = number(0), !places.isEmpty, places.count == numbers.count - 1 else {
        return nil
      }
      (self, most) = (.multistep(places, factor: factor), .max)
    case "polynomial":
      guard let count = steps(0) else { return nil }
      (self, most) = (.polynomial(steps: count, power: number(1) ?? 1), 2)
    case "cosine":
      guard let count = steps(0) else { return nil }
      (self, most) = (.cosine(steps: count, least: number(1) ?? 0), 2)
    case "restarts":
      guard let count = steps(0), let times = numbers.count > 1 ? steps(1) : 1 else { return nil }
      (self, most) = (.warmRestarts(steps: count, times: times, least: number(2) ?? 0), 3)
    case "onecycle":
      guard let rate = number(0), let count = steps(1) else { return nil }
      (self, most) = (.oneCycle(most: rate, steps: count), 2)
    default: return nil
    }
    guard numbers.count <= most else { return nil }
  }
}

extension RateSchedule.Curve {
  func rate(after steps: Int, _ base: Double) -> Double {
    let t = Double(steps)
    switch self {
    case .constant(let factor, let count): return steps < count ? base * factor : base
    case .linear(let from, let to, let count):
      return base * (from + (to - from) * Double(min(steps, count)) / Double(count))
    case .exponential(let factor): return base * pow(factor, t)
    case .step(let count, let factor): return base * pow(factor, Double(steps / count))
    case .multistep(let places, let factor):
      return base * pow(factor, Double(places.count { $0 <= steps }))
    case .polynomial(let count, let power):
      return base * pow(1 - Double(min(steps, count)) / Double(count), power)
    case .cosine(let count, let least): return Self.cosine(base, least, t / Double(count))
    case .warmRestarts(let count, let times, let least):
      var (start, length) = (0, count)
      while steps >= start + length {
        start += length
        length *= times
      }
      return Self.cosine(base, least, Double(steps - start) / Double(length))
    case .oneCycle(let most, let count):
      let first = most / 25
      return Self.cycle(from: first, over: most, to: first / 1e4, after: steps, of: count)
    }
  }

  /// A cosine curve from one number to another over the first 30% of the steps, and on to a third.
  fileprivate static func cycle(
    from first: Double, over most: Double, to last: Double, after steps: Int, of count: Int
  ) -> Double {
    let (t, top, end) = (Double(steps), 0.3 * Double(count) - 1, Double(count) - 1)
    return t <= top ? cosine(first, most, t / top) : cosine(most, last, (t - top) / (end - top))
  }

  private static func cosine(_ from: Double, _ to: Double, _ part: Double) -> Double {
    to + (from - to) * (1 + cos(.pi * part)) / 2
  }
}
