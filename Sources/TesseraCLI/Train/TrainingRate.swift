import CheckpointFormats
import Tessera

/// Where the learning rate of a step comes from.
enum TrainingRate {
  /// It is what the optimiser begins with.
  case constant
  /// The number of steps that were made.
  case schedule(RateSchedule)
  /// The losses so far.
  case plateau(PlateauRate)

  /// The rate of the next step.
  func rate(after steps: Int, base: Double) -> Double {
    switch self {
    case .constant: base
    case .schedule(let schedule): schedule.rate(after: steps, base: base)
    case .plateau(let plateau): plateau.rate
    }
  }

  /// The momentum of the next step; nil where it is the optimiser's own.
  func momentum(after steps: Int) -> Double? {
    if case .schedule(let schedule) = self { schedule.momentum(after: steps) } else { nil }
  }

  /// Hears of the loss of a step.
  mutating func note(_ loss: Double) {
    guard case .plateau(var plateau) = self else { return }
    plateau.note(loss)
    self = .plateau(plateau)
  }

  /// What a checkpoint keeps of it.
  var scalars: [String: CheckpointScalar] {
    guard case .plateau(let plateau) = self else { return [:] }
    var scalars: [String: CheckpointScalar] = [
      "plateau.rate": .float(plateau.rate), "plateau.bad": .int(plateau.bad),
      "plateau.cooling": .int(plateau.cooling),
    ]
    // Before the first loss there is no best one.
    if plateau.best.isFinite { scalars["plateau.best"] = .float(plateau.best) }
    return scalars
  }

  /// Goes on from what a checkpoint kept.
  mutating func resume(from scalars: [String: CheckpointScalar]) {
    guard case .plateau(var plateau) = self, case .float(let rate)? = scalars["plateau.rate"],
      case .int(let bad)? = scalars["plateau.bad"],
      case .int(let cooling)? = scalars["plateau.cooling"]
    else { return }
    var best = Double.infinity
    if case .float(let kept)? = scalars["plateau.best"] { best = kept }
    plateau.resume(rate: rate, best: best, bad: bad, cooling: cooling)
    self = .plateau(plateau)
  }
}
