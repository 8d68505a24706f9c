import Elements

/// A learning rate that is lowered where the loss stops falling, as by PyTorch's `ReduceLROnPlateau`.
///
///     var plateau = PlateauRate(factor: 0.5, patience: 4, rate: 1e-3)
///     plateau.note(loss)
///     optimizer.learningRate = plateau.rate
///
/// A loss is better than the best so far where it is below best · (1 - threshold). After more than `patience` losses in a
/// row that are not, the rate is multiplied by the factor, and the count begins again.
public struct PlateauRate: Hashable, Sendable {
  /// What the rate is multiplied by.
  public let factor: Double
  /// How many losses in a row may be no better.
  public let patience: Int
  /// The part of the best loss by which a better one is below it.
  public let threshold: Double
  /// How many losses do not count after the rate was lowered.
  public let cooldown: Int
  /// The rate that it is never below.
  public let least: Double
  /// The rate of the next step.
  public private(set) var rate: Double
  /// The best loss.
  public private(set) var best = Double.infinity
  /// How many losses in a row were no better.
  public private(set) var bad = 0
  /// How many losses do not count yet.
  public private(set) var cooling = 0

  /// A rate of which no loss is known. Defaults are PyTorch's.
  public init(
    factor: Double = 0.1, patience: Int = 10, threshold: Double = 1e-4, cooldown: Int = 0,
    least: Double = 0, rate: Double
  ) {
    self.factor = factor
    self.patience = patience
    self.threshold = threshold
    self.cooldown = cooldown
    self.least = least
    self.rate = rate
  }

  /// Hears of the loss of a step.
  public mutating func note(_ loss: Double) {
    if loss < best * (1 - threshold) {
      (best, bad) = (loss, 0)
    } else {
      bad += 1
    }
    if cooling > 0 {
      cooling -= 1
      bad = 0
    }
    guard bad > patience else { return }
    (cooling, bad) = (cooldown, 0)
    let lower = max(rate * factor, least)
    // PyTorch makes no step that is smaller.
    if rate - lower > 1e-8 { rate = lower }
  }

  /// Goes on where another has stopped.
  public mutating func resume(rate: Double, best: Double, bad: Int, cooling: Int) {
    (self.rate, self.best, self.bad, self.cooling) = (rate, best, bad, cooling)
  }
}

extension PlateauRate {
  /// As it is written.
  package static let form = "plateau(factor, patience, threshold, cooldown, least)"

  /// The rate that a text says, as `plateau(0.5, 4)`; what is left out has PyTorch's value. Nil where the text is of
  /// another schedule.
  ///
  /// - Throws: `TesseraError.Kind.usage` where `plateau` is called with what it does not take.
  public init?(parsing text: String, rate: Double) throws(TesseraError) {
    guard let match = text.wholeMatch(of: /\s*plateau\(([^()]*)\)\s*/) else { return nil }
    let words = match.1.split(separator: ",", omittingEmptySubsequences: false)
    let isEmpty = match.1.allSatisfy(\.isWhitespace)
    let numbers = isEmpty ? [] : words.map { Double($0.filter { !$0.isWhitespace }) }
    func number(_ place: Int, _ fallback: Double) -> Double? {
      place < numbers.count ? numbers[place] : fallback
    }
    guard numbers.count <= 5, let factor = number(0, 0.1), factor >= 0, factor < 1,
      let patience = number(1, 10).flatMap({ Int(exactly: $0) }), patience >= 0,
      let threshold = number(2, 1e-4), threshold >= 0,
      let cooldown = number(3, 0).flatMap({ Int(exactly: $0) }), cooldown >= 0,
      let least = number(4, 0), least >= 0
    else {
      throw TesseraError(
        .usage,
        "learning-rate schedule: \(Self.form) is required, of a factor below 1 and of numbers that are not negative; "
          + "'\(text)' is none")
    }
    self.init(
      factor: factor, patience: patience, threshold: threshold, cooldown: cooldown, least: least,
      rate: rate)
  }
}
