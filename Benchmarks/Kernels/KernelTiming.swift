import Glibc

/// Seconds that a kernel takes of the processor: it waits for nothing, and the turns of other programs are not
/// its own.
struct KernelTiming {
  let median: Double
  let least: Double

  /// The least that one measurement takes: the processor's clock counts in microseconds.
  private static let measurable = 1e-3
  /// Beyond this many seconds three measurements are enough.
  private static let budget = 0.3

  /// Calls `body` once unmeasured, then as often as one measurement needs, `repeats` times.
  init(repeats: Int, _ body: () throws -> Void) rethrows {
    try body()
    var calls = 1
    var first = try Self.seconds(calls, body)
    while first < Self.measurable {
      calls =
        first > 0 ? max(2 * calls, Int(Double(calls) * 1.2 * Self.measurable / first)) : 8 * calls
      first = try Self.seconds(calls, body)
    }
    var times = [first / Double(calls)]
    var spent = first
    while times.count < repeats, times.count < 3 || spent < Self.budget {
      let seconds = try Self.seconds(calls, body)
      times.append(seconds / Double(calls))
      spent += seconds
    }
    times.sort()
    (median, least) = (times[times.count / 2], times[0])
  }

  private static func seconds(_ calls: Int, _ body: () throws -> Void) rethrows -> Double {
    let start = clock()
    for _ in 0..<calls { try body() }
    return Double(clock() - start) / Double(CLOCKS_PER_SEC)
  }
}
