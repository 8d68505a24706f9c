/// Seconds of repeated runs of one thing.
struct Timing {
  let seconds: [Double]

  /// Runs `body` `warmUps` times unmeasured, then `repeats` times.
  init(repeats: Int, warmUps: Int = 1, _ body: () throws -> Void) rethrows {
    for _ in 0..<warmUps { try body() }
    let clock = ContinuousClock()
    var seconds: [Double] = []
    for _ in 0..<repeats {
      let duration = try clock.measure(body)
      let (whole, atto) = duration.components
      seconds.append(Double(whole) + Double(atto) * 1e-18)
    }
    self.seconds = seconds.sorted()
  }

  var minimum: Double { seconds[0] }
  var median: Double { seconds[seconds.count / 2] }
  var maximum: Double { seconds[seconds.count - 1] }
}
