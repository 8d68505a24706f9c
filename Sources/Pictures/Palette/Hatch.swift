/// Lines over a fill, which tell it from the same fill without them.
package enum Hatch: Int, CaseIterable, Sendable {
  case rising, falling, level, upright, crossed, dotted

  /// The hatch of a round of the palette; they begin anew after the last.
  init(cycling round: Int) {
    self = Hatch.allCases[round % Hatch.allCases.count]
  }

  func name(onDark: Bool) -> String { "\(self)-\(onDark ? "dark" : "light")" }

  private var path: String {
    switch self {
    case .rising: "M-1 1L1 -1M0 8L8 0M7 9L9 7"
    case .falling: "M-1 7L1 9M0 0L8 8M7 -1L9 1"
    case .level: "M0 4H8"
    case .upright: "M4 0V8"
    case .crossed: "M0 4H8M4 0V8"
    case .dotted: "M3 4H5"
    }
  }

  func pattern(onDark: Bool) -> SVGElement {
    SVGElement(
      "pattern",
      [
        "id": name(onDark: onDark), "width": "8", "height": "8", "patternUnits": "userSpaceOnUse",
      ],
      [
        SVGElement(
          "path",
          [
            "d": path, "fill": "none", "stroke": onDark ? "#ffffff" : "#0d1117",
            "stroke-width": self == .dotted ? "2" : "1.2", "stroke-opacity": "0.45",
          ])
      ])
  }
}
