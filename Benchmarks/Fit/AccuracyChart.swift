import Pictures

/// What was foretold over what was measured, beside the line on which both are the same.
struct AccuracyChart {
  let svg: SVG

  /// - Parameter pairs: seconds, measured and foretold.
  init(_ title: String, _ pairs: [(measured: Double, predicted: Double)]) {
    let points = pairs.sorted { $0.measured < $1.measured }
    svg =
      LineChart(
        title: title, x: ("measured", .seconds, .logarithmic),
        y: ("foretold", .seconds, .logarithmic),
        series: [
          .init("foretold", points.map { .init(x: $0.measured, y: $0.predicted) }),
          .init("as measured", points.map { .init(x: $0.measured, y: $0.measured) }),
        ]
      ).svg
  }
}
