/// How a series is drawn: its colour, its dashes, and the shape of its points.
enum SeriesMark {
  static func line(_ points: [(x: Double, y: Double)], of index: Int) -> SVGElement {
    let line = SVGElement.polyline(points, "series").with("stroke", Palette.stroke(index))
    return Palette.dashes(index).map { line.with("stroke-dasharray", $0) } ?? line
  }

  /// A point; neighbouring series differ in shape too, for readers who do not tell their colours.
  static func point(_ at: (x: Double, y: Double), of index: Int) -> SVGElement {
    let (x, y) = at
    let corners: [(Double, Double)] =
      switch index % 4 {
      case 1: [(-3.5, -3.5), (3.5, -3.5), (3.5, 3.5), (-3.5, 3.5)]
      case 2: [(0, -4.5), (4.5, 3.5), (-4.5, 3.5)]
      case 3: [(0, -5), (5, 0), (0, 5), (-5, 0)]
      default: []
      }
    guard !corners.isEmpty else {
      return SVGElement(
        "circle", ["cx": x.short, "cy": y.short, "r": "3.8", "fill": Palette.stroke(index)])
    }
    let points = corners.map { "\((x + $0.0).short),\((y + $0.1).short)" }
    return SVGElement(
      "polygon", ["points": points.joined(separator: " "), "fill": Palette.stroke(index)])
  }
}
