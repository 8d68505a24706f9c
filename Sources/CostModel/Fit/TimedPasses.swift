/// The times of one case in several passes over all of them.
///
/// What disturbs a machine for a while, another program for one, falls into one pass of a case and not into all.
package struct TimedPasses {
  private var passes: [[Double]] = []

  /// No pass yet.
  package init() {}

  /// Adds the times of a pass.
  package mutating func append(_ times: [Double]) { passes.append(times.sorted()) }

  /// The `quantile` of the times of those passes that were not disturbed: whose median is at most a quarter above the
  /// least of all. 0 where there are no times.
  package func time(quantile: Double) -> Double {
    let medians = passes.filter { !$0.isEmpty }.map { ($0, $0.quantile(0.5)) }
    guard let least = medians.map(\.1).min() else { return 0 }
    let kept = medians.filter { $0.1 <= 1.25 * least }.flatMap(\.0).sorted()
    return kept.quantile(quantile)
  }
}
