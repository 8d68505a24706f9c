/// Where a text lies about its point.
package enum Anchor: String, Sendable {
  case start, middle, end
}

/// The shapes that pictures are made of. `style` names a class of the style sheet.
extension SVGElement {
  package static func rect(_ frame: Frame, _ style: String, radius: Double = 0) -> SVGElement {
    let result = SVGElement(
      "rect",
      [
        "x": frame.x.short, "y": frame.y.short, "width": frame.width.short,
        "height": frame.height.short, "class": style,
      ])
    return radius > 0 ? result.with("rx", radius.short) : result
  }

  /// A line of text whose base line is at `y`.
  package static func text(
    _ text: String, x: Double, y: Double, _ style: String, anchor: Anchor = .start
  ) -> SVGElement {
    SVGElement(
      "text", ["x": x.short, "y": y.short, "class": style, "text-anchor": anchor.rawValue],
      text: text)
  }

  package static func line(
    from start: (x: Double, y: Double), to end: (x: Double, y: Double), _ style: String
  ) -> SVGElement {
    SVGElement(
      "line",
      [
        "x1": start.x.short, "y1": start.y.short, "x2": end.x.short, "y2": end.y.short,
        "class": style,
      ])
  }

  /// A line through all points.
  package static func polyline(_ points: [(x: Double, y: Double)], _ style: String) -> SVGElement {
    let text = points.map { "\($0.x.short),\($0.y.short)" }.joined(separator: " ")
    return SVGElement("polyline", ["points": text, "class": style])
  }

  /// Elements that are moved together.
  package static func group(x: Double = 0, y: Double = 0, _ children: [SVGElement]) -> SVGElement {
    SVGElement("g", ["transform": "translate(\(x.short) \(y.short))"], children)
  }
}

extension Double {
  /// At most two decimals, and none that are 0.
  var short: String {
    let hundredths = Int((self * 100).rounded())
    let digits = String(hundredths.magnitude % 100 + 100).dropFirst()
    let sign = hundredths < 0 ? "-" : ""
    let whole = "\(sign)\(hundredths.magnitude / 100)"
    if hundredths % 100 == 0 { return whole }
    return "\(whole).\(digits.last == "0" ? digits.dropLast() : digits)"
  }
}
