import Pictures

/// What was predicted over what was measured, beside the line on which both are the same.
struct AccuracyChart {
  let svg: SVG

  /// - Parameter pairs: seconds, measured and predicted.
  init(_ title: String, _ pairs: [(measured: Double, predicted: Double)]) {
    let points = pairs.sorted { $0.measured < $1.measured }
    svg =
      LineChart(
        title: title, x: ("measured", .seconds, .logarithmic),
        y: ("predicted", .seconds, .logarithmic),
        series: [
          .init("predicted", points.map { .init(x: $0.measured, y: $0.predicted) }),
          .init("as measured", points.map { .init(x: $0.measured, y: $0.measured) }),
        ]
      ).svg
  }
}
