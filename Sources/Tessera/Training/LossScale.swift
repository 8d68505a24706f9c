/// How much the loss is scaled so that gradients of float16 do not vanish, as PyTorch's `GradScaler` does: a step of which
/// any gradient is infinite or NaN is left out, and the scale becomes smaller; after enough good steps it becomes larger.
public struct LossScale: Hashable, Sendable {
  /// What the loss is multiplied by.
  public private(set) var scale: Double
  /// How many good steps in a row make it larger.
  public let interval: Int
  /// By what it becomes larger, and smaller.
  public let (growth, backoff): (Double, Double)
  /// How many good steps there were since it last changed.
  public private(set) var good: Int

  /// A scale, with PyTorch's defaults.
  public init(
    _ scale: Double = 65536, interval: Int = 2000, growth: Double = 2, backoff: Double = 0.5,
    good: Int = 0
  ) {
    self.scale = scale
    self.interval = interval
    (self.growth, self.backoff) = (growth, backoff)
    self.good = good
  }

  /// Learns whether all gradients of a step were finite.
  public mutating func note(isFinite: Bool) {
    guard isFinite else {
      scale = Double(Float(scale * backoff))
      good = 0
      return
    }
    good += 1
    guard good == interval else { return }
    good = 0
    // It is a float32 in PyTorch, and is not let become infinite.
    let larger = Float(scale * growth)
    if larger.isFinite { scale = Double(larger) }
  }
}
